import { AnnotationMode, type RenderTask } from 'pdfjs-dist'
import { RenderingStates, type PDFViewer } from 'pdfjs-dist/web/pdf_viewer.mjs'

/** One page in small, as pdf.js's rendering queue expects a view. */
interface Thumbnail {
  renderingId: string
  renderingState: number
  renderTask: RenderTask | null
  resume: null
  page: number
  draw: () => Promise<void>
}

/**
 * Draws pages in small when the pages in view are done, through the viewer's own queue. A page's fields and notes lose
 * their drawing when somebody asks for the page's annotations while it is being drawn, so a page waits here while the
 * viewer does so.
 */
export class ThumbnailQueue {
  #viewer: PDFViewer | undefined
  readonly #wanted = new Set<Thumbnail>()
  readonly #held = new Set<number>()

  attach(viewer: PDFViewer): void {
    this.#viewer = viewer
    const queue = viewer.renderingQueue
    if (!queue) return
    queue.isThumbnailViewEnabled = true
    const source = { forceRendering: () => this.#drawNext() }
    queue.setThumbnailViewer(source as Parameters<typeof queue.setThumbnailViewer>[0])
  }

  /** The viewer is about to ask for the annotations of a page. */
  hold(page: number): void {
    this.#held.add(page)
  }
  letGo(page: number): void {
    if (this.#held.delete(page)) this.#wake()
  }

  /**
   * Draws a page into `host` as soon as there is time, as wide as `width` CSS pixels.
   * @returns stops, and gives the canvas back
   */
  draw(page: number, host: HTMLElement, width: number, turn: number): () => void {
    const canvas = document.createElement('canvas')
    const thumbnail: Thumbnail = {
      renderingId: `thumbnail${page}`,
      renderingState: RenderingStates.INITIAL,
      renderTask: null,
      resume: null,
      page,
      draw: async () => {
        thumbnail.renderingState = RenderingStates.RUNNING
        try {
          const source = await this.#viewer?.pdfDocument?.getPage(page)
          if (!source || !this.#wanted.has(thumbnail)) return
          const rotation = (source.rotate + turn) % 360
          const natural = source.getViewport({ scale: 1, rotation })
          const scale = (width * window.devicePixelRatio) / Math.max(1, natural.width)
          const viewport = source.getViewport({ scale, rotation })
          canvas.width = Math.max(1, Math.floor(viewport.width))
          canvas.height = Math.max(1, Math.floor(viewport.height))
          thumbnail.renderTask = source.render({
            canvas,
            viewport,
            annotationMode: AnnotationMode.ENABLE,
          })
          await thumbnail.renderTask.promise
          host.replaceChildren(canvas)
        } catch {
          // A page that can't be drawn says so where it is large.
        } finally {
          thumbnail.renderingState = RenderingStates.FINISHED
        }
      },
    }
    this.#wanted.add(thumbnail)
    this.#wake()
    return () => {
      this.#wanted.delete(thumbnail)
      thumbnail.renderTask?.cancel()
      canvas.width = 0
      canvas.height = 0
      canvas.remove()
    }
  }

  #wake(): void {
    const viewer = this.#viewer
    if (viewer?.pdfDocument && viewer.pagesCount > 0) viewer.update()
  }

  /** @returns whether one is being drawn */
  #drawNext(): boolean {
    for (const thumbnail of this.#wanted) {
      if (this.#held.has(thumbnail.page)) continue
      if (this.#viewer?.renderingQueue?.renderView(thumbnail)) return true
    }
    return false
  }
}
