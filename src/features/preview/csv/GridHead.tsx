import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef, type PointerEvent } from 'react'
import type { SortOrder } from '#formats/csv/sort-rows.ts'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import type { ColumnLayout } from './column-layout.ts'
import type { OpenedTable } from './csv-worker.ts'
import styles from './csv.module.css'

export interface GridHeadProps {
  id: string
  table: OpenedTable
  sort: SortOrder | undefined
  layout: ColumnLayout
  /** The columns in view. */
  first: number
  last: number
  /** Pixels of the column with the row numbers. */
  numbers: number
  /** The column whose name is the chosen cell. */
  active: number | undefined
  onSort: (column: number) => void
  onResize: (column: number, width: number) => void
}

/** The names of the columns in view: a click sorts, a drag of the edge sets the width. */
export function GridHead(props: GridHeadProps) {
  const { layout, first, last, numbers } = props
  const columns = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at)
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={styles['head']}
      style={{ inlineSize: numbers + (layout.starts.at(-1) ?? 0) }}
    >
      <div
        role="columnheader"
        aria-colindex={1}
        className={styles['corner']}
        style={{ inlineSize: numbers }}
      >
        Row
      </div>
      {columns.map((column) => (
        <Name key={column} {...props} column={column} />
      ))}
    </div>
  )
}

function Name({ column, ...props }: GridHeadProps & { column: number }) {
  const { id, table, sort, layout, numbers, active, onSort, onResize } = props
  const start = layout.starts[column] ?? 0
  const width = (layout.starts[column + 1] ?? 0) - start
  const direction = sort?.column === column ? sort.direction : undefined
  const { name = '', numeric = false } = table.columns[column] ?? {}
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the grid takes the keys
    <div
      id={`${id}--1-${column}`}
      role="columnheader"
      aria-colindex={column + 2}
      aria-sort={direction ?? 'none'}
      className={cx(
        styles['name'],
        numeric && styles['number'],
        active === column && styles['active'],
      )}
      style={{ insetInlineStart: numbers + start, inlineSize: width }}
      title={name}
      onClick={() => onSort(column)}
    >
      <span className={styles['clip']}>{name}</span>
      {direction !== undefined && (
        <Icon icon={direction === 'ascending' ? ArrowUp : ArrowDown} size={14} />
      )}
      <Edge width={width} onResize={(wanted) => onResize(column, wanted)} />
    </div>
  )
}

/** For the pointer only; the keyboard has its own way, which the grid describes. */
function Edge({ width, onResize }: { width: number; onResize: (width: number) => void }) {
  const from = useRef<{ x: number; width: number }>(undefined)
  function onPointerDown(event: PointerEvent<HTMLSpanElement>) {
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    from.current = { x: event.clientX, width }
  }
  function onPointerMove(event: PointerEvent) {
    if (!from.current) return
    onResize(from.current.width + event.clientX - from.current.x)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- the keyboard has Shift with the arrows
    <span
      className={styles['edge']}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        from.current = undefined
      }}
      onClick={(event) => event.stopPropagation()}
    />
  )
}
