import type { BitReader } from './bit-reader.ts'

/** Symbols by their codes: of each possible run of `bits` bits, the symbol and its length in bits. */
export interface Table {
  bits: number
  /** `symbol << 4 | length`; 0 for a run that no code begins. */
  entries: Uint16Array
}

export interface Tables {
  literals: Table
  distances: Table
}

/** Bits of the longest code of Deflate. */
const LONGEST = 15

/**
 * A table from the lengths of the codes of all symbols (RFC 1951 §3.2.2); `undefined` where they are more codes than fit.
 * Codes that leave room are let through, as zlib does for a single distance.
 */
function makeTable(lengths: Uint8Array): Table | undefined {
  const counts = new Uint16Array(LONGEST + 1)
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1
  counts[0] = 0
  const next = new Uint32Array(LONGEST + 2)
  let bits = 1
  let room = 1
  for (let length = 1; length <= LONGEST; length += 1) {
    const count = counts[length] ?? 0
    room = room * 2 - count
    if (room < 0) return undefined
    if (count > 0) bits = length
    next[length + 1] = ((next[length] ?? 0) + count) << 1
  }
  const entries = new Uint16Array(1 << bits)
  for (let symbol = 0; symbol < lengths.length; symbol += 1) {
    const length = lengths[symbol] ?? 0
    if (length === 0) continue
    const code = next[length] ?? 0
    next[length] = code + 1
    const step = 1 << length
    for (let at = reversed(code, length); at < entries.length; at += step) {
      entries[at] = (symbol << 4) | length
    }
  }
  return { bits, entries }
}

/** Codes are written from their highest bit on, all else from the lowest. */
function reversed(code: number, length: number): number {
  let result = 0
  for (let bit = 0; bit < length; bit += 1) result |= ((code >> bit) & 1) << (length - 1 - bit)
  return result
}

/** The next symbol; -1 for bits that no code begins with. */
export function decodeTable({ bits, entries }: Table, reader: BitReader): number {
  const entry = entries[reader.peek(bits)] ?? 0
  if (entry === 0) return -1
  reader.drop(entry & 15)
  return entry >> 4
}

let fixed: Tables | undefined

/** RFC 1951 §3.2.6. */
export function fixedTables(): Tables {
  if (fixed === undefined) {
    const lengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280)
    const literals = makeTable(lengths)
    const distances = makeTable(new Uint8Array(32).fill(5))
    if (literals === undefined || distances === undefined) throw new Error('Unreachable.')
    fixed = { literals, distances }
  }
  return fixed
}

const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** The codes that a block brings itself (RFC 1951 §3.2.7); `undefined` where they make no sense. */
export function readTables(bits: BitReader): Tables | undefined {
  const literalCount = bits.read(5) + 257
  const distanceCount = bits.read(5) + 1
  const codeCount = bits.read(4) + 4
  const codeLengths = new Uint8Array(19)
  for (const symbol of ORDER.slice(0, codeCount)) codeLengths[symbol] = bits.read(3)
  const codes = makeTable(codeLengths)
  if (codes === undefined) return undefined
  const lengths = new Uint8Array(literalCount + distanceCount)
  for (let at = 0; at < lengths.length;) {
    const symbol = decodeTable(codes, bits)
    if (symbol < 0 || bits.isShort) return undefined
    if (symbol < 16) {
      lengths[at] = symbol
      at += 1
      continue
    }
    if (symbol === 16 && at === 0) return undefined
    const value = symbol === 16 ? (lengths[at - 1] ?? 0) : 0
    const count =
      symbol === 16 ? 3 + bits.read(2) : symbol === 17 ? 3 + bits.read(3) : 11 + bits.read(7)
    if (at + count > lengths.length) return undefined
    lengths.fill(value, at, at + count)
    at += count
  }
  const literals = makeTable(lengths.subarray(0, literalCount))
  const distances = makeTable(lengths.subarray(literalCount))
  return literals && distances && { literals, distances }
}

/** RFC 1951 §3.2.5: of the codes from 257 on the lengths and their further bits, of the others the distances. */
export const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
]
export const LENGTH_BITS = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]
export const DISTANCES = Array.from({ length: 32 }, (_, code) =>
  code < 4 ? code + 1 : (2 + (code & 1)) * 2 ** ((code >> 1) - 1) + 1,
)
