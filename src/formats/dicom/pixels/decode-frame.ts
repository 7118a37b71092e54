import { decodeJpegLs, type CharLs } from '../../jpeg-ls/decode-jpeg-ls.ts'
import { decodeJpeg } from '../../jpeg/decode-jpeg.ts'
import { decodeSamples, transformsColours } from '../../jpeg2000/decode-samples.ts'
import type { OpenJpeg } from '../../jpeg2000/open-jpeg.ts'
import type { LoadedBytes } from '../../partial-bytes.ts'
import type { DataSet } from '../data-set/data-set.ts'
import { inflate } from '../data-set/inflate.ts'
import type { TransferSyntax } from '../dictionary/transfer-syntaxes.ts'
import {
  interleave,
  readCells,
  samplesInCells,
  spanOfCells,
  valuesOf,
  type Samples,
} from './cells.ts'
import { fragmentsOf, joinFragments, type FramePlaces } from './find-frames.ts'
import { MOST_PIXELS, type PixelFormat } from './pixel-format.ts'
import { decodeRle } from './rle.ts'

/** A frame in stored values, pixel after pixel. */
export interface StoredFrame {
  rows: number
  columns: number
  samples: number
  values: Samples
  /** Bits of a value. */
  bits: number
  /** What the values mean now; a codec may have undone a transformation. */
  photometric: string
  /** Rows that are there; the others are missing. */
  wholeRows: number
  /** The cells that the values come from, where they are at hand: for overlays in their other bits. */
  cells: Samples | undefined
  problems: string[]
}

/** Loads what is compiled from WebAssembly, when it is needed. */
export interface Codecs {
  jpegLs: () => Promise<CharLs>
  jpeg2000: () => Promise<OpenJpeg>
}

export interface PixelSource {
  from: LoadedBytes
  data: DataSet
  format: PixelFormat
  syntax: TransferSyntax
  places: FramePlaces
  codecs: Codecs
}

/** Decodes one frame. @throws Error in words */
export async function decodeFrame(source: PixelSource, index: number): Promise<StoredFrame> {
  const { from, data, format, syntax, places, codecs } = source
  if (places.type === 'native') {
    const bit = places.start * 8 + index * places.bits
    const bytes = data.bytes.subarray(0, places.start + places.length)
    await from.load(...spanOfCells(format, bit, bytes.length))
    const little = data.little && !syntax.bigPixels
    const isWords = data.elements.get(format.tag)?.vr === 'OW'
    return fromCells(format, bytes, { bit, little, swapped: !little && isWords })
  }
  const bytes = joinFragments(data.bytes, await fragmentsOf(from, data, places, index))
  switch (syntax.codec) {
    case 'native':
      return fromCells(format, bytes, { bit: 0, little: true, swapped: false })
    case 'deflate': {
      const bits = format.rows * format.columns * format.samples * format.allocated
      // A byte more may make the length even.
      const most = Math.ceil(bits / 16) * 2
      const inflated = await inflate(bytes, most)
      const frame = fromCells(format, inflated.bytes, { bit: 0, little: true, swapped: false })
      if (inflated.problem !== undefined) frame.problems.push(inflated.problem)
      return frame
    }
    case 'rle':
      return fromRle(format, bytes)
    case 'jpeg':
      return fromJpeg(format, bytes)
    case 'jpeg-ls':
      return fromCodec(
        format,
        decodeJpegLs(await codecs.jpegLs(), bytes, MOST_PIXELS),
        format.photometric,
      )
    case 'jpeg2000': {
      const coded = decodeSamples(await codecs.jpeg2000(), bytes, MOST_PIXELS)
      const isRgb = transformsColours(bytes) || /^YBR_(ICT|RCT)$/.test(format.photometric)
      const photometric = isRgb && coded.components > 1 ? 'RGB' : format.photometric
      const frame = fromCodec(format, coded, photometric)
      frame.problems.push(...coded.problems)
      return frame
    }
    case 'none':
      throw new Error(`Pixels in ${syntax.name} can’t be decoded here.`)
  }
}

function fromCells(
  format: PixelFormat,
  bytes: Uint8Array<ArrayBuffer>,
  at: { bit: number; little: boolean; swapped: boolean },
): StoredFrame {
  const { rows, columns, allocated, photometric } = format
  const is422 = photometric.endsWith('_422')
  const samples = samplesInCells(format)
  const count = rows * columns * samples
  const there = Math.max(0, Math.floor((bytes.length * 8 - at.bit) / allocated))
  // Of planes, one after the other, the last one tells which rows are there in all.
  const inPlanes = format.planar && !is422
  const cells = readCells(format, { ...at, bytes, count })
  const wholeRows = inPlanes
    ? Math.floor((there - rows * columns * (samples - 1)) / columns)
    : Math.floor(there / (columns * samples))
  const values = valuesOf(cells, format)
  const common = { rows, columns, bits: format.stored, problems: [] }
  const missing = Math.max(0, Math.min(rows, wholeRows))
  if (is422) {
    const full = photometric.replace('_422', '')
    return {
      ...common,
      samples: 3,
      values: expand422(values),
      photometric: full,
      wholeRows: missing,
      cells: undefined,
    }
  }
  return {
    ...common,
    samples,
    values: inPlanes ? interleave(values, samples) : values,
    photometric,
    wholeRows: missing,
    cells: samples === 1 ? cells : undefined,
  }
}

