import { matchSequences } from '../../align/match-sequences.ts'

/** Lines that are the same, around each change. */
const CONTEXT = 3

/** A name of a file in the head of a difference, with the time that it is of. */
export interface DiffName {
  name: string
  /** ISO 8601. */
  at: string | undefined
}

/**
 * The difference as `diff -u` writes it and `patch` applies it: exactly, byte for byte, whatever the encoding. Lines end
 * with LF, as they do for `patch`.
 * @returns pieces of the file; none where the two are the same
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/diff.html (Diff -u Output Format)
 */
export function unifiedDiff(
  older: Uint8Array,
  newer: Uint8Array,
  names: readonly [DiffName, DiffName],
): Uint8Array<ArrayBuffer>[] {
  const [left, right] = [byteLines(older), byteLines(newer)]
  const [leftIds, rightIds] = numbered(left, right)
  const runs = runsOf(matchSequences(leftIds, rightIds).toRight, right.length)
  if (runs.length === 0) return []
  const pieces = [utf8(`--- ${headOf(names[0])}\n+++ ${headOf(names[1])}\n`)]
  for (const group of grouped(runs)) writeGroup(group, left, right, pieces)
  return pieces
}

/** A stretch that is not the same: lines `left` to `leftEnd` became `right` to `rightEnd`, from 0, ends not included. */
interface Run {
  left: number
  leftEnd: number
  right: number
  rightEnd: number
}

function runsOf(toRight: Int32Array, rightCount: number): Run[] {
  const runs: Run[] = []
  let [left, right] = [0, 0]
  for (let at = 0; at <= toRight.length; at += 1) {
    const match = at < toRight.length ? (toRight[at] ?? -1) : rightCount
    if (match < 0) continue
    if (at > left || match > right) runs.push({ left, leftEnd: at, right, rightEnd: match })
    left = at + 1
    right = match + 1
  }
  return runs
}

/** Runs whose context would touch are one group. */
function grouped(runs: readonly Run[]): Run[][] {
  const groups: Run[][] = []
  let before: Run | undefined
  for (const run of runs) {
    const group = groups.at(-1)
    if (group && before && run.left - before.leftEnd <= 2 * CONTEXT) group.push(run)
    else groups.push([run])
    before = run
  }
  return groups
}

function writeGroup(
  group: readonly Run[],
  left: readonly Uint8Array[],
  right: readonly Uint8Array[],
  pieces: Uint8Array<ArrayBuffer>[],
): void {
  const [first, last] = [group[0], group.at(-1)]
  if (first === undefined || last === undefined) return
  const from = Math.max(0, first.left - CONTEXT)
  const until = Math.min(left.length, last.leftEnd + CONTEXT)
  const rightFrom = first.right - (first.left - from)
  const rightCount = last.rightEnd + (until - last.leftEnd) - rightFrom
  pieces.push(utf8(`@@ -${span(from, until - from)} +${span(rightFrom, rightCount)} @@\n`))
  const write = (sign: string, lines: readonly Uint8Array[], start: number, end: number) => {
    for (let at = start; at < end; at += 1) writeLine(sign, lines[at], pieces)
  }
  let at = from
  for (const run of group) {
    write(' ', left, at, run.left)
    write('-', left, run.left, run.leftEnd)
    write('+', right, run.right, run.rightEnd)
    at = run.leftEnd
  }
  write(' ', left, at, until)
}

function writeLine(
  sign: string,
  line: Uint8Array | undefined,
  pieces: Uint8Array<ArrayBuffer>[],
): void {
  if (line === undefined) return
  pieces.push(utf8(sign), Uint8Array.from(line))
  if (line.at(-1) !== LF) pieces.push(utf8('\n\\ No newline at end of file\n'))
}

/** Of no lines, the one before them is named. */
function span(from: number, count: number): string {
  if (count === 0) return `${from},0`
  return count === 1 ? `${from + 1}` : `${from + 1},${count}`
}

/** A name may hold nothing that ends it, or a line. */
function headOf({ name, at }: DiffName): string {
  const words = name.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()
  return at === undefined ? words : `${words}\t${at.replaceAll(/[\p{Cc}\s]+/gu, ' ')}`
}

const LF = 10

/** Each line with the LF that ends it. */
function byteLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const lf = bytes.indexOf(LF, at)
    const end = lf < 0 ? bytes.length : lf + 1
    lines.push(bytes.subarray(at, end))
    at = end
  }
  return lines
}

function numbered(
  left: readonly Uint8Array[],
  right: readonly Uint8Array[],
): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>()
  // One character a byte, whatever the encoding.
  const key = (line: Uint8Array) => {
    let text = ''
    for (let at = 0; at < line.length; at += PIECE) {
      text += String.fromCharCode(...line.subarray(at, at + PIECE))
    }
    return text
  }
  const number = (lines: readonly Uint8Array[]) =>
    Int32Array.from(lines, (line) => {
      const name = key(line)
      const id = numbers.get(name) ?? numbers.size
      numbers.set(name, id)
      return id
    })
  return [number(left), number(right)]
}

/** Arguments that one call may have. */
const PIECE = 8192

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
