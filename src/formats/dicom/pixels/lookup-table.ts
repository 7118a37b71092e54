import type { DataSet } from '../data-set/data-set.ts'
import { binaryNumbers, bytesOf, numbersOf } from '../data-set/values.ts'

/** A table of values (PS3.3 §C.11.1.1, C.11.2.1.1, C.7.6.3.1.5). */
export interface LookupTable {
  /** The value that the first entry stands for; lower ones get it too, as those above the last get the last. */
  first: number
  entries: ArrayLike<number>
  /** Bits of an entry. */
  bits: number
}

/**
 * Reads a table from its descriptor and its data.
 *
 * @param signed whether the values that are looked up may be negative
 */
export function readLookupTable(
  data: DataSet,
  { descriptor, content }: { descriptor: number; content: number },
  signed: boolean,
): LookupTable | undefined {
  const [declared, first, bits] = numbersOf(data, descriptor, false)
  const element = data.elements.get(content)
  if (declared === undefined || first === undefined || bits === undefined || !element)
    return undefined
  const count = declared === 0 ? 65_536 : declared
  const bytes = bytesOf(data, content)
  if (!bytes || bytes.length === 0) return undefined
  // Entries of 8 bits lie in bytes, two to a word, or in words of their own.
  const isPacked = bits <= 8 && bytes.length < count * 2
  const numbers = binaryNumbers(data, element, isPacked ? 'OB' : 'US')
  const entries = isPacked && !data.little ? numbers.map((_, at) => numbers[at ^ 1] ?? 0) : numbers
  return {
    first: signed && first > 32_767 ? first - 65_536 : first,
    entries: entries.slice(0, count),
    bits: bits >= 1 && bits <= 16 ? bits : 16,
  }
}

/** The entry for a value, clamped to the table. */
export function lookUp({ first, entries }: LookupTable, value: number): number {
  const at = Math.round(value) - first
  return entries[at < 0 ? 0 : at >= entries.length ? entries.length - 1 : at] ?? 0
}

/**
 * Expands a segmented table (PS3.3 §C.7.9.2): runs of values as they are, straight lines, and copies of segments before.
 *
 * @param numbers words of 16 bits, or bytes where entries have 8
 * @param width bytes of an entry
 * @param count entries that the descriptor declares; no more are made
 */
export function expandSegments(numbers: ArrayLike<number>, width: 1 | 2, count: number): number[] {
  const table: Segments = { numbers, width, count, out: [], starts: new Set() }
  expandFrom(table, { at: 0, segments: Infinity }, true)
  return table.out
}

interface Segments {
  numbers: ArrayLike<number>
  width: 1 | 2
  count: number
  out: number[]
  /** Where segments begin that were met. */
  starts: Set<number>
}

function expandFrom(
  table: Segments,
  { at, segments }: { at: number; segments: number },
  copies: boolean,
): void {
  const { numbers, count, out, width, starts } = table
  let place = at
  for (
    let left = segments;
    left > 0 && place + 1 < numbers.length && out.length < count;
    left -= 1
  ) {
    const code = numbers[place] ?? 0
    const length = numbers[place + 1] ?? 0
    starts.add(place)
    place += 2
    if (code === 0) {
      for (let index = 0; index < length && out.length < count; index += 1) {
        out.push(numbers[place + index] ?? 0)
      }
      place += length
    } else if (code === 1) {
      addLine(table, numbers[place] ?? 0, length)
      place += 1
    } else if (code === 2 && copies) {
      const source = sourceOf(table, place)
      place += width === 1 ? 4 : 2
      if (source === undefined) return
      expandFrom(table, { at: source, segments: length }, false)
    } else return
  }
}

function addLine({ out, count }: Segments, to: number, length: number): void {
  const from = out.at(-1) ?? 0
  for (let index = 1; index <= length && out.length < count; index += 1) {
    out.push(Math.round(from + ((to - from) * index) / length))
  }
}

/** The standard counts in bytes, some writers in entries: a segment must begin there. */
function sourceOf({ numbers, width, starts }: Segments, place: number): number | undefined {
  const parts = Array.from(
    { length: width === 1 ? 4 : 2 },
    (_, index) => numbers[place + index] ?? 0,
  )
  const offset = parts.reduceRight((sum, part) => sum * (width === 1 ? 256 : 65_536) + part, 0)
  return [offset / width, offset].find((candidate) => starts.has(candidate))
}
