import { AnnotationMode, type PDFPageProxy, type RenderTask } from 'pdfjs-dist'
import type { Turn } from './page-layout.ts'

/** Pixels of one canvas; Safari on phones allows no more than this. */
const LARGEST_CANVAS = 16_777_216

/**
 * Draws a page on a canvas of its own, as sharp as the screen, less sharp where that would be too large.
 *
 * @param scale CSS pixels a point
 * @throws whatever pdf.js throws, and its RenderingCancelledException when `signal` aborts
 */
export async function drawPage(
  page: PDFPageProxy,
  scale: number,
  turn: Turn,
  signal: AbortSignal,
): Promise<HTMLCanvasElement> {
  const rotation = (page.rotate + turn) % 360
  const css = page.getViewport({ scale, rotation })
  const sharpness = Math.min(
    window.devicePixelRatio,
    Math.sqrt(LARGEST_CANVAS / (css.width * css.height)),
  )
  const viewport = page.getViewport({ scale: scale * sharpness, rotation })
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.floor(viewport.width))
  canvas.height = Math.max(1, Math.floor(viewport.height))
  let task: RenderTask | undefined
  const cancel = () => task?.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    // Forms and notes are painted as part of the page; none of them is alive.
    task = page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE })
    await task.promise
    signal.throwIfAborted()
    return canvas
  } catch (error) {
    releaseCanvas(canvas)
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** Gives a canvas's memory back at once instead of at the next collection. */
export function releaseCanvas(canvas: HTMLCanvasElement): void {
  canvas.width = 0
  canvas.height = 0
}
