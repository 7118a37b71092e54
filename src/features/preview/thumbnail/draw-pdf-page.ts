import { AnnotationMode, PasswordException } from 'pdfjs-dist'
import { openPdf } from '#ui/pdf/open-pdf.ts'
import { NoThumbnail, THUMBNAIL_SIDE, type ThumbnailContent } from './drawers.ts'

/** The first page of a PDF, in a worker of its own: a file that stalls one is ended with it. */
export async function drawPdfPage({ blob }: ThumbnailContent, signal: AbortSignal): Promise<Blob> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  signal.throwIfAborted()
  const task = openPdf(bytes)
  const end = () => void task.destroy()
  signal.addEventListener('abort', end, { once: true })
  const canvas = document.createElement('canvas')
  try {
    const page = await (await task.promise).getPage(1)
    const natural = page.getViewport({ scale: 1 })
    const scale = THUMBNAIL_SIDE / Math.max(1, natural.width, natural.height)
    const viewport = page.getViewport({ scale })
    canvas.width = Math.max(1, Math.floor(viewport.width))
    canvas.height = Math.max(1, Math.floor(viewport.height))
    await page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE }).promise
    return await encode(canvas)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof PasswordException) throw new NoThumbnail('it is locked by a password')
    throw error
  } finally {
    signal.removeEventListener('abort', end)
    canvas.width = 0
    canvas.height = 0
    await task.destroy()
  }
}

async function encode(canvas: HTMLCanvasElement): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/webp', 0.85)
  })
  if (!blob) throw new Error('The page could not be kept as a picture.')
  return blob
}
