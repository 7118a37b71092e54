import { useEffect, useState } from 'react'
import { cx } from '#ui/cx.ts'
import type { ColumnLayout, Place } from './column-layout.ts'
import type { CellRange, GridRow } from './csv-worker.ts'
import type { CsvTable } from './use-csv.ts'
import styles from './csv.module.css'

export interface GridRowsProps {
  id: string
  csv: CsvTable
  layout: ColumnLayout
  range: CellRange
  /** Pixels from the top of all rows. */
  top: number
  /** Pixels of the column with the row numbers. */
  numbers: number
  active: Place | undefined
  onActivate: (place: Place) => void
}

/** The cells in view, laid where the scroll bars say they are. */
export function GridRows(props: GridRowsProps) {
  const { csv, range, top, numbers } = props
  const rows = useRows(csv, range)
  const places = numbersBetween(range.from, range.to)
  const columns = numbersBetween(range.firstColumn, range.lastColumn)
  return (
    <div className={styles['rows']} role="rowgroup" style={{ insetBlockStart: top }}>
      {places.map((place) => {
        const row = rows.row(place)
        return (
          <div key={place} role="row" aria-rowindex={place + 2} className={styles['row']}>
            <RowNumber row={row} expected={csv.table.ragged.expected} numbers={numbers} />
            {columns.map((column) => (
              <Cell
                key={column}
                {...props}
                place={{ row: place, column }}
                text={row && rows.cell(row, column)}
                isMissing={row !== undefined && column >= row.count}
              />
            ))}
          </div>
        )
      })}
    </div>
  )
}

interface CellProps extends GridRowsProps {
  place: Place
  /** `undefined` while it is not there yet. */
  text: string | undefined
  /** The row ends before this column. */
  isMissing: boolean
}

function Cell({ id, csv, layout, numbers, active, onActivate, place, text, isMissing }: CellProps) {
  const { row, column } = place
  const start = layout.starts[column] ?? 0
  const isActive = active?.row === row && active.column === column
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the grid takes the keys
    <div
      id={`${id}-${row}-${column}`}
      role="gridcell"
      aria-colindex={column + 2}
      aria-selected={isActive || undefined}
      aria-label={isMissing ? 'No cell' : undefined}
      className={cx(
        styles['cell'],
        csv.table.columns[column]?.numeric === true && styles['number'],
        isMissing && styles['missing'],
        isActive && styles['active'],
      )}
      style={{
        insetInlineStart: numbers + start,
        inlineSize: (layout.starts[column + 1] ?? 0) - start,
      }}
      onClick={() => onActivate(place)}
    >
      {oneLine(text ?? '')}
    </div>
  )
}

function RowNumber(props: { row: GridRow | undefined; expected: number; numbers: number }) {
  const { row, expected, numbers } = props
  const isRagged = row !== undefined && row.count !== expected && row.count > 0
  return (
    <div
      role="rowheader"
      aria-colindex={1}
      className={cx(styles['rowNumber'], isRagged && styles['ragged'])}
      style={{ inlineSize: numbers }}
      title={isRagged ? `${row.count} cells, where ${expected} are expected` : undefined}
    >
      {isRagged && <span aria-hidden="true">! </span>}
      {row === undefined ? '' : row.row + 1}
      {isRagged && <span className={styles['hidden']}>, {row.count} cells</span>}
    </div>
  )
}

/** Line breaks as a sign: the strip below shows the cell as it is. */
function oneLine(text: string): string {
  return text.replaceAll(/\r\n|\r|\n/g, ' ⏎ ')
}

function numbersBetween(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
}

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
function useRows(csv: CsvTable, view: CellRange) {
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
