import type { BitReader, HuffmanTable } from './huffman.ts'

export interface LosslessScan {
  width: number
  height: number
  precision: number
  /** Selection value 1 to 7 (T.81 table H.1). */
  predictor: number
  /** Bits that were left out below. */
  pointTransform: number
  restartInterval: number
}

/**
 * Reads one scan of a lossless picture (T.81 annex H) into `samples`, in which pixels of `stride` samples lie behind each
 * other.
 *
 * @param parts of the scan: which sample of a pixel, and its table
 * @returns the rows that were whole
 */
export function readLosslessScan(
  reader: BitReader,
  parts: readonly { sample: number; table: HuffmanTable }[],
  scan: LosslessScan,
  samples: Uint16Array,
  stride: number,
): number {
  const { width, height, precision, pointTransform, restartInterval } = scan
  const initial = 1 << (precision - pointTransform - 1)
  const line = width * stride
  let begins = true
  let left = restartInterval
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      if (restartInterval > 0 && left === 0) {
        if (!reader.restart()) return row
        left = restartInterval
        begins = true
      }
      left -= 1
      const at = row * line + column * stride
      for (const { sample, table } of parts) {
        const place = at + sample
        const predicted = begins
          ? column === 0 || left === restartInterval - 1
            ? initial
            : (samples[place - stride] ?? 0)
          : column === 0
            ? (samples[place - line] ?? 0)
            : predict(samples, place, stride, line, scan.predictor)
        const length = reader.symbol(table)
        const difference = length >= 16 ? 32_768 : reader.signed(length)
        samples[place] = (predicted + difference) & 0xffff
      }
      if (reader.isSpent) return row
    }
    begins = false
  }
  return height
}

function predict(
  samples: Uint16Array,
  at: number,
  stride: number,
  line: number,
  predictor: number,
): number {
  const a = samples[at - stride] ?? 0
  const b = samples[at - line] ?? 0
  const c = samples[at - line - stride] ?? 0
  switch (predictor) {
    case 1:
      return a
    case 2:
      return b
    case 3:
      return c
    case 4:
      return a + b - c
    case 5:
      return a + ((b - c) >> 1)
    case 6:
      return b + ((a - c) >> 1)
    case 7:
      return (a + b) >> 1
    default:
      return 0
  }
}
