import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef, type PointerEvent, type ReactNode } from 'react'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import type { ColumnLayout } from './column-layout.ts'
import type { Grid } from './use-grid.ts'
import { numbersBetween } from './use-window.ts'
import styles from './grid.module.css'

/** The head of a column. */
export interface ColumnName {
  name: string
  /** What a pointer is told of it; its name where there is none. */
  title?: string | undefined
  isNumber?: boolean | undefined
  /** Left out where columns can't be sorted. */
  sort?: 'ascending' | 'descending' | 'none' | undefined
  /** Drawn as one that the file hides. */
  isHidden?: boolean | undefined
}

export interface GridHeadProps {
  id: string
  grid: Grid
  nameOf: (column: number) => ColumnName
  /** Rows that stand still below the names. */
  children?: ReactNode
}

/** The names of the columns in view: a click chooses or sorts, a drag of the edge sets the width. */
export function GridHead(props: GridHeadProps) {
  const { grid, children } = props
  const { layout, numbers, pinned, range, frozen } = grid
  const inlineSize = numbers + (layout.starts.at(-1) ?? 0)
  const names = (from: number, to: number, start: number) =>
    numbersBetween(from, to).map((column) => (
      <Name key={column} {...props} column={column} start={start} />
    ))
  return (
    <div role="rowgroup" className={styles['head']} style={{ inlineSize }}>
      <div role="row" aria-rowindex={1} className={styles['names']}>
        <div
          role="columnheader"
          aria-colindex={1}
          className={styles['corner']}
          style={{ inlineSize: numbers }}
        >
          Row
        </div>
        {frozen.columns > 0 && (
          <div
            role="presentation"
            className={styles['pinned']}
            style={{ insetInlineStart: numbers, inlineSize: pinned }}
          >
            {names(0, frozen.columns, 0)}
          </div>
        )}
        {names(range.firstColumn, range.lastColumn, numbers)}
      </div>
      {children}
    </div>
  )
}

/** Where a column lies, in pixels from the start of what holds it. @param start where that one's columns begin */
export function placeOf({ starts }: ColumnLayout, column: number, start: number, columns = 1) {
  const from = starts[column] ?? 0
  return { insetInlineStart: start + from, inlineSize: (starts[column + columns] ?? from) - from }
}

function Name(props: GridHeadProps & { column: number; start: number }) {
  const { id, grid, nameOf, column, start } = props
  const { name, title = name, isNumber, sort, isHidden } = nameOf(column)
  const place = placeOf(grid.layout, column, start)
  const isActive = grid.active?.row === -1 && grid.active.column === column
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the grid takes the keys
    <div
      id={`${id}--1-${column}`}
      role="columnheader"
      aria-colindex={column + 2}
      aria-sort={sort}
      className={cx(
        styles['name'],
        isNumber === true && styles['number'],
        isHidden === true && styles['concealed'],
        isActive && styles['active'],
      )}
      style={place}
      title={title}
      onClick={() => grid.head(column)}
    >
      <span className={styles['clip']}>{name}</span>
      {isHidden === true && <span className={styles['hidden']}> (hidden)</span>}
      {sort !== undefined && sort !== 'none' && (
        <Icon icon={sort === 'ascending' ? ArrowUp : ArrowDown} size={14} />
      )}
      <Edge width={place.inlineSize} onResize={(wanted) => grid.resize(column, wanted)} />
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
