import { diffArrays } from 'diff'

/** One row of the comparison; the numbers are line indexes from 0. */
export type DiffRow =
  | { kind: 'same'; left: number; right: number }
  /** A line that became another one. */
  | { kind: 'changed'; left: number; right: number }
  | { kind: 'removed'; left: number }
  | { kind: 'added'; right: number }

export interface LineDiff {
  left: string[]
  right: string[]
  rows: DiffRow[]
  counts: { added: number; removed: number; changed: number }
  /** The lines are the same, the characters that end them are not. */
  onlyLineEndings: boolean
}

/**
 * Compares two texts line by line. Lines end at LF, CR LF or CR (HL7 v2 uses CR alone).
 * Bounded whatever the input: where two stretches have too little in common, one counts as removed, the other as added.
 */
export function diffLines(leftText: string, rightText: string): LineDiff {
  const left = linesOf(leftText)
  const right = linesOf(rightText)
  const [leftIds, rightIds] = numbered(left, right)
  const rows = pairChanges(matchStretch(leftIds, rightIds, 0, left.length, 0, right.length))
  const counts = { added: 0, removed: 0, changed: 0 }
  for (const { kind } of rows) if (kind !== 'same') counts[kind] += 1
  const changes = counts.added + counts.removed + counts.changed
  return { left, right, rows, counts, onlyLineEndings: changes === 0 && leftText !== rightText }
}

/** Enough for 100,000 lines with one line in fifty changed; jsdiff's effort grows with its square. */
const MAX_EDITS = 5000
const MAX_EDITS_OF_A_GAP = 400

function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** The same number for the same line, so that comparing lines is comparing numbers. */
function numbered(left: string[], right: string[]): [number[], number[]] {
  const numbers = new Map<string, number>()
  const number = (line: string) => {
    const known = numbers.get(line)
    if (known !== undefined) return known
    numbers.set(line, numbers.size)
    return numbers.size - 1
  }
  return [left.map(number), right.map(number)]
}

function matchStretch(
  left: number[],
  right: number[],
  leftStart: number,
  leftEnd: number,
  rightStart: number,
  rightEnd: number,
): DiffRow[] {
  let [from, to, fromEnd, toEnd] = [leftStart, rightStart, leftEnd, rightEnd]
  while (from < fromEnd && to < toEnd && left[from] === right[to]) [from, to] = [from + 1, to + 1]
  while (from < fromEnd && to < toEnd && left[fromEnd - 1] === right[toEnd - 1]) {
    ;[fromEnd, toEnd] = [fromEnd - 1, toEnd - 1]
  }
  return [
    ...sameRows(leftStart, rightStart, from - leftStart),
    ...middle(left, right, from, fromEnd, to, toEnd),
    ...sameRows(fromEnd, toEnd, leftEnd - fromEnd),
  ]
}

function middle(
  left: number[],
  right: number[],
  from: number,
  fromEnd: number,
  to: number,
  toEnd: number,
): DiffRow[] {
  const whole = edits(left, right, from, fromEnd, to, toEnd, MAX_EDITS)
  if (whole !== undefined) return whole
  const rows: DiffRow[] = []
  let [at, other] = [from, to]
  const anchors = [...anchorsOf(left, right, from, fromEnd, to, toEnd), [fromEnd, toEnd] as const]
  for (const [nextLeft, nextRight] of anchors) {
    push(
      rows,
      edits(left, right, at, nextLeft, other, nextRight, MAX_EDITS_OF_A_GAP) ??
        replaced(at, nextLeft, other, nextRight),
    )
    if (nextLeft < fromEnd) rows.push({ kind: 'same', left: nextLeft, right: nextRight })
    ;[at, other] = [nextLeft + 1, nextRight + 1]
  }
  return rows
}

