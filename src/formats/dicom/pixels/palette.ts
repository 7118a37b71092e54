import type { DataSet } from '../data-set/data-set.ts'
import { binaryNumbers, numbersOf } from '../data-set/values.ts'
import type { StoredFrame } from './decode-frame.ts'
import { expandSegments, lookUp, readLookupTable, type LookupTable } from './lookup-table.ts'

/** Red, green and blue of a value. */
export interface Palette {
  tables: readonly [LookupTable, LookupTable, LookupTable]
  /** What brings an entry to 0 to 255. */
  divisor: number
}

const CHANNELS = [
  { descriptor: 0x0028_1101, content: 0x0028_1201, segments: 0x0028_1221 },
  { descriptor: 0x0028_1102, content: 0x0028_1202, segments: 0x0028_1222 },
  { descriptor: 0x0028_1103, content: 0x0028_1203, segments: 0x0028_1223 },
] as const

/** The palette of a PALETTE COLOR picture (PS3.3 §C.7.9); `undefined` where it is missing or broken. */
export function readPalette(
  data: DataSet,
  signed: boolean,
  remark: (words: string) => void,
): Palette | undefined {
  const [red, green, blue] = CHANNELS.map((channel) => {
    const plain = readLookupTable(data, channel, signed)
    return plain ?? segmentedTable(data, channel, signed)
  })
  if (!red || !green || !blue) return undefined
  const tables = [red, green, blue] as const
  const largest = Math.max(...tables.map(({ entries }) => maximum(entries)))
  if (red.bits > 8 && largest <= 255 && largest > 0) {
    remark(
      'The palette declares entries of 16 bits, but none exceeds 255; they are read as of 8 bits.',
    )
    return { tables, divisor: 1 }
  }
  return { tables, divisor: (2 ** red.bits - 1) / 255 }
}

/** The pixels as red, green and blue. */
export function applyPalette(
  { values, rows, columns }: StoredFrame,
  palette: Palette,
): Uint8ClampedArray {
  const pixels = rows * columns
  const out = new Uint8ClampedArray(pixels * 3)
  for (let at = 0; at < pixels; at += 1) {
    const value = values[at] ?? 0
    for (let channel = 0; channel < 3; channel += 1) {
      const table = palette.tables[channel]
      if (table) out[at * 3 + channel] = lookUp(table, value) / palette.divisor
    }
  }
  return out
}

function segmentedTable(
  data: DataSet,
  { descriptor, segments }: (typeof CHANNELS)[number],
  signed: boolean,
): LookupTable | undefined {
  const [declared, first, bits] = numbersOf(data, descriptor, false)
  const element = data.elements.get(segments)
  if (declared === undefined || first === undefined || bits === undefined || !element)
    return undefined
  const numbers = binaryNumbers(data, element, bits <= 8 ? 'OB' : 'US')
  const width = bits <= 8 ? 1 : 2
  const entries = expandSegments(numbers, width, declared === 0 ? 65_536 : declared)
  if (entries.length === 0) return undefined
  return { first: signed && first > 32_767 ? first - 65_536 : first, entries, bits }
}

function maximum(entries: ArrayLike<number>): number {
  let largest = 0
  for (let at = 0; at < entries.length; at += 1) largest = Math.max(largest, entries[at] ?? 0)
  return largest
}
