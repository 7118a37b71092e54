import { big, little } from '../detection/head.ts'

/** A picture that stands in an address (`data:`), checked before anything decodes it. */
export type EmbeddedPicture =
  | { type: 'picture'; contentType: string; width: number; height: number }
  /** A drawing inside, to be read like any other. */
  | { type: 'svg'; text: string }
  | { type: 'refused'; reason: string }

/** Letters of an address; about 15 MB of picture. */
const LONGEST = 20_000_000
/** Pixels; above this a picture takes hundreds of megabytes when it is drawn. */
const MOST_PIXELS = 60_000_000

/** Reads what a `data:` address holds (RFC 2397): its type by its bytes, its size in pixels as it declares it. */
export function readDataPicture(address: string): EmbeddedPicture {
  const [, label = '', base64, data = ''] =
    /^data:([^,;]*(?:;[^,;]*)*?)(;base64)?,([^]*)$/i.exec(address.trim()) ?? []
  if (data.length > LONGEST) return { type: 'refused', reason: 'it is too large' }
  const bytes = base64 === undefined ? lettersOf(data) : bytesOf(data)
  if (bytes === undefined) return { type: 'refused', reason: 'its encoding is broken' }
  if (/^image\/svg\+xml\b/i.test(label)) {
    return { type: 'svg', text: new TextDecoder().decode(bytes) }
  }
  return readPicture(bytes)
}

/** The type and declared size of a PNG, JPEG, GIF, WebP or BMP. */
export function readPicture(bytes: Uint8Array): EmbeddedPicture {
  const found =
    pngSize(bytes) ?? gifSize(bytes) ?? jpegSize(bytes) ?? webpSize(bytes) ?? bmpSize(bytes)
  if (found === undefined) return { type: 'refused', reason: 'its kind is not known' }
  const { width, height } = found
  // NaN, too, where the bytes end before.
  if (!(width > 0 && height > 0)) return { type: 'refused', reason: 'it has no size' }
  if (width * height > MOST_PIXELS) {
    return { type: 'refused', reason: `it declares ${width} × ${height} pixels` }
  }
  return { type: 'picture', ...found }
}

function bytesOf(base64: string): Uint8Array | undefined {
  try {
    // As browsers take it: without its padding too.
    return Uint8Array.fromBase64(lettered(base64))
  } catch {
    return undefined
  }
}

/** The letters behind percent signs, a letter for each byte. */
function lettered(data: string): string {
  if (!data.includes('%')) return data
  return data.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** Bytes that are percent signs, or letters in UTF-8. */
function lettersOf(data: string): Uint8Array {
  const utf8 = new TextEncoder().encode(data)
  const bytes = new Uint8Array(utf8.length)
  let length = 0
  for (let at = 0; at < utf8.length; at += 1) {
    const hex = utf8[at] === 0x25 ? text(utf8, at + 1, 2) : ''
    const isHex = /^[\da-f]{2}$/i.test(hex)
    bytes[length] = isHex ? Number.parseInt(hex, 16) : (utf8[at] ?? 0)
    if (isHex) at += 2
    length += 1
  }
  return bytes.subarray(0, length)
}

interface Found {
  contentType: string
  width: number
  height: number
}

const text = (bytes: Uint8Array, at: number, length: number) =>
  String.fromCharCode(...bytes.subarray(at, at + length))

function pngSize(bytes: Uint8Array): Found | undefined {
  if (text(bytes, 1, 3) !== 'PNG' || text(bytes, 12, 4) !== 'IHDR') return undefined
  return { contentType: 'image/png', width: big(bytes, 16, 4), height: big(bytes, 20, 4) }
}

function gifSize(bytes: Uint8Array): Found | undefined {
  if (!/^GIF8[79]a/.test(text(bytes, 0, 6))) return undefined
  return { contentType: 'image/gif', width: little(bytes, 6, 2), height: little(bytes, 8, 2) }
}

function bmpSize(bytes: Uint8Array): Found | undefined {
  if (text(bytes, 0, 2) !== 'BM' || bytes.length < 26) return undefined
  const height = Math.abs(little(bytes, 22, 4) | 0)
  return { contentType: 'image/bmp', width: little(bytes, 18, 4), height }
}

/** The frame header, behind segments of any number (ITU T.81 §B.2.2). */
function jpegSize(bytes: Uint8Array): Found | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined
  let at = 2
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) {
      const [height, width] = [big(bytes, at + 5, 2), big(bytes, at + 7, 2)]
      return { contentType: 'image/jpeg', width, height }
    }
    at += marker === 0xff ? 1 : 2 + big(bytes, at + 2, 2)
  }
  return undefined
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function webpSize(bytes: Uint8Array): Found | undefined {
  if (text(bytes, 0, 4) !== 'RIFF' || text(bytes, 8, 4) !== 'WEBP') return undefined
  const contentType = 'image/webp'
  switch (text(bytes, 12, 4)) {
    case 'VP8 ':
      return {
        contentType,
        width: little(bytes, 26, 2) & 0x3f_ff,
        height: little(bytes, 28, 2) & 0x3f_ff,
      }
    case 'VP8L': {
      const bits = little(bytes, 21, 4)
      return { contentType, width: (bits & 0x3f_ff) + 1, height: ((bits >>> 14) & 0x3f_ff) + 1 }
    }
    case 'VP8X':
      return { contentType, width: little(bytes, 24, 3) + 1, height: little(bytes, 27, 3) + 1 }
    default:
      return undefined
  }
}
