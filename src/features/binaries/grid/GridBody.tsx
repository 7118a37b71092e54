import type { MouseEvent } from 'react'
import type { BinaryRow } from '../list/rows.ts'
import { GridRow } from './GridRow.tsx'
import { selectRange, toggleRow, type Selection } from './selection.ts'
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
  /** A plain click on a row. */
  onPress: (row: BinaryRow) => void
  selection: Selection
  onSelection: (selection: Selection) => void
}

/** As tall as all the rows, and filled with those that are worth drawing. */
export function GridBody(props: GridBodyProps) {
  const { columns, rows, drawn, rowHeight, active, openId, selection, onSelection } = props
  const onToggle = (row: BinaryRow, range: boolean) =>
    onSelection(range ? selectRange(selection, rows, row.id, row.id) : toggleRow(selection, row.id))
  const onClick = (event: MouseEvent, row: BinaryRow) => {
    if (!(event.target instanceof Element) || event.target.closest('button, input')) return
    if (event.target.closest('a')) {
      if (!isPlain(event)) return
      event.preventDefault()
      props.onOpen(row)
      return
    }
    if (event.shiftKey || event.ctrlKey || event.metaKey) onToggle(row, event.shiftKey)
    // The end of drawing a mark over text is no click.
    else if (getSelection()?.isCollapsed !== false) props.onPress(row)
  }
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

/** As the router judges: anything else is the browser's own (a new tab, a new window, a download). */
function isPlain(event: MouseEvent): boolean {
  return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
}
