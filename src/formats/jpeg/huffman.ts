/** A table of prefix codes (ITU-T T.81 annex C): symbols in the order of their codes, and where each length begins. */
export interface HuffmanTable {
  symbols: Uint8Array
  /** The largest code of each length from 1 to 16; -1 where there is none. */
  largest: Int32Array
  /** What makes an index into `symbols` of a code of that length. */
  offset: Int32Array
  /** Of the next eight bits: length and symbol, or 0 for a longer code. */
  quick: Uint16Array
}

/** @param counts of the codes of each length from 1 to 16 */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const largest = new Int32Array(17).fill(-1)
  const offset = new Int32Array(17)
  const quick = new Uint16Array(256)
  let code = 0
  let index = 0
  for (let length = 1; length <= 16; length += 1) {
    offset[length] = index - code
    for (let left = counts[length - 1] ?? 0; left > 0; left -= 1) {
      if (length <= 8) {
        const first = code << (8 - length)
        quick.fill(length * 256 + (symbols[index] ?? 0), first, first + (1 << (8 - length)))
      }
      code += 1
      index += 1
    }
    if ((counts[length - 1] ?? 0) > 0) largest[length] = code - 1
    code *= 2
  }
  return { symbols, largest, offset, quick }
}

/** Reads the bits of a scan, up to the next marker; behind it come zeros, and `isSpent` says so. */
export class BitReader {
  at: number
  private readonly bytes: Uint8Array
  private held = 0
  private count = 0
  private invented = 0

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }

  /** Whether more bits were taken than there are. */
  get isSpent(): boolean {
    return this.invented * 8 > this.count
  }

  bit(): number {
    return this.take(1)
  }

  /** @param length up to 16 bits */
  take(length: number): number {
    if (length === 0) return 0
    while (this.count < length) this.fill()
    this.count -= length
    return (this.held >>> this.count) & ((1 << length) - 1)
  }

  /** A symbol; 0 for a code that the table lacks. */
  symbol(table: HuffmanTable): number {
    while (this.count < 8) this.fill()
    const quick = table.quick[(this.held >>> (this.count - 8)) & 0xff] ?? 0
    if (quick !== 0) {
      this.count -= quick >>> 8
      return quick & 0xff
    }
    let code = 0
    for (let length = 1; length <= 16; length += 1) {
      code = code * 2 + this.bit()
      if (code <= (table.largest[length] ?? -1)) {
        return table.symbols[code + (table.offset[length] ?? 0)] ?? 0
      }
    }
    return 0
  }

  /** A number of so many bits, with the sign that T.81 §F.2.2.1 gives it. */
  signed(length: number): number {
    if (length === 0) return 0
    const value = this.take(length)
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value
  }

  /** Leaves the bits of the byte, and steps over a restart marker if one is there. */
  restart(): boolean {
    this.held = 0
    this.count = 0
    this.invented = 0
    let at = this.at
    while (at + 1 < this.bytes.length && !isMarker(this.bytes, at)) at += 1
    const marker = this.bytes[at + 1] ?? 0
    if (at + 1 >= this.bytes.length || marker < 0xd0 || marker > 0xd7) return false
    this.at = at + 2
    return true
  }

  private fill(): void {
    const byte = this.bytes[this.at]
    const ends = byte === undefined || (byte === 0xff && this.bytes[this.at + 1] !== 0)
    if (ends) this.invented += 1
    else this.at += byte === 0xff ? 2 : 1
    this.held = ((this.held << 8) | (ends ? 0 : byte)) >>> 0
    this.count += 8
  }
}

function isMarker(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 1] ?? 0
  return bytes[at] === 0xff && next !== 0 && next !== 0xff
}
