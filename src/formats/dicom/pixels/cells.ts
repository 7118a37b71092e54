import type { PixelFormat } from './pixel-format.ts'

/** Values of pixels in an array as wide as they need. */
export type Samples =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array

/** Cells as they lie in the bytes. */
export interface CellSource {
  bytes: Uint8Array<ArrayBuffer>
  little: boolean
  /** Bytes of 8 bits that were written as words of 16 in big endian (PS3.5 §8.1.1) are swapped. */
  swapped: boolean
  /** Where the first cell begins, in bits. */
  bit: number
  count: number
}

/** Cells without a look at what is in them, as unsigned numbers (or floating ones); what is not there is 0. */
export function readCells(
  { allocated, isFloat }: Pick<PixelFormat, 'allocated' | 'isFloat'>,
  { bytes, little, swapped, bit, count }: CellSource,
): Samples {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = Math.floor(bit / 8)
  const there = Math.max(0, Math.min(count, Math.floor((bytes.length * 8 - bit) / allocated)))
  if (isFloat) {
    const cells = allocated === 32 ? new Float32Array(count) : new Float64Array(count)
    for (let at = 0; at < there; at += 1) {
      cells[at] =
        allocated === 32
          ? view.getFloat32(start + at * 4, little)
          : view.getFloat64(start + at * 8, little)
    }
    return cells
  }
  if (allocated === 8) {
    const cells = new Uint8Array(count)
    if (!swapped) cells.set(bytes.subarray(start, start + there))
    else for (let at = 0; at < there; at += 1) cells[at] = bytes[(start + at) ^ 1] ?? 0
    return cells
  }
  if (allocated === 16) {
    const cells = new Uint16Array(count)
    for (let at = 0; at < there; at += 1) cells[at] = view.getUint16(start + at * 2, little)
    return cells
  }
  if (allocated === 32) {
    const cells = new Uint32Array(count)
    for (let at = 0; at < there; at += 1) cells[at] = view.getUint32(start + at * 4, little)
    return cells
  }
  return readBits(bytes, { bit, count, there, allocated, swapped })
}

/** Cells of 1 or 12 bits, from the lowest bit of the first byte on (PS3.5 annex D). */
function readBits(
  bytes: Uint8Array,
  {
    bit,
    count,
    there,
    allocated,
    swapped,
  }: { bit: number; count: number; there: number; allocated: number; swapped: boolean },
): Uint8Array | Uint16Array {
  const cells = allocated === 1 ? new Uint8Array(count) : new Uint16Array(count)
  for (let at = 0; at < there; at += 1) {
    let value = 0
    for (let index = 0; index < allocated; index += 1) {
      const place = bit + at * allocated + index
      const byte = bytes[swapped ? (place >> 3) ^ 1 : place >> 3] ?? 0
      value |= ((byte >> (place & 7)) & 1) << index
    }
    cells[at] = value
  }
  return cells
}

/** The values in the cells: the stored bits alone, with their sign. */
export function valuesOf(
  cells: Samples,
  format: Pick<PixelFormat, 'stored' | 'high' | 'signed' | 'allocated'>,
): Samples {
  const { stored, high, signed, allocated } = format
  if (cells instanceof Float32Array || cells instanceof Float64Array) return cells
  if (stored === allocated && !signed) return cells
  const shift = high + 1 - stored
  // By way of 32 bits: up, so that the sign is the sign, and down again.
  const up = 32 - stored
  const out = signed
    ? new (stored > 16 ? Int32Array : stored > 8 ? Int16Array : Int8Array)(cells.length)
    : new (stored > 16 ? Uint32Array : stored > 8 ? Uint16Array : Uint8Array)(cells.length)
  for (let at = 0; at < cells.length; at += 1) {
    const value = ((cells[at] ?? 0) >>> shift) << up
    out[at] = signed ? value >> up : value >>> up
  }
  return out
}

/** Puts samples that come kind after kind pixel after pixel. */
export function interleave<Of extends Samples>(samples: Of, kinds: number): Of {
  const pixels = samples.length / kinds
  const out = samples.slice() as Of
  for (let kind = 0; kind < kinds; kind += 1) {
    for (let at = 0; at < pixels; at += 1) out[at * kinds + kind] = samples[kind * pixels + at] ?? 0
  }
  return out
}

/** Samples of a pixel as they lie in cells: two pixels may share their colours. */
export function samplesInCells({ photometric, samples }: PixelFormat): number {
  return photometric.endsWith('_422') ? 2 : samples
}

/** Where the bytes of the cells of a frame are, from even to even since words may be swapped. */
export function spanOfCells(
  format: PixelFormat,
  bit: number,
  size: number,
): [start: number, end: number] {
  const { rows, columns, allocated } = format
  const end = bit + rows * columns * samplesInCells(format) * allocated
  return [Math.floor(bit / 16) * 2, Math.min(size, Math.ceil(end / 16) * 2)]
}
