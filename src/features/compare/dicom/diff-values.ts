import { modalityValue, type Modality } from '#formats/dicom/pixels/grayscale.ts'
import type { FrameValues } from '#formats/dicom/pixels/picture-reader.ts'
import type { PixelDiff } from '../pixels/diff-pixels.ts'
import { areaFinder } from '../pixels/find-areas.ts'

/** How the values of two frames differ, in what they mean and not in how they are shown. */
export interface ValueDiff extends PixelDiff {
  /** The largest difference and the mean of those that differ, in `unit`. */
  largest: number
  mean: number
  unit: string | undefined
  /** Why the values themselves can't be held against each other; then none is counted. */
  unlike: string | undefined
}

const MOST_CELLS = 4_000_000

/** Compares two frames pixel by pixel in real values: Hounsfield units, not greys. They lie at their upper left corners. */
export function diffValues(left: FrameValues, right: FrameValues): ValueDiff {
  const [one, other] = [left.frame, right.frame]
  const size = {
    width: Math.max(one.columns, other.columns),
    height: Math.max(one.rows, other.rows),
  }
  const both = {
    width: Math.min(one.columns, other.columns),
    height: Math.min(one.rows, other.rows),
  }
  const scale = Math.max(1, Math.ceil(Math.sqrt((size.width * size.height) / MOST_CELLS)))
  const heatSize = { width: Math.ceil(size.width / scale), height: Math.ceil(size.height / scale) }
  const cells = new Uint8Array(heatSize.width * heatSize.height)
  const unlike = whyUnlike(left, right)
  const finder = areaFinder(both)
  const strengths = new Float32Array(cells.length)
  let [differing, largest, sum] = [0, 0, 0]
  const rows = unlike === undefined ? both.height : 0
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < both.width; x += 1) {
      const difference = differenceOf(left, right, x, y)
      if (difference === 0) continue
      differing += 1
      // A value that is not a number differs, and has no amount to add.
      const amount = Number.isFinite(difference) ? difference : 0
      largest = Math.max(largest, amount)
      sum += amount
      finder.add(x, y)
      const cell = Math.floor(y / scale) * heatSize.width + Math.floor(x / scale)
      strengths[cell] = Math.max(strengths[cell] ?? 0, amount, Number.MIN_VALUE, 1e-30)
    }
  }
  for (let at = 0; at < cells.length; at += 1) {
    const strength = strengths[at] ?? 0
    if (strength > 0) cells[at] = Math.max(1, Math.round((strength / (largest || 1)) * 255))
  }
  const { areas, more } = finder.end()
  const outside = one.columns * one.rows + other.columns * other.rows - 2 * both.width * both.height
  return {
    size,
    differing,
    visible: differing,
    outside,
    heat: { size: heatSize, scale, cells },
    areas,
    moreAreas: more,
    largest,
    mean: differing === 0 ? 0 : sum / differing,
    unit: left.modality?.unit ?? right.modality?.unit,
    unlike,
  }
}

function whyUnlike(left: FrameValues, right: FrameValues): string | undefined {
  if (left.frame.samples !== right.frame.samples) {
    return 'One is grey and the other in colour, so their values are not compared.'
  }
  const units = [left.modality?.unit, right.modality?.unit]
  if (left.modality !== undefined && right.modality !== undefined && units[0] !== units[1]) {
    return `The units differ (${units[0] ?? 'none'} → ${units[1] ?? 'none'}), so the values are not compared.`
  }
  if (left.frame.photometric !== right.frame.photometric && left.frame.samples > 1) {
    return `The colours are stored in different ways (${left.frame.photometric} → ${right.frame.photometric}), so they are not compared.`
  }
  return undefined
}

/** 0 where all samples are the same; the largest difference of them. Rows that are missing differ from those that are there. */
function differenceOf(left: FrameValues, right: FrameValues, x: number, y: number): number {
  const [one, other] = [left.frame, right.frame]
  const [isHere, isThere] = [y < one.wholeRows, y < other.wholeRows]
  if (!isHere || !isThere) return isHere === isThere ? 0 : Number.POSITIVE_INFINITY
  const l = (y * one.columns + x) * one.samples
  const r = (y * other.columns + x) * other.samples
  let largest = 0
  for (let sample = 0; sample < one.samples; sample += 1) {
    const before = valueOf(left.modality, one.values[l + sample] ?? 0)
    const after = valueOf(right.modality, other.values[r + sample] ?? 0)
    if (Object.is(before, after) || before === after) continue
    const difference = Math.abs(before - after)
    // Another slope rounds differently; what was measured is the same.
    if (difference <= 1e-9 * Math.max(Math.abs(before), Math.abs(after))) continue
    largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference)
  }
  return largest
}

function valueOf(modality: Modality | undefined, stored: number): number {
  return modality === undefined ? stored : modalityValue(modality, stored)
}
