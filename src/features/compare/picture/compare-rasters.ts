import type { Comparison } from '../changes.ts'
import { describePixels } from '../pixels/describe-pixels.ts'
import { MARGIN, pixelDiffer, type PixelDiff, type Size } from '../pixels/diff-pixels.ts'
import type { Area } from '../pixels/find-areas.ts'
import type { Raster, Shown } from './read-picture.ts'

/** Two pictures and how they differ, ready to be shown. */
export interface PictureComparison extends Comparison {
  left: PictureSide
  right: PictureSide
  /** What both cover together. */
  size: Size
  areas: readonly Area[]
  /** The differing pixels, drawn; nothing where none differs. */
  heat: ImageBitmap | undefined
  /** Pixels in one direction that a point of it stands for. */
  heatScale: number
}

export interface PictureSide {
  size: Size
  shown: Shown
}

/** Pixels of both together: each takes four bytes decoded. */
const MOST_OF_BOTH = 130_000_000
/** Rows that are compared at a time. */
const ROWS = 256

/** @throws Error in words where both together are too much */
export async function compareRasters(
  left: Raster,
  right: Raster,
  tolerant: boolean,
): Promise<PictureComparison> {
  const pixels = left.size.width * left.size.height + right.size.width * right.size.height
  if (pixels > MOST_OF_BOTH) {
    throw new Error(
      `The two pictures have ${Math.round(pixels / 1e6)} megapixels together; up to ${MOST_OF_BOTH / 1e6} are compared. The previews show each by itself.`,
    )
  }
  const diff = diffRasters(left, right, tolerant)
  const notCompared = limitsOfBoth(left, right)
  const words = describePixels(left.size, right.size, diff, {
    tolerant,
    notCompared,
    isPart: left.isPart || right.isPart,
  })
  const [one, other] = await Promise.all([left.shown(), right.shown()])
  return {
    ...words,
    left: { size: left.size, shown: one },
    right: { size: right.size, shown: other },
    size: diff.size,
    areas: diff.areas,
    heat: words.total > 0 ? await drawHeat(diff) : undefined,
    heatScale: diff.heat.scale,
  }
}

/** What of either is not compared; what is true of one alone is said of it: the same greys may stand for other values. */
export function limitsOfBoth(
  left: Pick<Raster, 'notCompared'>,
  right: Pick<Raster, 'notCompared'>,
): string[] {
  const only = (of: readonly string[], other: readonly string[], which: string) =>
    of.filter((words) => !other.includes(words)).map((words) => `The ${which} one: ${words}`)
  const [one, other] = [left.notCompared, right.notCompared]
  const both = one.filter((words) => other.includes(words))
  return [...new Set([...both, ...only(one, other, 'first'), ...only(other, one, 'second')])]
}

export function diffRasters(left: Raster, right: Raster, tolerant: boolean): PixelDiff {
  const differ = pixelDiffer(left.size, right.size, { tolerant })
  const { height } = differ.both
  const rowsOf = (raster: Raster, from: number, to: number) =>
    raster.rows(Math.max(0, from - MARGIN), Math.min(raster.size.height, to + MARGIN))
  for (let from = 0; from < height; from += ROWS) {
    const to = Math.min(height, from + ROWS)
    differ.addBand({ left: rowsOf(left, from, to), right: rowsOf(right, from, to), from, to })
  }
  return differ.end()
}

/** What has to be handed over of a comparison rather than copied. */
export function partsOf({ left, right, heat }: PictureComparison): Transferable[] {
  return [left.shown, right.shown]
    .flatMap((shown) => (shown.type === 'bitmap' ? [shown.bitmap] : []))
    .concat(heat ?? [])
}

/** From yellow for the slightest to red for the strongest; what is the same stays empty. */
export async function drawHeat({ heat: { size, cells } }: PixelDiff): Promise<ImageBitmap> {
  const rgba = new Uint8ClampedArray(size.width * size.height * 4)
  for (let at = 0; at < cells.length; at += 1) {
    const strength = cells[at] ?? 0
    if (strength === 0) continue
    rgba[at * 4] = 255 - strength * 0.2
    rgba[at * 4 + 1] = 190 - strength * 0.74
    rgba[at * 4 + 2] = strength * 0.2
    rgba[at * 4 + 3] = 255
  }
  return createImageBitmap(new ImageData(rgba, size.width, size.height))
}
