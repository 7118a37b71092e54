import { useId, useRef, type Ref, useEffect, useState } from 'react'
import type { SortOrder } from '#formats/csv/sort-rows.ts'
import { CopyButton } from '#ui/controls/CopyButton.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { scrollHeight, topOf } from '../hex/row-scroll.ts'
import type { Place } from './column-layout.ts'
import type { CellRange, CellText } from './csv-worker.ts'
import { GridHead } from './GridHead.tsx'
import { GridRows } from './GridRows.tsx'
import { TableRemarks } from './TableRemarks.tsx'
import type { CsvTable } from './use-csv.ts'
import { useGrid } from './use-grid.ts'
import styles from './csv.module.css'

export interface CsvGridProps {
  csv: CsvTable
  name: string
  onSort: (order: SortOrder | undefined) => void
}

/** A table with what is to be said about it, and the whole of its chosen cell. */
export function CsvGrid({ csv, name, onSort }: CsvGridProps) {
  const { table, client } = csv
  const scroller = useRef<HTMLDivElement>(null)
  const grid = useGrid(csv, scroller, onSort)
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
      <GridBox csv={csv} name={name} grid={grid} ref={scroller} />
      <CellStrip csv={csv} place={grid.active} />
    </>
  )
}

interface GridBoxProps {
  csv: CsvTable
  name: string
  grid: ReturnType<typeof useGrid>
  ref: Ref<HTMLDivElement>
}

/** The grid itself: only what is in view is in the document, whatever the number of rows and columns. */
function GridBox({ csv, name, grid, ref }: GridBoxProps) {
  const id = useId()
  const { table, sort } = csv
  const { active, layout, numbers, range, scroll } = grid
  const drawn =
    active && isDrawn(active, range) ? `${id}-${active.row}-${active.column}` : undefined
  const size = {
    blockSize: scrollHeight(scroll),
    inlineSize: numbers + (layout.starts.at(-1) ?? 0),
  }
  const common = { id, layout, numbers }
  return (
    <>
      <VisuallyHidden id={`${id}-help`} hidden>
        Arrow keys move. Enter on the name of a column sorts. Shift with left or right changes the
        width of the column. Control and C copies the cell.
      </VisuallyHidden>
      <div
        ref={ref}
        className={styles['scroller']}
        role="grid"
        aria-label={`Table of ${name}`}
        aria-readonly="true"
        aria-rowcount={table.rows + 1}
        aria-colcount={table.columns.length + 1}
        aria-describedby={`${id}-help`}
        aria-activedescendant={drawn}
        tabIndex={0}
        onFocus={() => active ?? grid.setActive({ row: 0, column: 0 })}
        onKeyDown={(event) => grid.press(event) && event.preventDefault()}
        onScroll={(event) => grid.scrolled(event.currentTarget.scrollLeft)}
      >
        <GridHead
          {...common}
          table={table}
          sort={sort}
          first={range.firstColumn}
          last={range.lastColumn}
          active={active?.row === -1 ? active.column : undefined}
          onSort={grid.sortBy}
          onResize={grid.resize}
        />
        <div className={styles['whole']} role="presentation" style={size}>
          <GridRows
            {...common}
            csv={csv}
            range={range}
            top={topOf(scroll, range.from)}
            active={active}
            onActivate={grid.setActive}
          />
        </div>
      </div>
    </>
  )
}

function isDrawn({ row, column }: Place, range: CellRange): boolean {
  const inRows = row === -1 || (row >= range.from && row < range.to)
  return inRows && column >= range.firstColumn && column < range.lastColumn
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
