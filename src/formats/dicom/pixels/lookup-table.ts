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
 * Expands a segmented table (PS3.3 §C.7.9.2): runs of values as they are, straight lines, and copies of runs before.
 *
 * @param words of 16 bits, or bytes where entries have 8
 * @param count entries that the descriptor declares; no more are made
 */
export function expandSegments(words: ArrayLike<number>, count: number): number[] {
  const out: number[] = []
  expandInto(words, { at: 0, segments: Infinity }, count, out, true)
  return out
}

function expandInto(
  words: ArrayLike<number>,
  { at, segments }: { at: number; segments: number },
  count: number,
  out: number[],
  copies: boolean,
): void {
  let place = at
  for (let left = segments; left > 0 && place + 1 < words.length && out.length < count; left -= 1) {
    const code = words[place] ?? 0
    const length = words[place + 1] ?? 0
    place += 2
    if (code === 0) {
      for (let index = 0; index < length && out.length < count; index += 1)
        out.push(words[place + index] ?? 0)
      place += length
    } else if (code === 1) {
      const from = out.at(-1) ?? 0
      const to = words[place] ?? 0
      place += 1
      for (let index = 1; index <= length && out.length < count; index += 1) {
        out.push(Math.round(from + ((to - from) * index) / length))
      }
    } else if (code === 2 && copies) {
      const source = (words[place] ?? 0) + (words[place + 1] ?? 0) * 65_536
      place += 2
      expandInto(words, { at: source, segments: length }, count, out, false)
    } else return
  }
}
