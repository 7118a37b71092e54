import type { TiffBytes, TiffDirectory } from './tiff-directory.ts'

/** Tags by what they say (TIFF 6.0 appendix A, TIFF supplements). */
export const TAGS = {
  newSubfileType: 254,
  subfileType: 255,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  name: 269,
  description: 270,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  rowsPerStrip: 278,
  stripSizes: 279,
  xResolution: 282,
  yResolution: 283,
  planar: 284,
  pageName: 285,
  faxOptions: 292,
  unit: 296,
  pageNumber: 297,
  software: 305,
  date: 306,
  predictor: 317,
  colourMap: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileSizes: 325,
  subDirectories: 330,
  inkSet: 332,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  jpegFile: 513,
  jpegFileSize: 514,
  jpegRestart: 515,
  jpegQuantization: 519,
  jpegDc: 520,
  jpegAc: 521,
  yccFactors: 529,
  yccSubsampling: 530,
  referenceRange: 532,
} as const

/** A page as its directory describes it. */
export interface TiffPage {
  /** From 0, in the order of the file. */
  index: number
  directory: TiffDirectory
  /** Pixels as they are stored, before the page is turned. */
  width: number
  height: number
  /** Of each sample of a pixel. */
  bits: readonly number[]
  samples: number
  format: SampleFormat
  compression: number
  photometric: number
  isPlanar: boolean
  /** TIFF 6.0 page 36: 1 to 8, as in EXIF. */
  orientation: number
  /** Of extra samples: 0 is of no known meaning, 1 associated alpha, 2 alpha. */
  extra: readonly number[]
  xResolution: number | undefined
  yResolution: number | undefined
  unit: 'inch' | 'centimetre' | undefined
  pageNumber: number | undefined
  pageTotal: number | undefined
  pageName: string | undefined
  /** The same in smaller, for where the page itself is too large. */
  copies: readonly TiffPage[]
}

export type SampleFormat = 'unsigned' | 'signed' | 'float' | 'complex'

const FORMATS: Record<number, SampleFormat> = {
  1: 'unsigned',
  2: 'signed',
  3: 'float',
  4: 'unsigned',
  5: 'complex',
  6: 'complex',
}

/** Fax codings, whose pages may leave out what white is: zero, as a fax has it. */
const FAXES = new Set([2, 3, 4, 32_771])

/** What a directory says, with what is left out as TIFF 6.0 has it. Nothing is judged here. */
export function readPage(source: TiffBytes, directory: TiffDirectory, index: number): TiffPage {
  const list = (tag: number) => {
    const entry = directory.entries.get(tag)
    return entry === undefined ? [] : source.numbers(entry)
  }
  const one = (tag: number) => list(tag)[0]
  const text = (tag: number) => {
    const entry = directory.entries.get(tag)
    return entry?.type === 2 ? source.text(entry) : undefined
  }
  const compression = one(TAGS.compression) ?? 1
  const samples = Math.max(1, one(TAGS.samples) ?? 1)
  const given = list(TAGS.bits)
  const bits = Array.from(
    { length: Math.min(samples, 1024) },
    (_, at) => given[at] ?? given[0] ?? 1,
  )
  const unit = one(TAGS.unit) ?? 2
  return {
    index,
    directory,
    width: one(TAGS.width) ?? 0,
    height: one(TAGS.height) ?? 0,
    bits,
    samples,
    format: FORMATS[one(TAGS.sampleFormat) ?? 1] ?? 'unsigned',
    compression,
    photometric: one(TAGS.photometric) ?? guessPhotometric(compression, samples),
    isPlanar: one(TAGS.planar) === 2 && samples > 1,
    orientation: validOrientation(one(TAGS.orientation)),
    extra: list(TAGS.extraSamples),
    xResolution: positive(one(TAGS.xResolution)),
    yResolution: positive(one(TAGS.yResolution)),
    unit: unit === 2 ? 'inch' : unit === 3 ? 'centimetre' : undefined,
    pageNumber: list(TAGS.pageNumber)[0],
    pageTotal: list(TAGS.pageNumber)[1],
    pageName: text(TAGS.pageName),
    copies: [],
  }
}

function guessPhotometric(compression: number, samples: number): number {
  if (FAXES.has(compression)) return 0
  return samples >= 3 ? 2 : 1
}

function validOrientation(value: number | undefined): number {
  return value !== undefined && value >= 1 && value <= 8 ? value : 1
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value > 0 ? value : undefined
}

/** How a page is coded, in words. */
export function compressionWords(compression: number): string {
  return COMPRESSIONS[compression] ?? `compression ${compression}`
}

const COMPRESSIONS: Record<number, string> = {
  1: 'uncompressed',
  2: 'fax (Huffman)',
  3: 'fax group 3',
  4: 'fax group 4',
  5: 'LZW',
  6: 'old-style JPEG',
  7: 'JPEG',
  8: 'Deflate',
  9: 'JBIG',
  10: 'JBIG',
  32_766: 'NeXT',
  32_771: 'fax (Huffman)',
  32_773: 'PackBits',
  32_809: 'ThunderScan',
  32_946: 'Deflate',
  33_003: 'JPEG 2000',
  33_004: 'JPEG 2000',
  33_005: 'JPEG 2000',
  34_661: 'JBIG',
  34_676: 'LogLuv',
  34_677: 'LogLuv',
  34_712: 'JPEG 2000',
  34_887: 'LERC',
  34_892: 'lossy JPEG of a camera',
  34_925: 'LZMA',
  50_000: 'Zstandard',
  50_001: 'WebP',
  50_002: 'JPEG XL',
}
