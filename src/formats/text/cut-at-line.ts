const LF = 0x0a

/**
 * The beginning of a text without its last, cut line. It is cut at an even byte, so that UTF-16 stays whole, and where
 * no line ends at a multiple of four.
 */
export function cutAtLine(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const isWide =
    (bytes[0] === 0xff && bytes[1] === 0xfe) ||
    (bytes[0] === 0xfe && bytes[1] === 0xff) ||
    (bytes[0] === 0) !== (bytes[1] === 0)
  const last = bytes.lastIndexOf(LF)
  if (last < 0) return bytes.subarray(0, bytes.length - (bytes.length % 4))
  // In little endian the line's end is followed by a zero, which belongs to it.
  const end = last + 1
  return bytes.subarray(0, isWide ? Math.min(bytes.length, end + (end % 2)) : end)
}
