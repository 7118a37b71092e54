import type { DctComponent } from './dct-scan.ts'
import { ZIGZAG } from './dct-scan.ts'
import { huffmanTable, type HuffmanTable } from './huffman.ts'

/** What the markers have told so far. */
export interface JpegState {
  bytes: Uint8Array
  quantization: Uint16Array[]
  dc: HuffmanTable[]
  ac: HuffmanTable[]
  restartInterval: number
  colour: 'rgb' | 'ycc' | undefined
  adobe: boolean
  frame: JpegFrame | undefined
  wholeRows: number
  problem: string | undefined
}

export interface JpegFrame {
  process: 'sequential' | 'progressive' | 'lossless'
  precision: number
  width: number
  height: number
  unitsWide: number
  unitsHigh: number
  components: DctComponent[]
  lossless: Uint16Array | undefined
  pointTransform: number
  scans: number
}

/** Takes in a segment that is not a scan (T.81 annex B). @throws Error in words for what can't be decoded here */
export function readSegment(
  state: JpegState,
  marker: number,
  body: Uint8Array,
  mostPixels: number,
): void {
  if (marker === 0xdb) readQuantization(state, body)
  else if (marker === 0xc4) readHuffman(state, body)
  else if (marker === 0xdd) state.restartInterval = word(body, 0)
  else if (marker === 0xe0 && ascii(body, 0, 4) === 'JFIF') {
    if (!state.adobe) state.colour = 'ycc'
  } else if (marker === 0xee && ascii(body, 0, 5) === 'Adobe') {
    state.adobe = true
    state.colour = body[11] === 0 ? 'rgb' : 'ycc'
  } else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc) {
    if (state.frame) return
    state.frame = readFrame(state, marker, body, mostPixels)
  }
}

function readFrame(
  state: JpegState,
  marker: number,
  body: Uint8Array,
  mostPixels: number,
): JpegFrame {
  const process = PROCESSES[marker]
  if (process === undefined)
    throw new Error('This JPEG is coded in a way that is not decoded here.')
  const precision = body[0] ?? 0
  const height = word(body, 1)
  const width = word(body, 3)
  const count = body[5] ?? 0
  if (width * height === 0 || width * height > mostPixels) {
    throw new Error(`Its size of ${width} × ${height} can’t be decoded here.`)
  }
  // Each block of 64 takes a bit at the least.
  if (width * height > state.bytes.length * 512 + 65_536) {
    throw new Error('It declares more pixels than its bytes can hold.')
  }
  if (count < 1 || count > 4 || body.length < 6 + count * 3) throw new Error('Its head is damaged.')
  const isLossless = process === 'lossless'
  if (precision < 2 || precision > (isLossless ? 16 : 12)) {
    throw new Error(`A JPEG of ${precision} bits can’t be decoded here.`)
  }
  const parts = readComponents(body, count)
  if (!state.colour && parts.map(({ id }) => String.fromCharCode(id)).join('') === 'RGB') {
    state.colour = 'rgb'
  }
  const across = Math.max(...parts.map(({ h }) => h))
  const down = Math.max(...parts.map(({ v }) => v))
  if (isLossless && (across > 1 || down > 1) && count > 1) {
    throw new Error('A lossless JPEG with parts of different sizes can’t be decoded here.')
  }
  const unitsWide = Math.ceil(width / (8 * across))
  const unitsHigh = Math.ceil(height / (8 * down))
  const components = parts.map((part) => ({
    ...part,
    blocksWide: Math.ceil((width * part.h) / across / 8),
    blocksHigh: Math.ceil((height * part.v) / down / 8),
    stride: unitsWide * part.h,
    coefficients: new Int16Array(isLossless ? 0 : unitsWide * part.h * unitsHigh * part.v * 64),
    dc: undefined,
    ac: undefined,
    predicted: 0,
  }))
  const lossless = isLossless ? new Uint16Array(width * height * count) : undefined
  return {
    process,
    precision,
    width,
    height,
    unitsWide,
    unitsHigh,
    components,
    lossless,
    pointTransform: 0,
    scans: 0,
  }
}

/** Identifier, sampling and quantization table of each component. */
function readComponents(body: Uint8Array, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const sampling = body[7 + index * 3] ?? 0
    return {
      id: body[6 + index * 3] ?? 0,
      h: Math.min(4, Math.max(1, sampling >>> 4)),
      v: Math.min(4, Math.max(1, sampling & 15)),
      quantization: body[8 + index * 3] ?? 0,
    }
  })
}

const PROCESSES: Record<number, JpegFrame['process']> = {
  0xc0: 'sequential',
  0xc1: 'sequential',
  0xc2: 'progressive',
  0xc3: 'lossless',
}

function readQuantization(state: JpegState, body: Uint8Array): void {
  let at = 0
  while (at < body.length) {
    const head = body[at] ?? 0
    const wide = head >>> 4 !== 0
    at += 1
    const table = new Uint16Array(64)
    for (const place of ZIGZAG) {
      table[place] = wide ? word(body, at) : (body[at] ?? 0)
      at += wide ? 2 : 1
    }
    state.quantization[head & 15] = table
  }
}

function readHuffman(state: JpegState, body: Uint8Array): void {
  let at = 0
  while (at + 17 <= body.length) {
    const head = body[at] ?? 0
    const counts = body.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, count) => sum + count, 0)
    const table = huffmanTable(counts, body.slice(at + 17, at + 17 + total))
    if (head >>> 4 === 0) state.dc[head & 15] = table
    else state.ac[head & 15] = table
    at += 17 + total
  }
}

/** A number of two bytes. */
export function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length))
}
