import type { PictureComparison } from './compare-rasters.ts'
import type { Shown } from './read-picture.ts'

/** Pixels of the file; a larger picture is drawn smaller, as no canvas of all browsers holds it. */
const MOST_PIXELS = 60_000_000
const LONGEST = 16_384

/** Corners in pixels of the picture: lower left, lower right, upper right, upper left. */
export type Quad = readonly (readonly [x: number, y: number])[]

/** Words that differ, where they stand in either picture. */
export interface MarkedWords {
  left: readonly Quad[]
  right: readonly Quad[]
}

/**
 * Both pictures beside each other as a PNG, with outlines around what differs: the older with broken ones. Words that
 * differ lie on a ground of colour, the older struck through, the newer underlined.
 * @throws Error in words where there is no memory for it
 */
export async function drawMarked(
  { left, right, size, areas }: PictureComparison,
  words: MarkedWords = { left: [], right: [] },
): Promise<Blob> {
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
    const quads = index === 0 ? words.left : words.right
    for (const quad of quads) markWord(context, quad, { at, line, isOlder: index === 0 })
    context.strokeStyle = index === 0 ? '#d96a00' : '#2f7bed'
    context.lineWidth = line
    context.setLineDash(index === 0 ? [line * 4, line * 3] : [])
    for (const { x, y, width, height } of areas) {
      context.strokeRect(at + x - line, y - line, width + 2 * line, height + 2 * line)
    }
  }
  return canvas.convertToBlob()
}

function markWord(
  context: OffscreenCanvasRenderingContext2D,
  quad: Quad,
  { at, line, isOlder }: { at: number; line: number; isOlder: boolean },
): void {
  const [lowLeft, lowRight, highRight, highLeft] = quad
  if (!lowLeft || !lowRight || !highRight || !highLeft) return
  const middle = (one: Quad[number], other: Quad[number]): Quad[number] => [
    (one[0] + other[0]) / 2,
    (one[1] + other[1]) / 2,
  ]
  const path = (points: Quad) => {
    context.beginPath()
    for (const [index, [x, y]] of points.entries()) {
      if (index === 0) context.moveTo(at + x, y)
      else context.lineTo(at + x, y)
    }
  }
  context.save()
  // Dark letters stay as dark as they are.
  context.globalCompositeOperation = 'multiply'
  context.fillStyle = isOlder ? '#ffd9b8' : '#c4dcff'
  path(quad)
  context.fill()
  context.globalCompositeOperation = 'source-over'
  context.setLineDash([])
  context.lineWidth = line
  context.strokeStyle = isOlder ? '#d96a00' : '#2f7bed'
  path(isOlder ? [middle(lowLeft, highLeft), middle(lowRight, highRight)] : [lowLeft, lowRight])
  context.stroke()
  context.restore()
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
