import type { DiffRow } from './line-diff.ts'

/** What is drawn: a row, or a fold that stands for the unchanged rows from `start` to before `end`. */
export type Shown =
  | { kind: 'row'; index: number; row: DiffRow }
  | { kind: 'fold'; start: number; end: number }

/**
 * Folds the unchanged rows but for `context` rows around each change.
 * @param opened starts of the folds that the reader has opened
 */
export function foldRows(
  rows: readonly DiffRow[],
  opened: ReadonlySet<number>,
  context = 3,
): Shown[] {
  const shown: Shown[] = []
  let index = 0
  while (index < rows.length) {
    if (rows[index]?.kind !== 'same') {
      shown.push(...rowAt(rows, index))
      index += 1
      continue
    }
    let end = index
    while (end < rows.length && rows[end]?.kind === 'same') end += 1
    const start = index === 0 ? 0 : index + context
    const stop = end === rows.length ? end : end - context
    // A fold of a line or two would save nothing.
    const fold = stop - start > 2 && !opened.has(start) ? { start, end: stop } : undefined
    for (let i = index; i < end; i += 1) {
      if (fold !== undefined && i === fold.start) shown.push({ kind: 'fold', ...fold })
      if (fold === undefined || i < fold.start || i >= fold.end) shown.push(...rowAt(rows, i))
    }
    index = end
  }
  return shown
}

/** Where each change begins among what is drawn: for "next" and "previous". */
export function changeStarts(shown: readonly Shown[]): number[] {
  const isChange = (one: Shown | undefined) => one?.kind === 'row' && one.row.kind !== 'same'
  return shown.flatMap((one, index) => (isChange(one) && !isChange(shown[index - 1]) ? index : []))
}

function rowAt(rows: readonly DiffRow[], index: number): Shown[] {
  const row = rows[index]
  return row === undefined ? [] : [{ kind: 'row', index, row }]
}
