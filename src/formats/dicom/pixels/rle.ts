/**
 * Decodes a frame of RLE Lossless (PS3.5 annex G): a segment for each byte of each sample, the highest byte first.
 *
 * @param width bytes of a cell
 * @returns cells in little endian, pixel after pixel, and how many pixels are there in every segment
 */
export function decodeRle(
  bytes: Uint8Array,
  { pixels, samples, width }: { pixels: number; samples: number; width: number },
): { cells: Uint8Array<ArrayBuffer>; whole: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const cells = new Uint8Array(pixels * samples * width)
  const wanted = samples * width
  if (bytes.length < 64 || view.getUint32(0, true) < wanted) return { cells, whole: 0 }
  let whole = pixels
  for (let segment = 0; segment < wanted; segment += 1) {
    const start = view.getUint32(4 + segment * 4, true)
    const after =
      segment + 1 < view.getUint32(0, true) && segment < 14
        ? view.getUint32(8 + segment * 4, true)
        : 0
    const end = after > start ? Math.min(after, bytes.length) : bytes.length
    const sample = Math.floor(segment / width)
    const place = sample * width + (width - 1 - (segment % width))
    whole = Math.min(whole, unpack(bytes, { start, end }, cells, place, wanted))
  }
  return { cells, whole }
}

/** PackBits, each byte to its place in a pixel. @returns the bytes that there were */
function unpack(
  bytes: Uint8Array,
  { start, end }: { start: number; end: number },
  cells: Uint8Array,
  place: number,
  step: number,
): number {
  let at = start
  let to = place
  while (at < end && to < cells.length) {
    const head = bytes[at] ?? 0
    at += 1
    if (head < 128) {
      for (let left = head; left >= 0 && at < end && to < cells.length; left -= 1) {
        cells[to] = bytes[at] ?? 0
        at += 1
        to += step
      }
    } else if (head > 128 && at < end) {
      const value = bytes[at] ?? 0
      at += 1
      for (let left = 256 - head; left >= 0 && to < cells.length; left -= 1) {
        cells[to] = value
        to += step
      }
    }
  }
  return Math.floor((to - place) / step)
}
