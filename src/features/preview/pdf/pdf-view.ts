import { AnnotationEditorType, AnnotationMode, type PDFDocumentProxy } from 'pdfjs-dist'
// After pdf.js itself, which it finds as a global.
import { EventBus, PDFViewer } from 'pdfjs-dist/web/pdf_viewer.mjs'
import { pdfData } from '#ui/pdf/open-pdf.ts'
import { createStore } from '#ui/store.ts'
import { missingFonts, type InnerFile } from './pdf-facts.ts'
import { FIND_NOTHING, PdfFinder, type FindResult } from './pdf-finder.ts'
import { PdfLinks } from './pdf-links.ts'
import { FileSaver, fontsOf, releaseFarPages, showFault, type PageView } from './pdf-pages.ts'
import { ThumbnailQueue } from './thumbnail-queue.ts'

export type Fit = 'width' | 'page'

export interface PdfViewState {
  /** The page that the reader is on, from 1. */
  page: number
  /** 1 is 100 %: 96 CSS pixels an inch. */
  scale: number
  /** What the scale follows when the view changes its size; `undefined` when it was chosen as a number. */
  fit: Fit | undefined
  /** Degrees, clockwise. */
  turn: number
  /** Whether the sizes of all pages are known; before that, pages count as large as the first. */
  measured: boolean
  find: FindResult
  /** The address that a link leads to, while the reader is asked whether to open it. */
  asked: string | undefined
  files: readonly InnerFile[]
  /** Names of fonts that neither the file nor this system has. */
  missingFonts: readonly string[]
}

export const SMALLEST_SCALE = 0.1
export const LARGEST_SCALE = 10
/** The most that a page is enlarged to fit the width: a receipt would fill the screen with a few letters. */
const LARGEST_FIT = 2
/** CSS pixels beside and above a page that is fitted. */
const MARGIN = 24
/** Pixels of one canvas; Safari on phones allows no more than this. */
const LARGEST_CANVAS = 2 ** 24

/** One open PDF in pdf.js's own viewer, as a store for React: what it shows, and what can be done with it. */
export class PdfView {
  readonly store
  readonly pdf: PDFDocumentProxy
  readonly thumbnails = new ThumbnailQueue()
  finder: PdfFinder | undefined
  #viewer: PDFViewer | undefined
  #links: PdfLinks | undefined

  constructor(pdf: PDFDocumentProxy) {
    this.pdf = pdf
    this.store = createStore<PdfViewState>({
      page: 1,
      scale: 1,
      fit: 'width',
      turn: 0,
      measured: false,
      find: FIND_NOTHING,
      asked: undefined,
      files: [],
      missingFonts: [],
    })
  }

