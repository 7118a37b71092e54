/**
 * PackBits (TIFF 6.0 §9).
 * @param length bytes that are wanted; decoding ends there
 * @returns what could be decoded, which is shorter where the data is cut
 */
export function decodePackBits(data: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length)
  let [from, at] = [0, 0]
  while (from < data.length && at < length) {
    const head = data[from] ?? 0
    from += 1
    if (head < 128) {
      const piece = data.subarray(from, Math.min(from + head + 1, from + length - at))
      out.set(piece, at)
      from += head + 1
      at += piece.length
    } else if (head > 128) {
      if (from >= data.length) break
      const end = Math.min(length, at + 257 - head)
      out.fill(data[from] ?? 0, at, end)
      from += 1
      at = end
    }
  }
  return out.subarray(0, at)
}
