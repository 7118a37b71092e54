import { big } from '../detection/head.ts'

/** What the SIZ marker segment declares (ISO/IEC 15444-1 §A.5.1). */
export interface CodeStream {
  width: number
  height: number
  components: readonly Component[]
  tiles: number
}

export interface Component {
  /** Of each sample. */
  bits: number
  signed: boolean
  /** Pixels for one sample, to the right and down. */
  dx: number
  dy: number
  width: number
  height: number
}

/**
 * Reads the size of a code stream.
 * @param halvings how often the picture is halved as it is decoded
 * @throws Error in words
 */
export function readCodeStream(bytes: Uint8Array, halvings = 0): CodeStream {
  if (big(bytes, 0, 4) !== 0xff4fff51)
    throw new Error('Its code stream does not begin as it has to.')
  const word = (at: number) => big(bytes, at, 4)
  const [x1, y1, x0, y0] = [word(8), word(12), word(16), word(20)]
  const [tileWidth, tileHeight, tileX, tileY] = [word(24), word(28), word(32), word(36)]
  const count = big(bytes, 40, 2)
  if (!(42 + count * 3 <= bytes.length)) throw new Error('The file ends within its head.')
  if (!(x1 > x0 && y1 > y0 && tileWidth > 0 && tileHeight > 0 && count > 0)) {
    throw new Error('It says that it has no size.')
  }
  const components = Array.from({ length: count }, (_, index) => {
    const [depth = 0, dx = 1, dy = 1] = bytes.subarray(42 + index * 3, 45 + index * 3)
    return {
      bits: (depth & 0x7f) + 1,
      signed: depth > 0x7f,
      dx,
      dy,
      width: extent(x0, x1, dx, halvings),
      height: extent(y0, y1, dy, halvings),
    }
  })
  const tiles = Math.ceil((x1 - tileX) / tileWidth) * Math.ceil((y1 - tileY) / tileHeight)
  const width = extent(x0, x1, 1, halvings)
  return { width, height: extent(y0, y1, 1, halvings), components, tiles }
}

/** Samples from one place to another (§B.2 and §B.5). */
function extent(from: number, to: number, step: number, halvings: number): number {
  const place = (at: number) => Math.ceil(Math.ceil(at / step) / 2 ** halvings)
  return place(to) - place(from)
}

/** How often a code stream says that its picture can be halved as it is decoded (COD marker, §A.6.1); 0 where it does not say. */
export function halvingsOf(bytes: Uint8Array): number {
  for (let at = 2; at + 10 <= bytes.length;) {
    const marker = big(bytes, at, 2)
    if (marker === COD) return bytes[at + 9] ?? 0
    const length = big(bytes, at + 2, 2)
    if (bytes[at] !== 0xff || marker === SOT || !(length >= 2)) return 0
    at += 2 + length
  }
  return 0
}

/** Bytes that a cut stream is filled up with at most. */
const MOST_FILLED = 200_000_000

/**
 * A code stream whose end is missing, made whole: decoders refuse one that is shorter than it says (§A.4.2, Psot). What follows
 * the cut is filled with zeros, which a decoder takes for packets in which nothing is; what came before is decoded.
 */
export function fillUp(bytes: Uint8Array): { bytes: Uint8Array; isCut: boolean } {
  let at = 2
  // Through the main header, to the first tile-part.
  while (at + 4 <= bytes.length && big(bytes, at, 2) !== SOT) {
    const length = big(bytes, at + 2, 2)
    if (bytes[at] !== 0xff || !(length >= 2)) return { bytes, isCut: true }
    at += 2 + length
  }
  while (at + 12 <= bytes.length && big(bytes, at, 2) === SOT) {
    const length = big(bytes, at + 6, 4)
    // The last one may leave its length out.
    if (length === 0) {
      let end = bytes.length
      // DICOM makes lengths even by a zero, and some programs write more of them.
      while (end > at && bytes[end - 1] === 0) end -= 1
      const isWhole = big(bytes, end - 2, 2) === EOC
      return isWhole
        ? { bytes: bytes.subarray(0, end), isCut: false }
        : { bytes: filled(bytes, bytes.length + 65_536), isCut: true }
    }
    if (length < 12) return { bytes, isCut: true }
    if (at + length > bytes.length) return { bytes: filled(bytes, at + length), isCut: true }
    at += length
  }
  if (big(bytes, at, 2) === EOC) return { bytes, isCut: false }
  return { bytes: filled(bytes.subarray(0, at), Math.min(at, bytes.length)), isCut: true }
}

const COD = 0xff52
const SOT = 0xff90
const EOC = 0xffd9

function filled(bytes: Uint8Array, length: number): Uint8Array {
  if (length > bytes.length + MOST_FILLED) return bytes
  const whole = new Uint8Array(length + 2)
  whole.set(bytes)
  whole.set([EOC >> 8, EOC & 0xff], length)
  return whole
}
