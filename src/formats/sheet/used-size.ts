import type { CellTable } from './cell-table.ts'
import { MOST_COLUMNS, MOST_ROWS, type Area } from './references.ts'

/** How many rows and columns of a sheet are used, by what is there and not by what it says. */
export function usedSize(
  cells: CellTable,
  merges: readonly Area[],
  noted: Iterable<number>,
): { rows: number; columns: number } {
  let rows = cells.count === 0 ? 0 : (cells.rows[cells.count - 1] ?? 0) + 1
  let columns = 0
  for (let at = 0; at < cells.count; at += 1) {
    columns = Math.max(columns, (cells.columns[at] ?? 0) + 1)
  }
  for (const key of noted) {
    rows = Math.max(rows, Math.floor(key / MOST_COLUMNS) + 1)
    columns = Math.max(columns, (key % MOST_COLUMNS) + 1)
  }
  // Merged cells count as far as there is something in them, or a whole merged row would make a sheet of it.
  for (const { top, left, bottom, right } of merges) {
    if (cells.find(top, left) === undefined) continue
    rows = Math.max(rows, Math.min(bottom + 1, top + 1000))
    columns = Math.max(columns, Math.min(right + 1, left + 100))
  }
  return { rows: Math.min(rows, MOST_ROWS), columns: Math.min(columns, MOST_COLUMNS) }
}
