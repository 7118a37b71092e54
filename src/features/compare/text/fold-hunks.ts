import type { Hunk } from './hunk.ts'

/** What is drawn: one line or pair of lines of a hunk, or a fold that stands for unchanged lines. */
export type Shown =
  | { kind: 'line'; hunk: Hunk; offset: number }
  | {
      kind: 'fold'
      key: number
      hunk: Extract<Hunk, { kind: 'same' }>
      offset: number
      count: number
    }

/** The rows of a comparison, by their place; only what is asked for is made. */
export interface ShownRows {
  count: number
  at: (row: number) => Shown | undefined
  /** The row with which a hunk begins. */
  rowOf: (hunk: number) => number
  /** Rows at which a change begins, for "next" and "previous". */
  starts: readonly number[]
}

/**
 * Folds the unchanged lines but for `context` of them around each change.
 * @param opened hunks that the reader has unfolded
 */
export function foldHunks(
  hunks: readonly Hunk[],
  opened: ReadonlySet<number>,
  context = 3,
): ShownRows {
  const pieces: { row: number; hunk: number; offset: number; count: number; isFold: boolean }[] = []
  const starts: number[] = []
  const firstPiece: number[] = []
  let row = 0
  const push = (hunk: number, offset: number, count: number, isFold: boolean) => {
    if (count === 0) return
    pieces.push({ row, hunk, offset, count, isFold })
    row += isFold ? 1 : count
  }
  for (const [index, hunk] of hunks.entries()) {
    firstPiece.push(pieces.length)
    if (hunk.kind !== 'same') {
      if (index === 0 || hunks[index - 1]?.kind === 'same') starts.push(row)
      push(index, 0, hunk.count, false)
      continue
    }
    const head = index === 0 ? 0 : context
    const tail = index === hunks.length - 1 ? 0 : context
    const folded = hunk.count - head - tail
    // A fold of a line or two would save nothing.
    if (folded <= 2 || opened.has(index)) push(index, 0, hunk.count, false)
    else {
      push(index, 0, head, false)
      push(index, head, folded, true)
      push(index, hunk.count - tail, tail, false)
    }
  }
  const at = (wanted: number): Shown | undefined => {
    const piece = pieces[lastUpTo(pieces, wanted)]
    const hunk = hunks[piece?.hunk ?? -1]
    if (piece === undefined || hunk === undefined || wanted >= row) return undefined
    const { offset, count } = piece
    if (piece.isFold && hunk.kind === 'same') {
      return { kind: 'fold', key: piece.hunk, hunk, offset, count }
    }
    return { kind: 'line', hunk, offset: offset + wanted - piece.row }
  }
  return { count: row, at, starts, rowOf: (hunk) => pieces[firstPiece[hunk] ?? -1]?.row ?? 0 }
}

function lastUpTo(pieces: readonly { row: number }[], row: number): number {
  let [low, high] = [0, pieces.length - 1]
  while (low < high) {
    const half = (low + high + 1) >> 1
    if ((pieces[half]?.row ?? 0) <= row) low = half
    else high = half - 1
  }
  return low
}
