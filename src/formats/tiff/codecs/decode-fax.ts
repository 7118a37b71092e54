import { BLACK_RUNS, LOOK, MODE_CODES, NO_CODE, WHITE_RUNS } from './fax-codes.ts'

/** How a fax is coded: Huffman alone, with rows that begin at a byte (TIFF 6.0 §10) or word; T.4 in one or two dimensions; T.6. */
export type FaxCoding = 'huffman' | 'huffman-words' | 't4-one' | 't4-two' | 't6'

export interface FaxLines {
  /** Eight pixels a byte, the first one in the highest bit; rows begin at bytes. A one is black. */
  rows: Uint8Array
  /** Lines that were there. */
  lines: number
  /** Lines that are damaged, so that some of their pixels are not as they were sent. */
  damaged: number
}

/**
 * Decodes lines of a fax (ITU-T T.4 and T.6, TIFF 6.0 §10 and §11). What is damaged is as right as can be: a T.4 line
 * goes on at the next end-of-line mark; a T.6 page ends there.
 */
export function decodeFax(
  data: Uint8Array,
  { width, height, coding }: { width: number; height: number; coding: FaxCoding },
): FaxLines {
  const stride = (width + 7) >> 3
  const rows = new Uint8Array(stride * height)
  const bits = new Bits(data)
  let above = new Int32Array(width + 6).fill(width)
  let line = new Int32Array(width + 6)
  let damaged = 0
  // Until the next line that is not told by the one above it.
  let isBroken = false
  let at = 0
  for (; at < height; at += 1) {
    const start = startLine(bits, coding)
    if (start === 'end') break
    const end =
      start === 'two' ? readTwoDimensional(bits, line, above, width) : readRuns(bits, line, width)
    // A damaged line stays white after its last run of black.
    const count = end < 0 ? ~end & ~1 : end
    line.fill(width, count, count + 4)
    for (let i = 0; i < count; i += 2)
      fill(rows, at * stride, line[i] ?? width, line[i + 1] ?? width)
    if (start === 'one') isBroken = false
    if (end < 0) isBroken = true
    if (isBroken) damaged += 1
    if (end < 0 && (coding === 't6' || !bits.toEndOfLine())) {
      at += 1
      break
    }
    ;[above, line] = [line, above]
  }
  return { rows, lines: at, damaged }
}

/** Goes to the first code word of the next line, and tells how that line is coded. */
function startLine(bits: Bits, coding: FaxCoding): 'one' | 'two' | 'end' {
  if (bits.isAtEnd()) return 'end'
  switch (coding) {
    case 'huffman':
      bits.align(8)
      return bits.isAtEnd() ? 'end' : 'one'
    case 'huffman-words':
      bits.align(16)
      return bits.isAtEnd() ? 'end' : 'one'
    case 't6':
      return bits.peek(12) === 1 ? 'end' : 'two'
    case 't4-one':
    case 't4-two': {
      let marks = 0
      let tag = 1
      // No code word begins with eleven zeros: they are the mark at the end of a line, with what fills it up.
      while (bits.peek(11) === 0) {
        if (!bits.skipEndOfLine()) return 'end'
        marks += 1
        if (coding === 't4-two') tag = bits.read()
      }
      if (marks >= 6) return 'end'
      return coding === 't4-two' && marks > 0 && tag === 0 ? 'two' : 'one'
    }
  }
}

/** Where the colour changes in a line of runs; how many changes there are, its complement (`~`) where the line is damaged. */
function readRuns(bits: Bits, line: Int32Array, width: number): number {
  let count = 0
  let at = 0
  while (at < width) {
    const run = bits.run(count % 2 === 1)
    if (run < 0 || at + run > width || count >= line.length - 5) return ~count
    at += run
    line[count] = at
    count += 1
  }
  return count
}