/** Two pixels share their colours: Y, Y, Cb, Cr (PS3.3 §C.7.6.3.1.2). */
function expand422(values: Samples): Samples {
  const out = new Uint16Array((values.length / 2) * 3)
  for (let from = 0, to = 0; from + 3 < values.length; from += 4, to += 6) {
    const cb = values[from + 2] ?? 0
    const cr = values[from + 3] ?? 0
    out.set([values[from] ?? 0, cb, cr, values[from + 1] ?? 0, cb, cr], to)
  }
  return out
}

function fromRle(format: PixelFormat, bytes: Uint8Array<ArrayBuffer>): StoredFrame {
  const { rows, columns, samples, allocated } = format
  if (allocated % 8 !== 0) throw new Error(`RLE of ${allocated} bits can’t be decoded here.`)
  const pixels = rows * columns
  const { cells, whole } = decodeRle(bytes, { pixels, samples, width: allocated / 8 })
  if (whole === 0) throw new Error('This frame is cut off or damaged.')
  // Whatever the file says of planes, the segments are put pixel by pixel.
  const frame = fromCells(
    { ...format, planar: false, photometric: format.photometric.replace('_422', '') },
    cells,
    { bit: 0, little: true, swapped: false },
  )
  return { ...frame, wholeRows: Math.floor(whole / columns) }
}

function fromJpeg(format: PixelFormat, bytes: Uint8Array): StoredFrame {
  const image = decodeJpeg(bytes, MOST_PIXELS)
  const { width, height, components, precision, samples, colour, wholeRows, problem } = image
  const declared = format.photometric.startsWith('YBR') ? 'ycc' : 'rgb'
  // The markers belong to the picture; what stands around it may have been written by another program.
  const found = image.isLossless ? declared : (colour ?? (image.isSubsampled ? 'ycc' : declared))
  const coded = { width, height, components, bits: precision, signed: false, samples }
  const photometric = components === 1 ? format.photometric : found === 'ycc' ? 'YBR_FULL' : 'RGB'
  const frame = fromCodec(format, coded, photometric)
  if (components > 1 && found !== declared) {
    frame.problems.push(
      `The file calls its colours ${format.photometric}, its JPEG says ${photometric}; the JPEG is followed.`,
    )
  }
  if (problem !== undefined) frame.problems.push(problem)
  return { ...frame, wholeRows }
}

interface Coded {
  width: number
  height: number
  components: number
  bits: number
  signed: boolean
  samples: Samples
}

function fromCodec(format: PixelFormat, given: Coded, photometric: string): StoredFrame {
  const isGreyOfTwo = given.components === 2 && format.samples === 1
  const coded = isGreyOfTwo ? firstOfTwo(given) : given
  const problems: string[] = []
  const { width, height, components, bits } = coded
  if (isGreyOfTwo) problems.push('A pixel has 2 samples where 1 is declared; the first is shown.')
  if (width !== format.columns || height !== format.rows) {
    problems.push(
      `The file declares ${format.columns} × ${format.rows} pixels, this frame has ${width} × ${height}.`,
    )
  }
  if (components !== format.samples) {
    if (components === 2 || (components === 1 && format.samples > 1)) {
      throw new Error(
        `This frame has ${components} samples a pixel where ${format.samples} are declared.`,
      )
    }
    const declared = `${format.samples} ${format.samples === 1 ? 'is' : 'are'}`
    problems.push(
      `A pixel has ${components} samples where ${declared} declared${components > 3 ? '; the first three are shown' : ''}.`,
    )
  }
  const stored = Math.min(format.stored, bits)
  const isWhole = bits === format.allocated
  const cells = coded.samples
  const values = coded.signed
    ? cells
    : valuesOf(cells, {
        stored,
        high: isWhole ? Math.max(format.high, stored - 1) : stored - 1,
        signed: format.signed,
        allocated: bits,
      })
  if (coded.signed && !format.signed) {
    problems.push(
      'The file calls its values unsigned, its pictures have signed ones; the pictures are followed.',
    )
  }
  return {
    rows: height,
    columns: width,
    samples: components,
    values,
    bits: stored,
    photometric: components >= 3 && !/^(RGB|YBR)/.test(photometric) ? 'RGB' : photometric,
    wholeRows: height,
    cells: isWhole && components === 1 && !coded.signed ? cells : undefined,
    problems,
  }
}

/** Of greys with something beside them, mostly their transparency, the greys. */
function firstOfTwo(coded: Coded): Coded {
  const samples = coded.samples.filter((_, at) => at % 2 === 0)
  return { ...coded, components: 1, samples }
}
