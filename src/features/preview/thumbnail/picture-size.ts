/** The size that the header of a picture declares, without decoding it: PNG, JPEG, GIF, WebP and BMP. */
export interface PictureSize {
  width: number
  height: number
}

/** Bytes read of a picture; a JPEG may have its EXIF and profiles before its frame. */
const HEAD = 1 << 20

/** @returns pixels before any turning; `undefined` for another kind, or where the header ends early */
export async function readPictureSize(blob: Blob): Promise<PictureSize | undefined> {
  const view = new DataView(await blob.slice(0, HEAD).arrayBuffer())
  try {
    const size = sizeIn(view)
    return size && size.width > 0 && size.height > 0 ? size : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function sizeIn(view: DataView): PictureSize | undefined {
  const start = view.getUint32(0)
  // https://www.w3.org/TR/png-3/#11IHDR
  if (start === 0x89504e47) return { width: view.getUint32(16), height: view.getUint32(20) }
  if (start === 0x47494638) return gifSize(view)
  if (start === 0x52494646 && view.getUint32(8) === 0x57454250) return webpSize(view)
  if (start >>> 16 === 0x424d) {
    return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) }
  }
  if (start >>> 16 === 0xffd8) return jpegSize(view)
  return undefined
}

/** The screen, or the first frame where that is larger: https://www.w3.org/Graphics/GIF/spec-gif89a.txt, 18 to 23. */
function gifSize(view: DataView): PictureSize {
  const flags = view.getUint8(10)
  let at = 13 + ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1))
  while (view.getUint8(at) === 0x21) {
    at += 2
    for (let length = -1; length !== 0; at += length + 1) length = view.getUint8(at)
  }
  const side = (screen: number, place: number, size: number) =>
    Math.max(
      view.getUint16(screen, true),
      view.getUint16(at + place, true) + view.getUint16(at + size, true),
    )
  return { width: side(6, 1, 5), height: side(8, 3, 7) }
}

/** https://developers.google.com/speed/webp/docs/riff_container; the larger of canvas and bitstream is not looked for */
function webpSize(view: DataView): PictureSize | undefined {
  const chunk = view.getUint32(12)
  if (chunk === 0x56503858) {
    const size24 = (at: number) => (view.getUint16(at, true) | (view.getUint8(at + 2) << 16)) + 1
    return { width: size24(24), height: size24(27) }
  }
  if (chunk === 0x5650384c) {
    const bits = view.getUint32(21, true)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (chunk !== 0x56503820) return undefined
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
}

/** The first frame header: ITU-T T.81, B.2.2. */
function jpegSize(view: DataView): PictureSize | undefined {
  let at = 2
  for (;;) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    // Fill bytes and markers without a length.
    if (marker === 0xff) at += 1
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else if (isFrame(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    } else if (marker === 0xda || marker === 0xd9) return undefined
    else at += 2 + view.getUint16(at + 2)
  }
}

/** SOF0 to SOF15, without the tables and DAC among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}
