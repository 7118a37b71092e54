import { useEffect, useRef, useState } from 'react'
import type { SortOrder } from '#formats/csv/sort-rows.ts'
import { CopyButton } from '#ui/controls/CopyButton.tsx'
import { announce } from '#ui/feedback/announcer.tsx'
import { defaultWidth, type Place } from '../grid/column-layout.ts'
import { GridBox } from '../grid/GridBox.tsx'
import { useGrid } from '../grid/use-grid.ts'
import type { CellText } from './csv-worker.ts'
import { CsvRows } from './CsvRows.tsx'
import { TableRemarks } from './TableRemarks.tsx'
import type { CsvTable } from './use-csv.ts'
import styles from '../grid/grid.module.css'

export interface CsvGridProps {
  csv: CsvTable
  name: string
  onSort: (order: SortOrder | undefined) => void
  /** Once rows are shown. */
  onShown: (() => void) | undefined
}

/** A table with what is to be said about it, and the whole of its chosen cell. */
export function CsvGrid({ csv, name, onSort, onShown }: CsvGridProps) {
  const { table, client, sort } = csv
  const scroller = useRef<HTMLDivElement>(null)
  const widths = table.columns.map(({ name, width }) =>
    defaultWidth(Math.max(width, name.length + 2)),
  )
  const grid = useGrid({ rows: table.rows, widths }, scroller, {
    onHead: sortBy,
    onCopy: (place) => void copyCell(csv, place),
  })
  function sortBy(column: number) {
    if (sort?.column !== column) onSort({ column, direction: 'ascending' })
    else onSort(sort.direction === 'ascending' ? { column, direction: 'descending' } : undefined)
  }
  function goTo(row: number) {
    client.call('placeOf', row).then(
      (place) => grid.show({ row: Math.max(0, place), column: 0 }),
      () => undefined,
    )
    scroller.current?.focus()
  }
  return (
    <>
      <TableRemarks table={table} onGoTo={goTo} />
      <GridBox
        ref={scroller}
        grid={grid}
        label={`Table of ${name}`}
        help={HELP}
        rows={table.rows}
        columns={table.columns.length}
        nameOf={(column) => ({
          name: table.columns[column]?.name ?? '',
          isNumber: table.columns[column]?.numeric ?? false,
          sort: sort?.column === column ? sort.direction : 'none',
        })}
      >
        {(id) => <CsvRows id={id} csv={csv} grid={grid} onShown={onShown} />}
      </GridBox>
      <CellStrip csv={csv} place={grid.active} />
    </>
  )
}

const HELP =
  'Arrow keys move. Enter on the name of a column sorts. Shift with left or right changes the width of the column. Control and C copies the cell.'

async function copyCell({ client, table }: CsvTable, { row, column }: Place): Promise<void> {
  try {
    const cell = row < 0 ? undefined : await client.call('cell', { place: row, column })
    await navigator.clipboard.writeText(cell?.text ?? table.columns[column]?.name ?? '')
    announce('Copied the cell')
  } catch {
    announce('The browser did not allow copying')
  }
}

/** The whole of the chosen cell, its line breaks as they are, to be read, selected and copied. */
function CellStrip({ csv, place }: { csv: CsvTable; place: Place | undefined }) {
  const { client, version, table } = csv
  const [read, setRead] = useState<{ of: string; cell: CellText | undefined }>()
  const { row = -1, column = 0 } = place ?? {}
  const wanted = `${version} ${row} ${column}`
  useEffect(() => {
    if (row < 0) return undefined
    let current = true
    client.call('cell', { place: row, column }).then(
      (cell) => current && setRead({ of: `${version} ${row} ${column}`, cell }),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [client, version, row, column])
  const cell = read?.of === wanted ? read.cell : undefined
  const name = table.columns[column]?.name ?? ''
  return (
    <div className={styles['strip']} role="group" aria-label="Cell">
      <span className={styles['where']}>
        {place === undefined && 'Choose a cell to read and copy all of it.'}
        {place && (row < 0 || cell === undefined ? name : `Row ${cell.row + 1}, ${name}`)}
      </span>
      {cell !== undefined && (
        <>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
          <pre className={styles['whole-cell']} tabIndex={0} aria-label="Text of the cell">
            {cell.text}
          </pre>
          {cell.length > cell.text.length && (
            <span>
              The first {cell.text.length.toLocaleString()} of {cell.length.toLocaleString()}{' '}
              characters.
            </span>
          )}
          <CopyButton text={cell.text} label="Copy cell" iconOnly />
        </>
      )}
      {cell === undefined && row >= 0 && read?.of === wanted && (
        <span>This row has no such cell.</span>
      )}
    </div>
  )
}
