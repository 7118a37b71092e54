import { useState } from 'react'
import type { ColumnId } from '../search/search-view.ts'
import { visibleColumns, type ColumnSettings } from './column-settings.ts'
import { columnWidths, gridCells, type GridCells } from './columns.tsx'

export interface GridColumns {
  /** Those that show, in their order. */
  shown: readonly ColumnId[]
  cells: GridCells
  /** The tracks of every row, for `grid-template-columns`. */
  tracks: string
}

/**
 * What the grid draws of each row. The same object until org or settings change, so that rows in view are left alone.
 * Order, visibility and widths are a few lines over `ColumnSettings`: a table library would add 10 KiB to the first
 * load for them (docs/decisions/0009-first-load.md).
 */
export function useGridColumns(
  org: string,
  settings: ColumnSettings,
  narrow: boolean,
): GridColumns {
  const [wideCells] = useState(() => gridCells(org, false))
  const [narrowCells] = useState(() => gridCells(org, true))
  const shown = narrow ? NARROW_COLUMNS : visibleColumns(settings)
  return {
    shown,
    cells: narrow ? narrowCells : wideCells,
    tracks: `2.75rem ${shown.map((id) => trackOf(id, settings, narrow)).join(' ')} minmax(0, auto)`,
  }
}

/** The name takes what is left over, until it is sized by hand; then nothing does. */
function trackOf(id: ColumnId, { widths }: ColumnSettings, narrow: boolean): string {
  if (narrow) return id === 'name' ? 'minmax(0, 1fr)' : '2rem'
  const width = `${widths[id] ?? columnWidths[id]}px`
  return id === 'name' && widths.name === undefined ? `minmax(${width}, 1fr)` : width
}

/** What is left where columns have no room; the name's cell then says the rest. */
const NARROW_COLUMNS: readonly ColumnId[] = ['kind', 'name']