/** The rows by Myers's algorithm, or nothing when there are more edits than `limit`. */
function edits(
  left: number[],
  right: number[],
  from: number,
  fromEnd: number,
  to: number,
  toEnd: number,
  limit: number,
): DiffRow[] | undefined {
  if (from === fromEnd || to === toEnd) return replaced(from, fromEnd, to, toEnd)
  const changes = diffArrays(left.slice(from, fromEnd), right.slice(to, toEnd), {
    maxEditLength: limit,
  })
  if (changes === undefined) return undefined
  const rows: DiffRow[] = []
  let [at, other] = [from, to]
  for (const { added, removed, count } of changes) {
    if (added) push(rows, replaced(at, at, other, other + count))
    else if (removed) push(rows, replaced(at, at + count, other, other))
    else push(rows, sameRows(at, other, count))
    if (!added) at += count
    if (!removed) other += count
  }
  return rows
}

/** Lines that stand once on either side, in the longest order that both share (patience diff). */
function anchorsOf(
  left: number[],
  right: number[],
  from: number,
  fromEnd: number,
  to: number,
  toEnd: number,
): (readonly [number, number])[] {
  const once = (lines: number[], start: number, end: number) => {
    const places = new Map<number, number>()
    for (let i = start; i < end; i += 1) {
      const line = lines[i] ?? -1
      places.set(line, places.has(line) ? -1 : i)
    }
    return places
  }
  const there = once(right, to, toEnd)
  const pairs: (readonly [number, number])[] = []
  for (const [line, place] of once(left, from, fromEnd)) {
    const other = there.get(line)
    if (place >= 0 && other !== undefined && other >= 0) pairs.push([place, other])
  }
  return longestRising(pairs)
}

function longestRising(pairs: (readonly [number, number])[]): (readonly [number, number])[] {
  const tails: number[] = []
  const before: (number | undefined)[] = []
  for (const [index, [, place]] of pairs.entries()) {
    let [low, high] = [0, tails.length]
    while (low < high) {
      const half = (low + high) >> 1
      if ((pairs[tails[half] ?? 0]?.[1] ?? 0) < place) low = half + 1
      else high = half
    }
    before[index] = tails[low - 1]
    tails[low] = index
  }
  const chain: (readonly [number, number])[] = []
  for (let at = tails.at(-1); at !== undefined; at = before[at]) {
    const pair = pairs[at]
    if (pair !== undefined) chain.push(pair)
  }
  return chain.toReversed()
}

function sameRows(left: number, right: number, count: number): DiffRow[] {
  return Array.from({ length: count }, (_, i) => ({
    kind: 'same',
    left: left + i,
    right: right + i,
  }))
}

function replaced(from: number, fromEnd: number, to: number, toEnd: number): DiffRow[] {
  const rows: DiffRow[] = []
  for (let i = from; i < fromEnd; i += 1) rows.push({ kind: 'removed', left: i })
  for (let i = to; i < toEnd; i += 1) rows.push({ kind: 'added', right: i })
  return rows
}

/** Spreading a hundred thousand rows as arguments would overflow the stack. */
function push(rows: DiffRow[], more: DiffRow[]): void {
  for (const row of more) rows.push(row)
}

/** A stretch of removed lines next to a stretch of added ones reads as lines that changed, first with first. */
function pairChanges(rows: DiffRow[]): DiffRow[] {
  const paired: DiffRow[] = []
  let removed: number[] = []
  let added: number[] = []
  const flush = () => {
    const both = Math.min(removed.length, added.length)
    for (let i = 0; i < both; i += 1) {
      paired.push({ kind: 'changed', left: removed[i] ?? 0, right: added[i] ?? 0 })
    }
    for (const left of removed.slice(both)) paired.push({ kind: 'removed', left })
    for (const right of added.slice(both)) paired.push({ kind: 'added', right })
    ;[removed, added] = [[], []]
  }
  for (const row of rows) {
    if (row.kind === 'removed') removed.push(row.left)
    else if (row.kind === 'added') added.push(row.right)
    else {
      flush()
      paired.push(row)
    }
  }
  flush()
  return paired
}
