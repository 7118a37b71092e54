import { useTable } from '@tanstack/react-table'
import { useState } from 'react'
import type { BinaryRow } from '../list/rows.ts'
import { COLUMN_IDS, type ColumnId } from '../search/search-view.ts'
import { NARROWEST, WIDEST, type ColumnSettings } from './column-settings.ts'
import { gridColumns } from './columns.tsx'
import { gridFeatures } from './grid-features.ts'

/**
 * The columns and the cells of the rows in view. Only those are given to the table: its row model is built anew for
 * each change of its data, and a hundred thousand rows arrive in hundreds of pages.
 */
export function useGridTable(
  org: string,
  rows: readonly BinaryRow[],
  settings: ColumnSettings,
  /** Those that show, of the reader's. */
  shown: readonly ColumnId[],
  narrow: boolean,
) {
  const [wideColumns] = useState(() => gridColumns(org, false))
  const [narrowColumns] = useState(() => gridColumns(org, true))
  const hidden = COLUMN_IDS.filter((id) => !shown.includes(id))
  return useTable({
    features: gridFeatures,
    columns: narrow ? narrowColumns : wideColumns,
    data: rows,
    getRowId: (row) => row.id,
    defaultColumn: { minSize: NARROWEST, maxSize: WIDEST },
    state: {
      columnOrder: [...(narrow ? NARROW_COLUMNS : settings.order)],
      columnVisibility: Object.fromEntries(hidden.map((id) => [id, false])),
      columnSizing: narrow ? {} : settings.widths,
    },
  })
}

export type GridTable = ReturnType<typeof useGridTable>

/** The tracks of every row. The name takes what is left over, until it is sized by hand; then nothing does. */
export function gridTracks(table: GridTable, settings: ColumnSettings, narrow: boolean): string {
  const tracks = table.getVisibleLeafColumns().map((column) => {
    if (narrow) return column.id === 'name' ? 'minmax(0, 1fr)' : '2rem'
    const flexible = column.id === 'name' && settings.widths.name === undefined
    return flexible ? `minmax(${column.getSize()}px, 1fr)` : `${column.getSize()}px`
  })
  return `2.75rem ${tracks.join(' ')} minmax(0, auto)`
}

/** What is left where columns have no room; the name's cell then says the rest. */
export const NARROW_COLUMNS: readonly ColumnId[] = ['kind', 'name']
