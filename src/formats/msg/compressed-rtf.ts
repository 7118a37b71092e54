/** The text that every dictionary begins with ([MS-OXRTFCP] §2.1.2.1). */
const PRELOAD =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx'

/** Bytes of an unpacked text. */
const LARGEST = 50_000_000

/**
 * Unpacks compressed RTF ([MS-OXRTFCP]) into RTF, one character for each byte. A text that is cut off gives what is there.
 *
 * @returns `undefined` where it is none
 */
export function decompressRtf(
  bytes: Uint8Array,
): { rtf: Uint8Array<ArrayBuffer>; isWhole: boolean } | undefined {
  if (bytes.length < 16) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = Math.min(view.getUint32(4, true), LARGEST)
  const magic = view.getUint32(8, true)
  if (magic === 0x414c454d) {
    const rtf = new Uint8Array(bytes.subarray(16, 16 + size))
    return { rtf, isWhole: rtf.length === size }
  }
  if (magic !== 0x75465a4c) return undefined
  // Nothing unpacks to more than 17 times its size, whatever it declares.
  return unpack(bytes.subarray(16), Math.min(size, bytes.length * 18))
}

function unpack(
  packed: Uint8Array,
  size: number,
): { rtf: Uint8Array<ArrayBuffer>; isWhole: boolean } {
  const dictionary = new Uint8Array(4096)
  for (let i = 0; i < PRELOAD.length; i += 1) dictionary[i] = PRELOAD.charCodeAt(i)
  let write = PRELOAD.length
  const out = new Uint8Array(size)
  let length = 0
  const put = (byte: number) => {
    if (length < size) out[length++] = byte
    dictionary[write] = byte
    write = (write + 1) & 4095
  }
  for (let at = 0; at < packed.length;) {
    const control = packed[at++] ?? 0
    for (let bit = 0; bit < 8; bit += 1) {
      if (at >= packed.length || length >= size)
        return { rtf: out.subarray(0, length), isWhole: length >= size }
      if ((control & (1 << bit)) === 0) {
        put(packed[at++] ?? 0)
        continue
      }
      const reference = ((packed[at] ?? 0) << 8) | (packed[at + 1] ?? 0)
      at += 2
      const offset = reference >> 4
      if (offset === write) return { rtf: out.subarray(0, length), isWhole: true }
      for (let i = 0; i < (reference & 15) + 2; i += 1) put(dictionary[(offset + i) & 4095] ?? 0)
    }
  }
  return { rtf: out.subarray(0, length), isWhole: length >= size }
}
