import { useEffect, useState } from 'react'
import type { CellRange, GridRow } from './csv-worker.ts'
import type { CsvTable } from './use-csv.ts'

const ROW_BLOCK = 64
const COLUMN_BLOCK = 16

interface Fetched extends CellRange {
  version: number
  rows: readonly GridRow[]
}

/**
 * The rows in view and some around them, from the worker. While others come, those that are there stay; a row that is
 * not there yet is `undefined`.
 */
export function useRows(csv: CsvTable, view: CellRange) {
  const [fetched, setFetched] = useState<Fetched>()
  const { client, version, table } = csv
  const from = Math.max(0, (Math.floor(view.from / ROW_BLOCK) - 1) * ROW_BLOCK)
  const to = Math.min(table.rows, (Math.ceil(view.to / ROW_BLOCK) + 1) * ROW_BLOCK)
  const firstColumn = Math.floor(view.firstColumn / COLUMN_BLOCK) * COLUMN_BLOCK
  const lastColumn = Math.ceil(view.lastColumn / COLUMN_BLOCK) * COLUMN_BLOCK
  useEffect(() => {
    let current = true
    const range = { from, to, firstColumn, lastColumn }
    client.call('rows', range).then(
      (rows) => current && setFetched({ ...range, version, rows }),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [client, version, from, to, firstColumn, lastColumn])
  const known = fetched?.version === version ? fetched : undefined
  return {
    row: (place: number): GridRow | undefined => known?.rows[place - known.from],
    /** `undefined` where it has not come yet. */
    cell: (row: GridRow, column: number): string | undefined => {
      if (!known || column < known.firstColumn || column >= known.lastColumn) return undefined
      return row.cells[column - known.firstColumn] ?? ''
    },
  }
}