  /** Shows the pages inside `container`. @returns takes them out, and gives back their canvases */
  attach(container: HTMLDivElement): () => void {
    const ended = new AbortController()
    const events = new EventBus()
    const links = new PdfLinks(events, (asked) => this.#set({ asked }))
    const finder = new PdfFinder(container, events, links, (find) => this.#set({ find }))
    const options = {
      container,
      eventBus: events,
      linkService: links,
      findController: finder,
      downloadManager: new FileSaver(),
      // Forms and notes are drawn; nothing can be filled in, and no script of the file runs.
      annotationMode: AnnotationMode.ENABLE,
      annotationEditorMode: AnnotationEditorType.DISABLE,
      enableAutoLinking: false,
      enableSelectionRendering: false,
      imageResourcesPath: pdfData('web/images/'),
      maxCanvasPixels: LARGEST_CANVAS,
      abortSignal: ended.signal,
    }
    const viewer = new PDFViewer(options)
    links.setViewer(viewer)
    this.#viewer = viewer
    this.#links = links
    this.finder = finder
    this.thumbnails.attach(viewer)
    this.#listen(events, viewer, container)
    const sized = new ResizeObserver(() => this.#applyFit())
    sized.observe(container)
    links.setDocument(this.pdf)
    viewer.setDocument(this.pdf)
    return () => {
      sized.disconnect()
      for (const page of viewer.getCachedPageViews() as Set<PageView>) page.destroy()
      viewer.setDocument(null)
      links.setDocument(null)
      ended.abort()
      void viewer.l10n?.destroy()
      this.#viewer = undefined
    }
  }

  goToPage(page: number): void {
    if (this.#viewer)
      this.#viewer.currentPageNumber = Math.min(Math.max(1, page), this.pdf.numPages)
  }
  /** @param to as `OutlineItem` has it */
  goTo(to: string | unknown[]): void {
    void this.#links?.goToDestination(to)
  }
  fitTo(fit: Fit): void {
    this.#set({ fit })
    this.#applyFit()
  }
  zoomTo(scale: number): void {
    this.#set({ fit: undefined })
    this.#scaleTo(scale)
  }
  turnRight(): void {
    if (this.#viewer) this.#viewer.pagesRotation = (this.#viewer.pagesRotation + 90) % 360
  }
  ask(url: string | undefined): void {
    this.#set({ asked: url })
  }
  /** Those of the document come before those that its pages show. */
  addFiles(added: readonly InnerFile[]): void {
    const { files } = this.store.get()
    const others = files.filter(({ id }) => !added.some((file) => file.id === id))
    if (added.length > 0) this.#set({ files: [...added, ...others] })
  }
  /** @throws Error in words */
  async takeFile({ id }: InnerFile): Promise<Blob> {
    const content = await this.pdf.getAttachmentContent(id).catch(() => null)
    if (!content) throw new Error('It is damaged. The download of the PDF has it as it is.')
    return new Blob([content as Uint8Array<ArrayBuffer>])
  }
  /** Width over height of a page as it is turned now. */
  proportion(page: number): number {
    const view = this.#viewer?.getPageView(page - 1) as PageView | undefined
    return view === undefined ? 1 : view.width / view.height
  }

  #set(change: Partial<PdfViewState>): void {
    this.store.set({ ...this.store.get(), ...change })
  }
  #scaleTo(scale: number): void {
    if (!this.#viewer) return
    this.#viewer.currentScale = Math.min(LARGEST_SCALE, Math.max(SMALLEST_SCALE, scale))
  }
  #applyFit(): void {
    const { fit } = this.store.get()
    const viewer = this.#viewer
    if (!viewer || viewer.pagesCount === 0 || fit === undefined) return
    const { clientWidth, clientHeight } = viewer.container
    const pages = Array.from({ length: viewer.pagesCount }, (_, at): PageView =>
      viewer.getPageView(at),
    )
    const largest = (side: 'width' | 'height') =>
      pages.reduce((most, page) => Math.max(most, page[side] / page.scale), 1)
    const byWidth = (clientWidth - MARGIN) / largest('width')
    const byHeight = (clientHeight - MARGIN) / largest('height')
    // Hidden, it has no size.
    if (byWidth <= 0 || byHeight <= 0) return
    this.#scaleTo(fit === 'width' ? Math.min(byWidth, LARGEST_FIT) : Math.min(byWidth, byHeight))
  }

  #listen(events: EventBus, viewer: PDFViewer, container: HTMLElement): void {
    const { pdf } = this
    const on = (name: string, listener: (event: PdfEvent) => void) => events.on(name, listener)
    on('pagesinit', () => {
      for (const page of container.querySelectorAll('.page')) {
        page.role = 'group'
        page.ariaLabel = `Page ${page.getAttribute('data-page-number')} of ${pdf.numPages}`
        // pdf.js would name it in its own words.
        page.removeAttribute('data-l10n-id')
      }
      this.#applyFit()
    })
    on('pagesloaded', () => {
      this.#set({ measured: true })
      this.#applyFit()
    })
    on('pagechanging', ({ pageNumber }) => this.#set({ page: pageNumber }))
    on('scalechanging', ({ scale }) => this.#set({ scale }))
    on('rotationchanging', ({ pagesRotation, pageNumber }) => {
      this.#set({ turn: pagesRotation })
      this.#applyFit()
      viewer.currentPageNumber = pageNumber
    })
    on('updateviewarea', () => {
      for (const page of releaseFarPages(viewer)) this.thumbnails.letGo(page)
      for (const page of [0, 1]) void this.#checkReadable(viewer.currentPageNumber + page)
    })
    on('pagerendered', ({ source, error, isDetailView }) => {
      if (isDetailView) return
      this.thumbnails.hold(source.id)
      if (error) showFault(source.div)
      const families = new Set(Array.from(document.fonts, ({ family }) => family))
      const missing = missingFonts(source.pdfPage ? fontsOf(source.pdfPage) : [], families)
      const known = this.store.get().missingFonts
      const all = [...new Set([...known, ...missing])]
      if (all.length > known.length) this.#set({ missingFonts: all })
    })
    on('textlayerrendered', ({ source }) => {
      // The part that scrolls is the stop for the keyboard, not each page in it.
      if (source.textLayer) source.textLayer.div.tabIndex = -1
    })
    on('annotationlayerrendered', ({ source }) => {
      if (source.annotationLayer?.div) this.#links?.nameLinks(source.annotationLayer.div, pdf)
      this.thumbnails.letGo(source.id)
    })
    on('fileattachmentannotation', ({ attachmentId: id, filename, description = '' }) => {
      const { files } = this.store.get()
      if (files.some((file) => file.id === id)) return
      this.#set({ files: [...files, { id, name: filename, description }] })
    })
  }

  /** A page that can't be read never gets as far as being drawn. */
  async #checkReadable(page: number): Promise<void> {
    const view = this.#viewer?.getPageView(page - 1) as PageView | undefined
    if (view === undefined || view.pdfPage) return
    await this.pdf.getPage(page).catch(() => showFault(view.div))
  }
}

/** The fields of pdf.js's events that are used here; its own types say nothing of them. */
interface PdfEvent {
  pageNumber: number
  scale: number
  pagesRotation: number
  source: PageView
  /** Only the part of an enlarged page that is in view. */
  isDetailView: boolean
  error: unknown
  attachmentId: string
  filename: string
  description?: string
}
