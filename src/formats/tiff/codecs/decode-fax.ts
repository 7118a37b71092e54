import { FaxBits } from './fax-bits.ts'

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

/** Places beyond the pixels of a line: a line of as many changes as pixels has a few more entries than pixels. */
const MARGIN = 12

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
  const bits = new FaxBits(data)
  let above = new Int32Array(width + MARGIN).fill(width)
  let line = new Int32Array(width + MARGIN)
  let damaged = 0
  // Until the next line that is not told by the one above it.
  let isBroken = false
  // Whether lines end with marks: some writers leave them out.
  let hasMarks = false
  let at = 0
  for (; at < height; at += 1) {
    const start = startLine(bits, coding, hasMarks)
    if (start.coded === 'end') break
    hasMarks ||= start.marks > 0
    if (start.isSkipped) damaged += 1
    const end =
      start.coded === 'two'
        ? readTwoDimensional(bits, line, above, width)
        : readRuns(bits, line, width)
    // A damaged line stays white after its last run of black.
    const count = end < 0 ? ~end & ~1 : end
    line.fill(width, count, count + 4)
    for (let i = 0; i < count; i += 2)
      fill(rows, at * stride, line[i] ?? width, line[i + 1] ?? width)
    if (start.coded === 'one') isBroken = false
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

interface LineStart {
  /** How the line is coded. */
  coded: 'one' | 'two' | 'end'
  /** End-of-line marks before it. */
  marks: number
  /** Whether bits were passed over that belong to no line. */
  isSkipped: boolean
}

/** Goes to the first code word of the next line. */
function startLine(bits: FaxBits, coding: FaxCoding, hasMarks: boolean): LineStart {
  const plain = (coded: LineStart['coded']) => ({ coded, marks: 0, isSkipped: false })
  switch (coding) {
    case 'huffman':
    case 'huffman-words':
      bits.align(coding === 'huffman' ? 8 : 16)
      return plain(bits.isAtEnd() ? 'end' : 'one')
    case 't6':
      return plain(bits.isAtEnd() || bits.peek(12) === 1 ? 'end' : 'two')
    case 't4-one':
    case 't4-two':
      return bits.isAtEnd() ? plain('end') : pastMarks(bits, coding, hasMarks)
  }
}

function pastMarks(bits: FaxBits, coding: FaxCoding, hasMarks: boolean): LineStart {
  const isSkipped = hasMarks && bits.peek(11) !== 0
  if (isSkipped && !bits.toEndOfLine()) return { coded: 'end', marks: 0, isSkipped: false }
  let marks = 0
  let tag = 1
  // No code word begins with eleven zeros: they are the mark at the end of a line, with what fills it up.
  while (bits.peek(11) === 0) {
    if (!bits.skipEndOfLine()) return { coded: 'end', marks, isSkipped }
    marks += 1
    if (coding === 't4-two') tag = bits.read()
  }
  if (marks >= 6) return { coded: 'end', marks, isSkipped }
  return { coded: coding === 't4-two' && marks > 0 && tag === 0 ? 'two' : 'one', marks, isSkipped }
}

/** Where the colour changes in a line of runs; how many changes there are, its complement (`~`) where the line is damaged. */
function readRuns(bits: FaxBits, line: Int32Array, width: number): number {
  let count = 0
  let at = 0
  while (at < width) {
    const run = bits.run(count % 2 === 1)
    if (run < 0 || at + run > width || count > width + 4) return ~count
    at += run
    line[count] = at
    count += 1
  }
  return count
}

/** The same of a line that is told by the one above it (T.6 §2.2). */
function readTwoDimensional(
  bits: FaxBits,
  line: Int32Array,
  above: Int32Array,
  width: number,
): number {
  let count = 0
  let at = -1
  let b = 0
  while (at < width) {
    if (count > width + 4) return ~count
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
