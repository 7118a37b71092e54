import type { PictureComparison } from './compare-rasters.ts'
import type { Shown } from './read-picture.ts'

/** Pixels of the file; a larger picture is drawn smaller, as no canvas of all browsers holds it. */
const MOST_PIXELS = 60_000_000
const LONGEST = 16_384

/**
 * Both pictures beside each other as a PNG, with outlines around what differs: the older with broken ones.
 * @throws Error in words where there is no memory for it
 */
export async function drawMarked({ left, right, size, areas }: PictureComparison): Promise<Blob> {
  const gap = Math.ceil(size.width / 50)
  const whole = { width: size.width * 2 + gap, height: size.height }
  const fitting = Math.sqrt(MOST_PIXELS / (whole.width * whole.height))
  const scale = Math.min(1, fitting, LONGEST / Math.max(whole.width, whole.height))
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.floor(whole.width * scale)),
    Math.max(1, Math.floor(whole.height * scale)),
  )
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('There is not enough memory for it.')
  context.scale(scale, scale)
  context.fillStyle = '#888'
  context.fillRect(0, 0, whole.width, whole.height)
  const line = Math.max(1, Math.round(size.width / 500))
  for (const [index, side] of [left, right].entries()) {
    const at = index * (size.width + gap)
    await drawOnto(context, side.shown, at)
    context.strokeStyle = index === 0 ? '#d96a00' : '#2f7bed'
    context.lineWidth = line
    context.setLineDash(index === 0 ? [line * 4, line * 3] : [])
    for (const { x, y, width, height } of areas) {
      context.strokeRect(at + x - line, y - line, width + 2 * line, height + 2 * line)
    }
  }
  return canvas.convertToBlob()
}

async function drawOnto(
  context: OffscreenCanvasRenderingContext2D,
  shown: Shown,
  at: number,
): Promise<void> {
  if (shown.type === 'bitmap') return context.drawImage(shown.bitmap, at, 0)
  const bitmap = await createImageBitmap(shown.blob, { imageOrientation: 'from-image' })
  context.drawImage(bitmap, at, 0)
  bitmap.close()
}
