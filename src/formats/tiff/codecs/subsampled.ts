import type { TiffBytes } from '../tiff-directory.ts'
import { TAGS, type TiffPage } from '../tiff-page.ts'

interface Subsampling {
  /** Pixels that share their colour differences. */
  across: number
  down: number
  /** Bytes of a part of this size. */
  bytes: (width: number, height: number) => number
}

/**
 * How luminance and colour differences are packed together (TIFF 6.0 §21); `undefined` where every pixel has its own.
 * @throws Error in words, where they are packed otherwise
 */
export function subsamplingOf(source: TiffBytes, page: TiffPage): Subsampling | undefined {
  if (page.photometric !== 6) return undefined
  const entry = page.directory.entries.get(TAGS.yccSubsampling)
  const [across = 2, down = 2] = entry === undefined ? [] : source.numbers(entry, 2)
  if (across * down === 1) return undefined
  const isKnown = [1, 2, 4].includes(across) && [1, 2, 4].includes(down)
  const isPacked = !page.isPlanar && page.samples === 3 && page.bits.every((bits) => bits === 8)
  if (!isKnown || !isPacked) {
    throw new Error('Its colour differences are packed in a way that can’t be read.')
  }
  return {
    across,
    down,
    bytes: (width, height) =>
      Math.ceil(width / across) * Math.ceil(height / down) * (across * down + 2),
  }
}

/** Gives every pixel of a part its three samples. */
export function unpackSubsampled(
  data: Uint8Array,
  of: { width: number; height: number; across: number; down: number },
): Uint8Array {
  const { width, height, across, down } = of
  const out = new Uint8Array(width * height * 3)
  const block = across * down + 2
  const perRow = Math.ceil(width / across)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (Math.floor(y / down) * perRow + Math.floor(x / across)) * block
      const to = (y * width + x) * 3
      out[to] = data[at + (y % down) * across + (x % across)] ?? 0
      out[to + 1] = data[at + block - 2] ?? 0
      out[to + 2] = data[at + block - 1] ?? 0
    }
  }
  return out
}
