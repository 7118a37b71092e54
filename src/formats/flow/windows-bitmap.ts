const FILE_HEADER = 14

/**
 * A device-independent bitmap ([MS-WMF] 2.2.2.9) as a BMP file.
 * @param bitsAt where its pixels begin, if that is known otherwise
 * @returns `undefined` where its header says nonsense
 */
export function bitmapFile(dib: Uint8Array, bitsAt?: number): Uint8Array<ArrayBuffer> | undefined {
  if (dib.length < 16) return undefined
  const view = new DataView(dib.buffer, dib.byteOffset, dib.byteLength)
  const headerSize = view.getUint32(0, true)
  if ((headerSize !== 12 && headerSize < 40) || headerSize > 124 || headerSize > dib.length)
    return undefined
  const isCore = headerSize === 12
  const bits = view.getUint16(isCore ? 10 : 14, true)
  const used = isCore ? 0 : view.getUint32(32, true)
  const colors = used > 0 ? Math.min(used, 256) : bits <= 8 ? 1 << bits : 0
  // With a header of 40 bytes the masks of the colors stand behind it.
  const masks = headerSize === 40 && view.getUint32(16, true) === 3 ? 12 : 0
  const start = FILE_HEADER + (bitsAt ?? headerSize + masks + colors * (isCore ? 3 : 4))
  const file = new Uint8Array(FILE_HEADER + dib.length)
  const header = new DataView(file.buffer)
  header.setUint16(0, 0x42_4d)
  header.setUint32(2, file.length, true)
  header.setUint32(10, start, true)
  file.set(dib, FILE_HEADER)
  return file
}
