import { cx } from '#ui/cx.ts'
import type { Place } from '../grid/column-layout.ts'
import { placeOf } from '../grid/GridHead.tsx'
import type { Grid } from '../grid/use-grid.ts'
import { numbersBetween, useWindow } from '../grid/use-window.ts'
import { useOnceShown } from '../use-once-shown.ts'
import type { GridRow } from './csv-worker.ts'
import type { CsvTable } from './use-csv.ts'
import common from '../grid/grid.module.css'
import styles from './csv.module.css'

export interface CsvRowsProps {
  id: string
  csv: CsvTable
  grid: Grid
  /** Once rows are shown. */
  onShown?: (() => void) | undefined
}

/** The cells in view. */
export function CsvRows(props: CsvRowsProps) {
  const { csv, grid, onShown } = props
  const { client, version, table } = csv
  const { range, numbers } = grid
  const known = useWindow((wanted) => client.call('rows', wanted), version, table.rows, range)
  useOnceShown(known !== undefined, onShown)
  return numbersBetween(range.from, range.to).map((place) => {
    const row = known?.value[place - known.from]
    return (
      <div key={place} role="row" aria-rowindex={place + 2} className={common['row']}>
        <RowNumber row={row} expected={table.ragged.expected} numbers={numbers} />
        {numbersBetween(range.firstColumn, range.lastColumn).map((column) => {
          const isKnown = known && column >= known.firstColumn && column < known.lastColumn
          return (
            <Cell
              key={column}
              {...props}
              place={{ row: place, column }}
              text={isKnown ? row?.cells[column - known.firstColumn] : undefined}
              isMissing={row !== undefined && column >= row.count}
            />
          )
        })}
      </div>
    )
  })
}

interface CellProps extends CsvRowsProps {
  place: Place
  /** `undefined` while it is not there yet. */
  text: string | undefined
  /** The row ends before this column. */
  isMissing: boolean
}

function Cell({ id, csv, grid, place, text, isMissing }: CellProps) {
  const { row, column } = place
  const isActive = grid.active?.row === row && grid.active.column === column
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the grid takes the keys
    <div
      id={`${id}-${row}-${column}`}
      role="gridcell"
      aria-colindex={column + 2}
      aria-selected={isActive || undefined}
      aria-label={isMissing ? 'No cell' : undefined}
      className={cx(
        common['cell'],
        csv.table.columns[column]?.numeric === true && common['number'],
        isMissing && styles['missing'],
        isActive && common['active'],
      )}
      style={placeOf(grid.layout, column, grid.numbers)}
      onClick={() => grid.setActive(place)}
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
      className={cx(common['rowNumber'], isRagged && styles['ragged'])}
      style={{ inlineSize: numbers }}
      title={isRagged ? `${row.count} cells, where ${expected} are expected` : undefined}
    >
      {isRagged && <span aria-hidden="true">! </span>}
      {row === undefined ? '' : row.row + 1}
      {isRagged && <span className={common['hidden']}>, {row.count} cells</span>}
    </div>
  )
}

/** Line breaks as a sign: the strip below shows the cell as it is. */
function oneLine(text: string): string {
  return text.replaceAll(/\r\n|\r|\n/g, ' ⏎ ')
}
