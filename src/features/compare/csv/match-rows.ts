import { bestPairs } from '../align/best-pairs.ts'
import { longestRising } from '../align/longest-rising.ts'
import { matchSequences } from '../align/match-sequences.ts'
import { keyOf, type CellReader } from './find-key.ts'
import type { ColumnPair } from './match-columns.ts'

/** A row of the comparison; the numbers are places in the lists of rows, -1 on the side that lacks it. */
export interface RowPair {
  left: number
  right: number
  isMoved: boolean
}

/** The number of a row on either side, from 1, the header not counted. */
export function numbersOf({ left, right }: RowPair): {
  left: number | undefined
  right: number | undefined
} {
  return { left: left < 0 ? undefined : left + 1, right: right < 0 ? undefined : right + 1 }
}

/** Rows by their key: those of different keys, or that disagree in a column of `strict`, are never paired. */
export function matchByKey(
  key: readonly ColumnPair[],
  strict: readonly ColumnPair[],
  left: { rows: readonly number[]; cell: CellReader },
  right: { rows: readonly number[]; cell: CellReader },
): RowPair[] {
  const places = new Map<string, number>()
  for (const [place, row] of left.rows.entries()) {
    places.set(keyOf(key, 'left', row, left.cell) ?? '', place)
  }
  const toRight = new Int32Array(left.rows.length).fill(-1)
  for (const [place, row] of right.rows.entries()) {
    const from = places.get(keyOf(key, 'right', row, right.cell) ?? '')
    if (from === undefined) continue
    const leftRow = left.rows[from] ?? 0
    const agree = strict.every(
      (column) => left.cell(leftRow, column.left) === right.cell(row, column.right),
    )
    if (agree) toRight[from] = place
  }
  return inOrder(toRight, right.rows.length)
}

const MOST_PAIRS = 2000
const ALIKE = 0.5

/**
 * Rows without a key: those that are the same in order, and between them those that are alike.
 * @param alike from 0 to 1, by the places in the lists
 */
export function matchByLikeness(
  leftIds: Int32Array,
  rightIds: Int32Array,
  alike: (left: number, right: number) => number,
): { pairs: RowPair[]; isRough: boolean } {
  const { toRight, isRough } = matchSequences(leftIds, rightIds)
  let [from, to] = [0, 0]
  const close = (end: number, otherEnd: number) => {
    const [count, otherCount] = [end - from, otherEnd - to]
    if (count * otherCount > MOST_PAIRS) {
      for (let i = 0; i < Math.min(count, otherCount); i += 1) {
        if (alike(from + i, to + i) >= ALIKE) toRight[from + i] = to + i
      }
      return
    }
    const start = [from, to] as const
    const score = (one: number, other: number) => {
      const found = alike(start[0] + one, start[1] + other)
      return found < ALIKE ? 0 : found
    }
    for (const [one, other] of bestPairs(count, otherCount, score)) {
      toRight[start[0] + one] = start[1] + other
    }
  }
  for (let at = 0; at < leftIds.length; at += 1) {
    const match = toRight[at] ?? -1
    if (match < 0) continue
    close(at, match)
    ;[from, to] = [at + 1, match + 1]
  }
  close(leftIds.length, rightIds.length)
  return { pairs: inOrder(toRight, rightIds.length), isRough }
}

function inOrder(toRight: Int32Array, rightCount: number): RowPair[] {
  const toLeft = new Int32Array(rightCount).fill(-1)
  const matched: number[] = []
  for (let from = 0; from < toRight.length; from += 1) {
    const to = toRight[from] ?? -1
    if (to < 0) continue
    toLeft[to] = from
    matched.push(to)
  }
  const kept = new Uint8Array(rightCount)
  for (const index of longestRising(matched)) kept[matched[index] ?? 0] = 1
  const pairs: RowPair[] = []
  let at = 0
  const removedUpTo = (end: number) => {
    for (; at < end; at += 1) {
      if ((toRight[at] ?? -1) < 0) pairs.push({ left: at, right: -1, isMoved: false })
    }
  }
  for (let to = 0; to < rightCount; to += 1) {
    const from = toLeft[to] ?? -1
    if (from >= 0 && kept[to] === 1) removedUpTo(from)
    pairs.push({ left: from, right: to, isMoved: from >= 0 && kept[to] === 0 })
  }
  removedUpTo(toRight.length)
  return pairs
}
