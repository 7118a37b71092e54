/** A difference as a table for a spreadsheet: CSV as RFC 4180 has it, in UTF-8 with a mark that Excel needs. */
import { csvLine } from '#lib/text/csv-line.ts'
import type { Change, Comparison } from '../changes.ts'
import { sideHeads, sideWords, type ComparedOf } from '../compared-of.ts'
import type { DrawnRow, TableComparison } from '../csv/findings.ts'

/** Lines that are made before the page has its turn again. */
const AT_A_TIME = 500

const MARK = '\uFEFF'

/** A line for each change: what it is, where it is, and what stood and stands there. */
export async function changesFile(
  comparison: Comparison,
  of: ComparedOf | undefined,
  yieldTurn: () => Promise<void>,
): Promise<Blob> {
  const { changes, total, notCompared } = comparison
  const left = total - changes.length
  const isCut = left > 0 ? [`${left} more changes are not listed here.`] : []
  const notes = [...(of?.warnings ?? []), ...isCut, ...notCompared]
  const head = csvLine(['Change', 'What', 'Where', ...sideHeads(of)])
  const tail = notes.map((note) => csvLine(['note', note, '', '', '']))
  return inTurns(head, changes, changeLine, tail, yieldTurn)
}

function changeLine(change: Change): string {
  const before = 'before' in change ? change.before : ''
  const after = 'after' in change ? change.after : ''
  return csvLine([change.kind, change.label, change.path, before, after])
}

/**
 * The rows that differ, under the columns of both tables: one that changed or moved twice, as it was and as it is, so that
 * every value stands under the name of its column. What did not change is left out.
 */
export async function tableFile(
  comparison: TableComparison,
  of: ComparedOf | undefined,
  yieldTurn: () => Promise<void>,
): Promise<Blob> {
  const { columns, rows, total, changes, notCompared } = comparison
  const names = columns.map(({ name, left, right }) =>
    left < 0 ? `${name} (column added)` : right < 0 ? `${name} (column removed)` : name,
  )
  const head = csvLine(['Change', 'Side', 'Row', 'Columns that changed', ...names])
  const isCut = total > changes.length
  const cut = isCut ? ['Not all rows that differ are listed here.'] : []
  const notes = [...(of?.warnings ?? []), ...cut, ...notCompared]
  const tail = notes.map((note) => csvLine(['note', '', '', note]))
  const differing = rows.filter(({ fate }) => fate !== 'same')
  const sides = sideWords(of).map((word) => word.toLowerCase())
  return inTurns(head, differing, (row) => rowLines(row, names, sides), tail, yieldTurn)
}

function rowLines(
  { fate, left, right, before, after }: DrawnRow,
  names: readonly string[],
  [one = '', other = '']: readonly string[],
): string {
  const changed = fate === 'changed' || fate === 'moved'
  const differ = changed ? names.filter((_, at) => before[at] !== after[at]) : []
  const line = (side: string, row: number | undefined, cells: readonly string[]) =>
    csvLine([fate, side, row === undefined ? '' : String(row), differ.join(', '), ...cells])
  const was = fate === 'added' ? '' : line(one, left, before)
  const is = fate === 'removed' ? '' : line(other, right, after)
  return was + is
}

async function inTurns<Item>(
  head: string,
  items: readonly Item[],
  write: (item: Item) => string,
  tail: readonly string[],
  yieldTurn: () => Promise<void>,
): Promise<Blob> {
  const parts = [MARK + head]
  for (let from = 0; from < items.length; from += AT_A_TIME) {
    parts.push(
      items
        .slice(from, from + AT_A_TIME)
        .map(write)
        .join(''),
    )
    await yieldTurn()
  }
  return new Blob([...parts, ...tail], { type: 'text/csv;charset=utf-8' })
}
