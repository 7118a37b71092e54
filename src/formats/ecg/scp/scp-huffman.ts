/** EN 1064 §5.5, section 2: tables of codes, and the differences that are coded with them (§5.8, annex C). */

/** A code: the bits that begin it, how many bits it has in all, and what it stands for. */
export interface HuffmanCode {
  prefixBits: number
  totalBits: number
  /** Where no bits follow the prefix. */
  value: number
  /** As it stands in the file: its first bit is the lowest. */
  code: number
}

/** The bits of the codes as a tree: for each node where 0 and where 1 leads; below zero a code. */
type Tree = { next: Int32Array; codes: readonly HuffmanCode[] }

export class DamagedCodes extends Error {}

/**
 * Decodes the samples of one lead.
 * @param table the default one of the standard (C.3.7.6) where there is none
 * @param differences 0 none, 1 first, 2 second
 * @returns at most `count`; fewer where the bits end or make no code
 * @throws DamagedCodes for a table in which one code begins another, or has no bits
 */
export function decodeHuffman(
  bytes: Uint8Array,
  table: readonly HuffmanCode[] | undefined,
  { differences, count }: { differences: number; count: number },
): Int16Array {
  const tree = table === undefined ? DEFAULT : treeOf(table)
  const values = new Int16Array(Math.min(count, bytes.length * 8))
  const reader = new BitReader(bytes)
  let found = 0
  while (found < values.length) {
    const code = nextCode(reader, tree)
    if (!code) break
    const extra = code.totalBits - code.prefixBits
    const value = extra === 0 ? code.value : reader.signed(extra)
    if (value === undefined) break
    const before = values[found - 1] ?? 0
    const second = values[found - 2] ?? 0
    // In 16 bits, as it was coded.
    if (differences === 1 && found > 0) values[found] = value + before
    else if (differences === 2 && found > 1) values[found] = value + 2 * before - second
    else values[found] = value
    found += 1
  }
  return values.subarray(0, found)
}

function treeOf(codes: readonly HuffmanCode[]): Tree {
  const next = [0, 0]
  codes.forEach((one, index) => {
    const isSane = one.prefixBits > 0 && one.prefixBits <= 32 && one.totalBits >= one.prefixBits
    if (!isSane || one.totalBits - one.prefixBits > 16) throw new DamagedCodes()
    let node = 0
    for (let bit = 0; bit < one.prefixBits; bit += 1) {
      const place = node * 2 + ((one.code >>> bit) & 1)
      const child = next[place] ?? 0
      const isLast = bit === one.prefixBits - 1
      if (child < 0 || (isLast && child !== 0)) throw new DamagedCodes()
      if (isLast) next[place] = -(index + 1)
      else if (child === 0) {
        node = next.length / 2
        next[place] = node
        next.push(0, 0)
      } else node = child
    }
  })
  return { next: Int32Array.from(next), codes }
}

function nextCode(reader: BitReader, { next, codes }: Tree): HuffmanCode | undefined {
  let node = 0
  for (;;) {
    const bit = reader.bit()
    if (bit === undefined) return undefined
    const child = next[node * 2 + bit] ?? 0
    if (child < 0) return codes[-child - 1]
    if (child === 0) return undefined
    node = child
  }
}

/** The highest bit of each byte first. */
class BitReader {
  private at = 0
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  bit(): number | undefined {
    const byte = this.bytes[this.at >> 3]
    if (byte === undefined) return undefined
    const bit = (byte >> (7 - (this.at & 7))) & 1
    this.at += 1
    return bit
  }

  /** A number in two's complement; `undefined` where the bits end within it. */
  signed(bits: number): number | undefined {
    let value = 0
    for (let i = 0; i < bits; i += 1) {
      const bit = this.bit()
      if (bit === undefined) return undefined
      value = (value << 1) | bit
    }
    return (value << (32 - bits)) >> (32 - bits)
  }
}

/** 0; then ±1 to ±8 by runs of ones, a zero and the sign; then 8 and 16 bits as they are. */
const DEFAULT: Tree = treeOf([
  { prefixBits: 1, totalBits: 1, value: 0, code: 0 },
  ...Array.from({ length: 8 }, (_, at) => at + 1).flatMap((size) => {
    const ones = (1 << size) - 1
    const bits = size + 2
    const plain = { prefixBits: bits, totalBits: bits }
    return [
      { ...plain, value: size, code: ones },
      { ...plain, value: -size, code: ones | (1 << (size + 1)) },
    ]
  }),
  { prefixBits: 10, totalBits: 18, value: 0, code: 511 },
  { prefixBits: 10, totalBits: 26, value: 0, code: 1023 },
])