/** The same of a line that is told by the one above it (T.6 §2.2). */
function readTwoDimensional(
  bits: Bits,
  line: Int32Array,
  above: Int32Array,
  width: number,
): number {
  let count = 0
  let at = -1
  let b = 0
  while (at < width) {
    if (count >= line.length - 6) return ~count
    // The next change above to the colour that this line has not now.
    while ((above[b] ?? width) <= at && (above[b] ?? width) < width) b += 2
    const mode = bits.mode()
    if (mode === undefined) return ~count
    if (mode === 'pass') {
      at = above[b + 1] ?? width
    } else if (mode === 'horizontal') {
      const isBlack = count % 2 === 1
      const first = bits.run(isBlack)
      const second = first < 0 ? -1 : bits.run(!isBlack)
      const middle = Math.max(at, 0) + first
      if (second < 0 || middle + second > width) return ~count
      line[count] = middle
      line[count + 1] = middle + second
      count += 2
      at = middle + second
    } else {
      const change = (above[b] ?? width) + mode
      if (change < Math.max(at, 0) || change > width) return ~count
      line[count] = change
      count += 1
      at = change
      b = b > 0 ? b - 1 : 1
    }
  }
  return count
}

/** Blackens the pixels of a line from one up to, not including, another. */
function fill(rows: Uint8Array, start: number, from: number, to: number): void {
  if (to <= from) return
  const first = start + (from >> 3)
  const last = start + (to >> 3)
  const head = 0xff >> (from & 7)
  const tail = (0xff00 >> (to & 7)) & 0xff
  if (first === last) {
    rows[first] = (rows[first] ?? 0) | (head & tail)
    return
  }
  rows[first] = (rows[first] ?? 0) | head
  rows.fill(0xff, first + 1, last)
  if (tail !== 0) rows[last] = (rows[last] ?? 0) | tail
}

class Bits {
  readonly #data: Uint8Array
  #at = 0

  constructor(data: Uint8Array) {
    this.#data = data
  }

  isAtEnd(): boolean {
    return this.#at >= this.#data.length * 8
  }

  /** The next bits, up to 16, without going on; zeros beyond the end. */
  peek(count: number): number {
    const byte = this.#at >> 3
    const data = this.#data
    const window = ((data[byte] ?? 0) << 16) | ((data[byte + 1] ?? 0) << 8) | (data[byte + 2] ?? 0)
    return (window >> (24 - (this.#at & 7) - count)) & ((1 << count) - 1)
  }

  read(): number {
    const bit = this.peek(1)
    this.#at += 1
    return bit
  }

  align(unit: number): void {
    this.#at = Math.ceil(this.#at / unit) * unit
  }

  /** A run's length from one or more code words; -1 where there is none. */
  run(isBlack: boolean): number {
    const table = isBlack ? BLACK_RUNS : WHITE_RUNS
    for (let pixels = 0; ;) {
      const entry = table[this.peek(LOOK)] ?? NO_CODE
      if (entry === NO_CODE || this.isAtEnd()) return -1
      this.#at += entry & 15
      pixels += entry >> 4
      if (entry >> 4 < 64) return pixels
      if (pixels > 1 << 24) return -1
    }
  }

  mode(): (typeof MODE_CODES)[number][0] | undefined {
    if (this.isAtEnd()) return undefined
    const entry = MODES[this.peek(7)]
    if (entry === undefined) return undefined
    this.#at += entry.length
    return entry.mode
  }

  /** Past the zeros and the one of an end-of-line mark; false where the data ends first. */
  skipEndOfLine(): boolean {
    const end = this.#data.length * 8
    while (this.#at < end) {
      if ((this.#at & 7) === 0 && this.#data[this.#at >> 3] === 0) this.#at += 8
      else if (this.read() === 1) return true
    }
    return false
  }

  /** Forward to the next end-of-line mark; false where there is none. */
  toEndOfLine(): boolean {
    const end = this.#data.length * 8
    for (; this.#at < end; this.#at += 1) if (this.peek(12) === 1) return true
    return false
  }
}

const MODES = modeTable()

function modeTable() {
  const table: ({ mode: (typeof MODE_CODES)[number][0]; length: number } | undefined)[] = []
  for (const [mode, code] of MODE_CODES) {
    const first = Number.parseInt(code, 2) << (7 - code.length)
    const entry = { mode, length: code.length }
    for (let i = 0; i < 1 << (7 - code.length); i += 1) table[first + i] = entry
  }
  return table
}
