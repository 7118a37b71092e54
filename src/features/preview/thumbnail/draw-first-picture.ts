/** Kinds whose pictures workers of ours decode: the first page of a TIFF, a JPEG 2000 picture, the first frame of a DICOM file. */
import { connectWorker } from '#lib/worker-session.ts'
import { connectDicom } from '../dicom/dicom-worker.ts'
import { createJpeg2000Worker, createTiffWorker } from '../paged/page-workers.ts'
import type { PageMethods } from '../paged/pages.ts'
import { NoThumbnail, THUMBNAIL_SIDE, type ThumbnailContent } from './drawers.ts'

/** Pixels of a frame that are decoded for a thumbnail: those of most mammograms. */
const MOST_PIXELS = 16_000_000

export async function drawFirstPage(content: ThumbnailContent, signal: AbortSignal): Promise<Blob> {
  const worker = content.kind === 'tiff' ? createTiffWorker() : createJpeg2000Worker()
  const client = connectWorker<PageMethods>(worker)
  return ending(client, signal, async () => {
    await client.call('open', content.blob)
    const { picture, tallness } = await client.call('small', 0)
    return shrunk(picture, picture.width, picture.height * tallness)
  })
}

export async function drawFirstFrame(
  { blob }: ThumbnailContent,
  signal: AbortSignal,
): Promise<Blob> {
  const client = connectDicom()
  return ending(client, signal, async () => {
    const { picture } = await client.call('open', blob)
    if (!picture) throw new NoThumbnail('it holds no picture')
    if (picture.rows * picture.columns > MOST_PIXELS)
      throw new NoThumbnail('it has too many pixels')
    const display = { greys: undefined, inverted: false, overlays: false }
    const frame = await client.call('draw', { index: 0, display })
    const { pixels, columns, rows, ratio } = frame
    const bitmap = await createImageBitmap(new ImageData(pixels, columns, rows))
    return shrunk(bitmap, columns * ratio, rows)
  })
}

/** Does work with a worker, and ends it afterwards, or when nobody wants the result any more. */
async function ending(
  client: { stop: () => void },
  signal: AbortSignal,
  work: () => Promise<Blob>,
): Promise<Blob> {
  const stop = () => client.stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await work()
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}

/** @param width and height in pixels of one shape, whatever the picture's own have */
async function shrunk(picture: ImageBitmap, width: number, height: number): Promise<Blob> {
  const factor = Math.min(1, THUMBNAIL_SIDE / Math.max(width, height))
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(width * factor)),
    Math.max(1, Math.round(height * factor)),
  )
  try {
    const context = canvas.getContext('2d')
    if (!context) throw new Error('There is no canvas to draw on.')
    context.imageSmoothingQuality = 'high'
    context.fillStyle = '#fff'
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.drawImage(picture, 0, 0, canvas.width, canvas.height)
    return await canvas.convertToBlob({ type: 'image/webp', quality: 0.85 })
  } finally {
    picture.close()
  }
}
