import type { TiffChunk } from '../tiff-chunks.ts'
import type { TiffBytes } from '../tiff-directory.ts'
import { TAGS, type TiffPage } from '../tiff-page.ts'
import { decodeFax, type FaxCoding } from './decode-fax.ts'
import { canInflate, inflate } from './inflate.ts'
import { decodeJpeg, type JpegPixels } from './jpeg.ts'
import { decodeLzw } from './lzw.ts'
import { decodePackBits } from './pack-bits.ts'
import { subsamplingOf, unpackSubsampled } from './subsampled.ts'
import { rowBytes, unpack, type Samples } from './unpack.ts'
import { canDecodeWebp, decodeWebp } from './webp.ts'

/** The samples of a strip or tile. */
export interface DecodedChunk {
  samples: Samples
  /** Samples of each pixel in it. */
  perPixel: number
  /** Rows that were there, from the top; the others are zero. */
  rows: number
  /** Lines of a fax whose pixels are not all as they were sent. */
  damaged: number
  /** Whether a JPEG ends too early, so that a part of it is grey. */
  isCut: boolean
  /** Whether luminance and colour differences have been made red, green and blue. */
  isRgb: boolean
}

/** What this reader decodes of TIFF's codings. */
export function canDecode(compression: number): boolean {
  if (compression === ZSTANDARD) return canInflate('zstd')
  if (compression === WEBP) return canDecodeWebp()
  return [1, 2, 3, 4, 5, 6, 7, 8, 32_771, 32_773, 32_946].includes(compression)
}

const ZSTANDARD = 50_000
const WEBP = 50_001

/**
 * Decodes one strip or tile; no more is held than its own pixels need.
 *
 * @throws Error in words, where nothing of it can be decoded
 */
export async function decodeChunk(
  source: TiffBytes,
  page: TiffPage,
  chunk: TiffChunk,
): Promise<DecodedChunk> {
  const one = (tag: number) => {
    const entry = page.directory.entries.get(tag)
    return entry === undefined ? undefined : source.numbers(entry, 1)[0]
  }
  if (page.isPlanar) subsamplingOf(source, page)
  const raw = source.part(chunk.at, chunk.size)
  if (page.compression === 7) return jpegChunk(source, page, chunk, raw)
  if (page.compression === WEBP) return webpChunk(page, chunk, raw)
  const data = one(TAGS.fillOrder) === 2 ? reversed(raw) : raw
  const bits = page.isPlanar ? [page.bits[chunk.plane] ?? 8] : page.bits
  const { width, height } = chunk
  const common = { perPixel: bits.length, damaged: 0, isCut: false, isRgb: false }
  const fax = faxCoding(page.compression, one(TAGS.faxOptions) ?? 0)
  const packing = {
    bits,
    format: page.format,
    isLittle: source.isLittle,
    width,
    height,
    predictor: fax === undefined && !isRaw(page.compression) ? (one(TAGS.predictor) ?? 1) : 1,
  }
  if (fax !== undefined) {
    const { rows, lines, damaged } = decodeFax(data, { width, height, coding: fax })
    return { ...common, samples: unpack(rows, packing), rows: lines, damaged }
  }
  const factors = subsamplingOf(source, page)
  const length = factors?.bytes(width, height) ?? rowBytes(packing) * height
  const plain = await decompress(data, page.compression, length)
  const rows = Math.floor((plain.length / length) * height)
  if (factors !== undefined) {
    return { ...common, samples: unpackSubsampled(plain, { width, height, ...factors }), rows }
  }
  return { ...common, samples: unpack(plain, packing), rows }
}

/** Differences come with codings that gain by them alone. */
function isRaw(compression: number): boolean {
  return compression === 1 || compression === 32_773
}

async function decompress(data: Uint8Array, compression: number, length: number) {
  switch (compression) {
    case 1:
      return data.subarray(0, length)
    case 5:
      return decodeLzw(data, length)
    case 8:
    case 32_946:
      return inflate(data, length)
    case ZSTANDARD:
      return inflate(data, length, 'zstd')
    case 32_773:
      return decodePackBits(data, length)
    default:
      throw new Error(`Compression ${compression} can’t be decoded.`)
  }
}

function faxCoding(compression: number, options: number): FaxCoding | undefined {
  switch (compression) {
    case 2:
      return 'huffman'
    case 3:
      return (options & 1) === 1 ? 't4-two' : 't4-one'
    case 4:
      return 't6'
    case 32_771:
      return 'huffman-words'
    default:
      return undefined
  }
}

function jpegChunk(
  source: TiffBytes,
  page: TiffPage,
  chunk: TiffChunk,
  raw: Uint8Array,
): DecodedChunk {
  const entry = page.directory.entries.get(TAGS.jpegTables)
  const tables = entry && source.part(entry.at, entry.count)
  const isRgb = page.photometric === 6 && !page.isPlanar
  const pixels = decodeJpeg(raw, tables, isRgb)
  if (pixels.components !== (page.isPlanar ? 1 : page.samples)) {
    throw new Error('A JPEG in it has other colours than the page says.')
  }
  return { ...inChunk(pixels, chunk), isRgb }
}

async function webpChunk(page: TiffPage, chunk: TiffChunk, raw: Uint8Array): Promise<DecodedChunk> {
  const { samples, isPlanar } = page
  if (isPlanar || samples < 3 || samples > 4 || page.photometric !== 2) {
    throw new Error('A WebP in it has other colours than the page says.')
  }
  return { ...inChunk(await decodeWebp(raw, samples), chunk), isRgb: false }
}

/** A picture inside a strip or tile, which may be of another size. */
function inChunk({ width, height, components, data, isCut }: JpegPixels, chunk: TiffChunk) {
  const { width: wanted, height: rows } = chunk
  const samples = new Uint8Array(wanted * rows * components)
  const across = Math.min(width, wanted) * components
  for (let y = 0; y < Math.min(rows, height); y += 1) {
    const from = y * width * components
    samples.set(data.subarray(from, from + across), y * wanted * components)
  }
  return { samples, perPixel: components, rows: Math.min(rows, height), damaged: 0, isCut }
}

function reversed(data: Uint8Array): Uint8Array {
  return data.map((byte) => REVERSED[byte] ?? 0)
}

const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let turned = 0
  for (let bit = 0; bit < 8; bit += 1) if ((byte >> bit) & 1) turned |= 0x80 >> bit
  return turned
})
