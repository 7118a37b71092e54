import { AnnotationMode, PasswordException, type PDFDocumentProxy } from 'pdfjs-dist'
import { openPdf } from '#ui/pdf/open-pdf.ts'
import { MOST_PIXELS, type PlayFrame } from './frame.ts'

/** Pixels for a point of a page, so that small print can be read when it is zoomed. */
const SCALE = 2
const POINTS_PER_MM = 72 / 25.4

/**
 * Draws a page of a PDF and closes the document again. @param page from 0
 * @throws Error in words for a document that can't be opened; the signal's reason
 */
export async function readPdfFrame(
  blob: Blob,
  page: number,
  signal: AbortSignal,
): Promise<PlayFrame> {
  const task = openPdf(new Uint8Array(await blob.arrayBuffer()))
  const end = () => void task.destroy()
  signal.addEventListener('abort', end, { once: true })
  try {
    signal.throwIfAborted()
    const pdf = await task.promise
    const pages = pdf.numPages
    return page < pages ? await drawn(pdf, page, signal) : { type: 'no-page', pages }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof PasswordException) {
      const words = 'The PDF is locked by a password. Its preview asks for it.'
      throw new Error(words, { cause: error })
    }
    throw new Error('The PDF is damaged, or its page can’t be drawn.', { cause: error })
  } finally {
    signal.removeEventListener('abort', end)
    await task.destroy()
  }
}

async function drawn(pdf: PDFDocumentProxy, page: number, signal: AbortSignal): Promise<PlayFrame> {
  const source = await pdf.getPage(page + 1)
  const natural = source.getViewport({ scale: SCALE })
  const { width, height } = natural
  const share = Math.min(1, Math.sqrt(MOST_PIXELS / Math.max(1, width * height)))
  const viewport = source.getViewport({ scale: SCALE * share })
  const canvas = document.createElement('canvas')
  try {
    canvas.width = Math.max(1, Math.round(viewport.width))
    canvas.height = Math.max(1, Math.round(viewport.height))
    const drawing = source.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE })
    const stop = () => drawing.cancel()
    signal.addEventListener('abort', stop, { once: true })
    try {
      await drawing.promise
    } finally {
      signal.removeEventListener('abort', stop)
    }
    signal.throwIfAborted()
    const mm = (pixels: number) => Math.round(pixels / SCALE / POINTS_PER_MM).toLocaleString()
    return {
      type: 'picture',
      size: { width: Math.round(width), height: Math.round(height) },
      bitmap: await createImageBitmap(canvas),
      pages: pdf.numPages,
      sizeWords: `${mm(width)} × ${mm(height)} mm`,
      notes: [],
    }
  } finally {
    canvas.width = 0
    canvas.height = 0
  }
}
