import type { MouseEvent } from 'react'
import { cx } from '#ui/cx.ts'
import type { BinaryRow } from '../list/rows.ts'
import type { GridColumns } from './use-grid-columns.ts'
import styles from './grid.module.css'

export interface GridRowProps {
  row: BinaryRow
  columns: GridColumns
  /** Place among the rows, from 0. */
  index: number
  /** Pixels from the first row's top. */
  top: number
  /** The id of the column whose cell is the grid's tab stop, where it is in this row. */
  tabStop: string | undefined
  /** The name alone, while rows fly by. */
  skimming: boolean
  selected: boolean
  /** In the reading pane. */
  open: boolean
  onClick: (event: MouseEvent, row: BinaryRow) => void
  onToggle: (row: BinaryRow, shift: boolean) => void
}

/** One row. All its props are plain or stable, so that a row that stays in view while scrolling is left alone. */
export function GridRow(props: GridRowProps) {
  const { row, index, top, selected, open, onClick } = props
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid hears the keys of all its cells
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-current={open ? 'true' : undefined}
      data-row={index}
      className={cx(styles['row'], selected && styles['selected'], open && styles['open'])}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => onClick(event, row)}
    >
      {props.skimming ? <Name {...props} /> : <Cells {...props} />}
    </div>
  )
}

function Cells({ row, columns, tabStop, selected, onToggle }: GridRowProps) {
  return (
    <>
      <div
        role="gridcell"
        data-column="select"
        tabIndex={tabStop === 'select' ? 0 : -1}
        className={cx(styles['cell'], styles['select'])}
      >
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${row.label}`}
          checked={selected}
          onChange={(event) => {
            const native = event.nativeEvent
            onToggle(row, native instanceof DomMouseEvent && native.shiftKey)
          }}
        />
      </div>
      {columns.shown.map((id) => (
        <div
          key={id}
          role="gridcell"
          data-column={id}
          tabIndex={tabStop === id ? 0 : -1}
          className={cx(styles['cell'], id === 'size' && styles['number'])}
        >
          {columns.cells[id](row)}
        </div>
      ))}
    </>
  )
}

function Name({ row, columns }: GridRowProps) {
  const place = columns.shown.indexOf('name') + 2
  return (
    <div
      role="gridcell"
      className={cx(styles['cell'], styles['name'])}
      style={{ gridColumn: place }}
    >
      {row.label}
    </div>
  )
}

/** The DOM's, not React's type of the same name. */
const DomMouseEvent = globalThis.MouseEvent
