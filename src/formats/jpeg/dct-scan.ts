import type { BitReader, HuffmanTable } from './huffman.ts'

/** A component with its coefficients, 64 a block, in the order of rows. */
export interface DctComponent {
  id: number
  h: number
  v: number
  quantization: number
  /** Blocks that the picture needs. */
  blocksWide: number
  blocksHigh: number
  /** Blocks there are: filled up to whole units of the scan. */
  stride: number
  coefficients: Int16Array
  dc: HuffmanTable | undefined
  ac: HuffmanTable | undefined
  predicted: number
}

export interface ScanParameters {
  start: number
  end: number
  /** Bits that came before, and bits that are left out (T.81 §G.1.1.1). */
  high: number
  low: number
  progressive: boolean
  restartInterval: number
  unitsWide: number
  unitsHigh: number
}

/** The order of the coefficients in a scan (T.81 figure 5). */
export const ZIGZAG = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
  13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52,
  45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
])

/**
 * Reads one scan into the coefficients of its components (T.81 annexes F and G).
 *
 * @returns the units that were whole, and how many there are
 */
export function readDctScan(
  reader: BitReader,
  components: readonly DctComponent[],
  given: ScanParameters,
): { units: number; of: number } {
  const alone = components.length === 1 ? components[0] : undefined
  const wide = alone ? alone.blocksWide : given.unitsWide
  const of = wide * (alone ? alone.blocksHigh : given.unitsHigh)
  const state = { run: 0 }
  const scan = given.progressive ? given : { ...given, start: 1, end: 63, low: 0 }
  for (let unit = 0; unit < of; unit += 1) {
    if (scan.restartInterval > 0 && unit > 0 && unit % scan.restartInterval === 0) {
      if (!reader.restart()) return { units: unit, of }
      for (const component of components) component.predicted = 0
      state.run = 0
    }
    const row = Math.floor(unit / wide)
    const column = unit % wide
    if (alone) readBlock(reader, alone, row * alone.stride + column, scan, state)
    else readUnit(reader, components, { row, column }, scan, state)
    if (reader.isSpent) return { units: unit, of }
  }
  return { units: of, of }
}

function readUnit(
  reader: BitReader,
  components: readonly DctComponent[],
  { row, column }: { row: number; column: number },
  scan: ScanParameters,
  state: { run: number },
): void {
  for (const component of components) {
    const { h, v, stride } = component
    for (let index = 0; index < h * v; index += 1) {
      const blockRow = row * v + Math.floor(index / h)
      readBlock(reader, component, blockRow * stride + column * h + (index % h), scan, state)
    }
  }
}

function readBlock(
  reader: BitReader,
  component: DctComponent,
  block: number,
  scan: ScanParameters,
  state: { run: number },
): void {
  const at = block * 64
  if (!scan.progressive) {
    readDc(reader, component, at, 0)
    readAc(reader, component, at, scan, state)
  } else if (scan.start === 0) {
    if (scan.high === 0) readDc(reader, component, at, scan.low)
    else if (reader.bit() === 1)
      component.coefficients[at] = (component.coefficients[at] ?? 0) | (1 << scan.low)
  } else if (scan.high === 0) readAc(reader, component, at, scan, state)
  else refineAc(reader, component, at, scan, state)
}

function readDc(reader: BitReader, component: DctComponent, at: number, low: number): void {
  if (component.dc === undefined) return
  component.predicted += reader.signed(Math.min(16, reader.symbol(component.dc)))
  component.coefficients[at] = component.predicted * (1 << low)
}

function readAc(
  reader: BitReader,
  { ac, coefficients }: DctComponent,
  at: number,
  scan: Pick<ScanParameters, 'start' | 'end' | 'low' | 'progressive'>,
  state: { run: number },
): void {
  if (ac === undefined) return
  if (state.run > 0) {
    state.run -= 1
    return
  }
  let index = scan.start
  while (index <= scan.end) {
    const symbol = reader.symbol(ac)
    const run = symbol >>> 4
    const length = symbol & 15
    if (length === 0) {
      if (run < 15) {
        if (scan.progressive) state.run = (1 << run) + reader.take(run) - 1
        return
      }
      index += 16
      continue
    }
    index += run
    if (index > 63) return
    coefficients[at + (ZIGZAG[index] ?? 0)] = reader.signed(length) * (1 << scan.low)
    index += 1
  }
}

/** A later bit of coefficients, some of which were zero so far (T.81 §G.1.2.3). */
function refineAc(
  reader: BitReader,
  { ac, coefficients }: DctComponent,
  at: number,
  { start, end, low }: ScanParameters,
  state: { run: number },
): void {
  if (ac === undefined) return
  const bit = 1 << low
  const refine = (place: number) => {
    const value = coefficients[place] ?? 0
    if (reader.bit() === 1 && (Math.abs(value) & bit) === 0) {
      coefficients[place] = value > 0 ? value + bit : value - bit
    }
  }
  let index = start
  while (state.run === 0 && index <= end) {
    const symbol = reader.symbol(ac)
    let zeros = symbol >>> 4
    let fresh = 0
    if ((symbol & 15) !== 0) fresh = reader.bit() === 1 ? bit : -bit
    else if (zeros < 15) {
      state.run = (1 << zeros) + reader.take(zeros)
      break
    }
    for (; index <= end; index += 1) {
      const place = at + (ZIGZAG[index] ?? 0)
      if (coefficients[place] !== 0) refine(place)
      else if (zeros === 0) {
        if (fresh !== 0) coefficients[place] = fresh
        index += 1
        break
      } else zeros -= 1
    }
    if (reader.isSpent) return
  }
  if (state.run === 0) return
  for (; index <= end; index += 1) {
    const place = at + (ZIGZAG[index] ?? 0)
    if (coefficients[place] !== 0) refine(place)
  }
  state.run -= 1
}
