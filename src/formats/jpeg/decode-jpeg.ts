import { readDctScan, type DctComponent } from './dct-scan.ts'
import { BitReader } from './huffman.ts'
import { samplesOf } from './inverse-dct.ts'
import { readSegment, word, type JpegFrame, type JpegState } from './jpeg-segments.ts'
import { readLosslessScan } from './lossless-scan.ts'

/** A picture as its JPEG holds it: no colour is converted, which browsers do unasked. */
export interface JpegImage {
  width: number
  height: number
  /** Bits of a sample. */
  precision: number
  components: number
  /** Pixel after pixel. */
  samples: Uint16Array
  /** What the markers say of the colours; `undefined` where they say nothing. */
  colour: 'rgb' | 'ycc' | undefined
  isLossless: boolean
  /** Whether colours have fewer samples than brightness. */
  isSubsampled: boolean
  /** Rows that are whole. */
  wholeRows: number
  /** What is wrong, in words. */
  problem?: string
}

/** Scans of one picture; a progressive one has about ten. */
const MOST_SCANS = 400

/**
 * Decodes baseline, extended (up to 12 bits), progressive and lossless JPEG (ITU-T T.81) with Huffman codes.
 *
 * @param mostPixels above which nothing is decoded
 * @throws Error in words when there is no picture in it, or one of another process
 */
export function decodeJpeg(bytes: Uint8Array, mostPixels: number): JpegImage {
  const state: JpegState = {
    bytes,
    quantization: [],
    dc: [],
    ac: [],
    restartInterval: 0,
    colour: undefined,
    adobe: false,
    frame: undefined,
    wholeRows: 0,
    problem: undefined,
  }
  readMarkers(state, mostPixels)
  const { frame } = state
  if (!frame || frame.scans === 0) throw new Error('There is no JPEG picture in it.')
  const { width, height, precision } = frame
  const samples = frame.lossless ? shifted(frame) : assemble(state, frame)
  return {
    width,
    height,
    precision,
    components: frame.components.length,
    samples,
    colour: state.colour,
    isLossless: frame.lossless !== undefined,
    isSubsampled:
      frame.components.some(({ h, v }) => h > 1 || v > 1) && frame.components.length > 1,
    wholeRows: Math.min(height, state.wholeRows),
    ...(state.problem !== undefined && { problem: state.problem }),
  }
}

function readMarkers(state: JpegState, mostPixels: number): void {
  const { bytes } = state
  let at = 0
  while (at + 1 < bytes.length) {
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff || marker === 0 || marker === 0xff) {
      at += 1
      continue
    }
    if (marker === 0xd8 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2
      continue
    }
    if (marker === 0xd9) return
    const length = word(bytes, at + 2)
    const body = bytes.subarray(at + 4, Math.max(at + 4, at + 2 + length))
    if (marker === 0xda) at = readScan(state, body, at + 2 + length)
    else {
      readSegment(state, marker, body, mostPixels)
      at += 2 + Math.max(2, length)
    }
  }
  if (state.frame) state.problem ??= 'The end of a compressed picture is missing.'
}

/** @returns where the next marker is looked for */
function readScan(state: JpegState, body: Uint8Array, start: number): number {
  const { frame, bytes } = state
  if (!frame || frame.scans >= MOST_SCANS) return bytes.length
  const count = body[0] ?? 0
  const chosen = Array.from({ length: Math.min(4, count) }, (_, index) => {
    const component = frame.components.find(({ id }) => id === body[1 + index * 2])
    const tables = body[2 + index * 2] ?? 0
    if (!component) return undefined
    component.dc = state.dc[tables >>> 4]
    component.ac = state.ac[tables & 15]
    component.predicted = 0
    return component
  }).filter((component) => component !== undefined)
  const [first = 0, last = 0, bits = 0] = body.subarray(1 + count * 2)
  const reader = new BitReader(bytes, start)
  const isFirst = frame.scans === 0
  frame.scans += 1
  const rows = frame.lossless
    ? readLossless(state, frame, frame.lossless, chosen, reader, {
        predictor: first,
        low: bits & 15,
      })
    : readDct(state, frame, chosen, reader, { start: first, end: Math.min(63, last), bits })
  if (rows < frame.height) state.problem ??= 'A compressed picture is cut off or damaged.'
  if (isFirst) state.wholeRows = rows
  else if (frame.process !== 'progressive') state.wholeRows = Math.min(state.wholeRows, rows)
  return reader.at
}

function readDct(
  state: JpegState,
  frame: JpegFrame,
  components: DctComponent[],
  reader: BitReader,
  { start, end, bits }: { start: number; end: number; bits: number },
): number {
  const { units, of } = readDctScan(reader, components, {
    start,
    end,
    high: bits >>> 4,
    low: Math.min(13, bits & 15),
    progressive: frame.process === 'progressive',
    restartInterval: state.restartInterval,
    unitsWide: frame.unitsWide,
    unitsHigh: frame.unitsHigh,
  })
  if (units === of) return frame.height
  const alone = components.length === 1 ? components[0] : undefined
  const wide = alone ? alone.blocksWide : frame.unitsWide
  const high = alone ? alone.blocksHigh : frame.unitsHigh
  return Math.floor((Math.floor(units / wide) * frame.height) / high)
}

function readLossless(
  state: JpegState,
  frame: JpegFrame,
  samples: Uint16Array,
  components: DctComponent[],
  reader: BitReader,
  { predictor, low }: { predictor: number; low: number },
): number {
  frame.pointTransform = Math.min(frame.precision - 1, low)
  const parts = components.flatMap(({ id, dc }) =>
    dc ? [{ sample: frame.components.findIndex((one) => one.id === id), table: dc }] : [],
  )
  const { width, height, precision, pointTransform } = frame
  const { restartInterval } = state
  const scan = { width, height, precision, predictor, pointTransform, restartInterval }
  return readLosslessScan(reader, parts, scan, samples, frame.components.length)
}

function shifted({ lossless, pointTransform }: JpegFrame): Uint16Array {
  const samples = lossless ?? new Uint16Array()
  return pointTransform === 0 ? samples : samples.map((sample) => sample << pointTransform)
}

/** Brings the components to the size of the picture and puts them pixel after pixel. */
function assemble(state: JpegState, frame: JpegFrame): Uint16Array {
  const { width, height, components, precision } = frame
  const count = components.length
  const out = new Uint16Array(width * height * count)
  const across = Math.max(...components.map(({ h }) => h))
  const down = Math.max(...components.map(({ v }) => v))
  for (const [index, component] of components.entries()) {
    const table = state.quantization[component.quantization]
    if (table === undefined) throw new Error('A table of the JPEG is missing.')
    const { samples, width: line } = samplesOf(component, table, precision)
    component.coefficients = new Int16Array()
    for (let y = 0; y < height; y += 1) {
      const from = Math.floor((y * component.v) / down) * line
      let to = y * width * count + index
      for (let x = 0; x < width; x += 1) {
        out[to] = samples[from + Math.floor((x * component.h) / across)] ?? 0
        to += count
      }
    }
  }
  return out
}
