import { MOST_FRAMES, PIXELS, TAG, type DataSet } from '../data-set/data-set.ts'
import { numberOf, textOf } from '../data-set/values.ts'

/** How pixels are laid out (PS3.3 §C.7.6.3). */
export interface PixelFormat {
  rows: number
  columns: number
  /** Samples of a pixel. */
  samples: number
  photometric: string
  /** Whether all samples of one kind come before those of the next. */
  planar: boolean
  /** Bits of a cell, of the value in it, and the highest bit of the value. */
  allocated: number
  stored: number
  high: number
  signed: boolean
  /** Cells hold floating point numbers of `allocated` bits. */
  isFloat: boolean
  /** As the file declares. */
  frames: number
  /** The element that holds them. */
  tag: number
}

/** Pixels of one frame that are decoded: 8192 by 8192. */
export const MOST_PIXELS = 67_108_864

/** Bytes that the values of one frame may come to. */
const MOST_BYTES = 300_000_000

/**
 * What the data set says of its pixels, or why they can't be shown; `undefined` where it has none.
 *
 * @param remark takes what is odd
 */
export function readPixelFormat(
  data: DataSet,
  remark: (words: string) => void,
): PixelFormat | { fault: string } | undefined {
  const tag = PIXELS.find((one) => data.elements.has(one))
  if (tag === undefined) return undefined
  const rows = numberOf(data, TAG.rows) ?? 0
  const columns = numberOf(data, TAG.columns) ?? 0
  if (rows < 1 || columns < 1) return { fault: 'The file does not say how large its picture is.' }
  if (rows * columns > MOST_PIXELS) {
    return {
      fault: `A picture of ${columns} × ${rows} pixels is larger than what is decoded here.`,
    }
  }
  const photometric = textOf(data, TAG.photometric)?.toUpperCase()
  const samples = numberOf(data, TAG.samples) ?? (photometric?.startsWith('RGB') === true ? 3 : 1)
  if (![1, 3, 4].includes(samples)) return { fault: `Pixels of ${samples} samples can’t be shown.` }
  if (photometric === undefined) {
    remark(
      'The file does not say what its values mean (photometric interpretation); low is shown dark.',
    )
  }
  const isFloat = tag !== TAG.pixelData
  const width = tag === TAG.floatPixels ? 32 : 64
  const cells = isFloat
    ? { allocated: width, stored: width, high: width - 1 }
    : cellsOf(data, remark)
  if ('fault' in cells) return cells
  const bytes = Math.ceil((rows * columns * samples * cells.allocated) / 8)
  if (bytes > MOST_BYTES) {
    const size = `${Math.ceil(bytes / 1_000_000)} MB`
    return {
      fault: `The values of a picture of ${columns} × ${rows} pixels come to ${size}, more than what is decoded here.`,
    }
  }
  return {
    rows,
    columns,
    samples,
    photometric: photometric ?? (samples === 1 ? 'MONOCHROME2' : 'RGB'),
    planar: samples > 1 && numberOf(data, TAG.planar) === 1,
    ...cells,
    signed: isFloat || numberOf(data, TAG.pixelRepresentation) === 1,
    isFloat,
    frames: framesOf(data, remark),
    tag,
  }
}

function framesOf(data: DataSet, remark: (words: string) => void): number {
  const text = textOf(data, TAG.frames)
  const declared = numberOf(data, TAG.frames) ?? (text === undefined ? 1 : text)
  const frames = Math.floor(Number(declared))
  if (frames >= 1 && frames <= MOST_FRAMES) return frames
  remark(`The file declares “${declared}” frames, which can’t be; the first is shown.`)
  return 1
}

function cellsOf(
  data: DataSet,
  remark: (words: string) => void,
): Pick<PixelFormat, 'allocated' | 'stored' | 'high'> | { fault: string } {
  const allocated = numberOf(data, TAG.bitsAllocated) ?? numberOf(data, TAG.bitsStored) ?? 8
  if (![1, 8, 12, 16, 32].includes(allocated)) {
    return { fault: `Pixels of ${allocated} bits can’t be shown.` }
  }
  let stored = numberOf(data, TAG.bitsStored) ?? allocated
  if (stored < 1 || stored > allocated) {
    remark(`The file says ${stored} bits of ${allocated} are stored; all of them are read.`)
    stored = allocated
  }
  let high = numberOf(data, TAG.highBit) ?? stored - 1
  if (high < stored - 1 || high >= allocated) {
    remark(`The high bit ${high} can’t be right; ${stored - 1} is used.`)
    high = stored - 1
  }
  return { allocated, stored, high }
}
