import type { FlowPicture } from './flow-document.ts'

/** Pixels that are decoded in the middle of a text: a scan of a page has 9 million, a photograph up to 50. */
const MOST_PIXELS = 60_000_000
const LARGEST_SVG = 200_000

/**
 * Whether a browser may draw a picture in the middle of a text: of a kind that it knows, not too large once it is
 * decoded, and, where it is a drawing, without what can grow out of bounds. All else is opened by its own viewer.
 */
export function isSafePicture({ contentType, bytes }: FlowPicture): boolean {
  if (contentType === 'image/svg+xml') {
    return bytes.length <= LARGEST_SVG && !GROWING.test(new TextDecoder().decode(bytes))
  }
  const pixels = pixelsOf(bytes, contentType)
  return pixels !== undefined && pixels > 0 && pixels <= MOST_PIXELS
}

/** What makes much of little, or leads out of the drawing. */
const GROWING =
  /<!(doctype|entity)|<([\w-]+:)?(use|image|feimage|filter|pattern|mask|marker|foreignobject|script|animate\w*|set)\b|@import/i

/**
 * Width times height of a picture as its first bytes declare them, without decoding it: of PNG, JPEG, GIF, BMP and WebP.
 *
 * @returns `undefined` where they are not found
 */
function pixelsOf(bytes: Uint8Array<ArrayBuffer>, contentType: string): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    switch (contentType) {
      case 'image/png':
        return view.getUint32(16) * view.getUint32(20)
      case 'image/gif':
        return view.getUint16(6, true) * view.getUint16(8, true)
      case 'image/bmp':
        return Math.abs(view.getInt32(18, true) * view.getInt32(22, true))
      case 'image/jpeg':
        return jpegPixels(view)
      case 'image/webp':
        return webpPixels(view)
      default:
        return undefined
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** ITU-T T.81 §B.2.2: the frame header is the first segment of the kinds C0 to CF but C4, C8 and CC. */
function jpegPixels(view: DataView): number | undefined {
  for (let at = 2; view.getUint8(at) === 0xff;) {
    const kind = view.getUint8(at + 1)
    if (kind === 0xff) {
      at += 1
      continue
    }
    const isFrame = kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind)
    if (isFrame) return view.getUint16(at + 5) * view.getUint16(at + 7)
    at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

/** RFC 9649 §2.5 to §2.7. */
function webpPixels(view: DataView): number | undefined {
  const kind = view.getUint32(12)
  if (kind === 0x56503858) {
    const side = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000 + 1
    return side(24) * side(27)
  }
  if (kind === 0x5650384c) {
    const bits = view.getUint32(21, true)
    return ((bits & 0x3fff) + 1) * (((bits >>> 14) & 0x3fff) + 1)
  }
  if (kind !== 0x56503820) return undefined
  return (view.getUint16(26, true) & 0x3fff) * (view.getUint16(28, true) & 0x3fff)
}
