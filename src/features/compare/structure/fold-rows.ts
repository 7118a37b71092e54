import type { StructureRow } from './rows.ts'

/** What is drawn: a row, or a fold that stands for rows that did not change, from `start` to before `end`. */
export type Shown =
  | { kind: 'row'; index: number; row: StructureRow }
  | { kind: 'fold'; start: number; end: number }

/** Folds what did not change, but for a row on either side of a change. */
export function foldRows(rows: readonly StructureRow[], opened: ReadonlySet<number>): Shown[] {
  const shown: Shown[] = []
  let index = 0
  const push = (from: number, to: number) => {
    for (let at = from; at < to; at += 1) {
      const row = rows[at]
      if (row !== undefined) shown.push({ kind: 'row', index: at, row })
    }
  }
  while (index < rows.length) {
    let end = index
    while (end < rows.length && rows[end]?.fate === 'same') end += 1
    if (end === index) {
      push(index, index + 1)
      index += 1
      continue
    }
    const start = index === 0 ? 0 : index + 1
    const stop = end === rows.length ? end : end - 1
    // A fold of a row or two would save nothing.
    if (stop - start <= 2 || opened.has(start)) push(index, end)
    else {
      push(index, start)
      shown.push({ kind: 'fold', start, end: stop })
      push(stop, end)
    }
    index = end
  }
  return shown
}

/** The places of rows that changed, for "next" and "previous". */
export function changedPlaces(shown: readonly Shown[]): number[] {
  return shown.flatMap((one, place) => {
    const isChange = one.kind === 'row' && one.row.type !== 'group' && one.row.fate !== 'same'
    return isChange ? place : []
  })
}
