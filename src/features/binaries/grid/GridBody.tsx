import type { MouseEvent } from 'react'
import { cx } from '#ui/cx.ts'
import type { BinaryRow } from '../list/rows.ts'
import { type Selection, selectRange, toggleRow } from './selection.ts'
import type { ActiveCell } from './use-active-cell.ts'
import type { GridColumns } from './use-grid-columns.ts'
import type { DrawnRows } from './use-row-window.ts'
import styles from './grid.module.css'

export interface GridBodyProps {
  columns: GridColumns
  /** All of them, drawn or not. */
  rows: readonly BinaryRow[]
  drawn: DrawnRows
  rowHeight: number
  skimming: boolean
  active: ActiveCell
  openId: string | undefined
  /** A plain click on its name. */
  onOpen: (row: BinaryRow) => void
  /** A plain click on what it is filed under. */
  onContext: (row: BinaryRow) => void
  /** A plain click on a row. */
  onPress: (row: BinaryRow) => void
  selection: Selection
  onSelection: (selection: Selection) => void
}

/** As tall as all the rows, and filled with those that are worth drawing. */
export function GridBody(props: GridBodyProps) {
  const { columns, rows, drawn, rowHeight, active, openId, selection } = props
  const { onToggle, onClick } = rowPointer(props)
  return (
    <div role="rowgroup" className={styles['body']} style={{ blockSize: rows.length * rowHeight }}>
      {drawn.rows.map((row, at) => {
        const index = drawn.indexes[at] ?? 0
        return (
          <GridRow
            key={row.id}
            row={row}
            columns={columns}
            index={index}
            top={index * rowHeight}
            tabStop={active.position.row === index ? active.column : undefined}
            // The row with the focus stays whole: its cell must stay.
            skimming={props.skimming && index !== active.position.row}
            selected={selection.ids.has(row.id)}
            open={openId === row.id}
            onClick={onClick}
            onToggle={onToggle}
          />
        )
      })}
    </div>
  )
}

/** What a click on a row, its link or its box does; the gallery's cards heed the same. */
export function rowPointer(
  props: Pick<
    GridBodyProps,
    'rows' | 'selection' | 'onSelection' | 'onOpen' | 'onContext' | 'onPress'
  >,
): Pick<GridRowProps, 'onClick' | 'onToggle'> {
  const { rows, selection, onSelection } = props
  const onToggle = (row: BinaryRow, range: boolean) =>
    onSelection(range ? selectRange(selection, rows, row.id, row.id) : toggleRow(selection, row.id))
  const onClick = (event: MouseEvent, row: BinaryRow) => {
    if (!(event.target instanceof Element) || event.target.closest('button, input')) return
    const link = event.target.closest('a')
    if (link) {
      if (!isPlain(event)) return
      event.preventDefault()
      if (link.dataset['to'] === 'context') props.onContext(row)
      else props.onOpen(row)
      return
    }
    if (event.shiftKey || event.ctrlKey || event.metaKey) onToggle(row, event.shiftKey)
    // A click at the end of selecting text does not open the row.
    else if (getSelection()?.isCollapsed !== false) props.onPress(row)
  }
  return { onToggle, onClick }
}

/** As the router judges: anything else is the browser's own (a new tab, a new window, a download). */
export function isPlain(event: MouseEvent): boolean {
  return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
}

interface GridRowProps {
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
function GridRow(props: GridRowProps) {
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
        <RowCheckbox row={row} selected={selected} onToggle={onToggle} />
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

export function RowCheckbox(props: Pick<GridRowProps, 'row' | 'selected' | 'onToggle'>) {
  return (
    <input
      type="checkbox"
      tabIndex={-1}
      aria-label={`Select ${props.row.label}`}
      checked={props.selected}
      onChange={(event) => {
        const native = event.nativeEvent
        props.onToggle(props.row, native instanceof DomMouseEvent && native.shiftKey)
      }}
    />
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
