import { ArrowDown, ArrowUp } from 'lucide-react'
import type { PointerEvent } from 'react'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import type { ColumnId, Sort } from '../search/search-view.ts'
import { columnTitles } from './columns.tsx'
import styles from './grid.module.css'

export interface GridHeadProps {
  columns: readonly ColumnId[]
  sort: Sort | undefined
  /** The column whose header is the grid's tab stop, if any is. */
  tabStop: string | undefined
  /** How many of the rows are selected. */
  selection: 'none' | 'some' | 'all'
  /** Whether columns have widths of their own here. */
  sizable: boolean
  /** The id of what explains the keys. */
  helpId: string
  onSort: (column: ColumnId) => void
  onSelectAll: (all: boolean) => void
  onResize: (column: ColumnId, px: number) => void
}

/** The header row: sticks to the top, sorts, and lets columns be sized. */
export function GridHead(props: GridHeadProps) {
  return (
    <div role="rowgroup" className={styles['head']} data-head="">
      <div role="row" aria-rowindex={1} data-row={-1} className={styles['headRow']}>
        <div
          role="columnheader"
          data-column="select"
          tabIndex={props.tabStop === 'select' ? 0 : -1}
          className={cx(styles['cell'], styles['select'])}
        >
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label="Select all"
            checked={props.selection === 'all'}
            ref={(input) => {
              if (input) input.indeterminate = props.selection === 'some'
            }}
            onChange={(event) => props.onSelectAll(event.target.checked)}
          />
        </div>
        {props.columns.map((column) => (
          <ColumnHead key={column} column={column} {...props} />
        ))}
      </div>
    </div>
  )
}

function ColumnHead(props: GridHeadProps & { column: ColumnId }) {
  const { column, sort, tabStop, sizable, onSort, onResize } = props
  const sorted = sort?.column === column ? sort.direction : undefined
  return (
    <div
      role="columnheader"
      data-column={column}
      tabIndex={tabStop === column ? 0 : -1}
      aria-sort={sorted && (sorted === 'asc' ? 'ascending' : 'descending')}
      aria-describedby={props.helpId}
      className={cx(styles['cell'], column === 'size' && styles['number'])}
    >
      <button
        type="button"
        tabIndex={-1}
        className={styles['sort']}
        title={columnTitles[column]}
        onClick={() => onSort(column)}
      >
        <span className={styles['title']}>{columnTitles[column]}</span>
        {sorted && <Icon icon={sorted === 'asc' ? ArrowUp : ArrowDown} size={14} />}
      </button>
      {sizable && (
        <span
          className={styles['resizer']}
          aria-hidden="true"
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={(event) => onResizeMove(event, (px) => onResize(column, px))}
        />
      )}
    </div>
  )
}

/** The pointer is held by the handle at the header's right edge: the width is the distance to its left one. */
function onResizeMove(event: PointerEvent<HTMLElement>, resize: (px: number) => void) {
  if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
  const head = event.currentTarget.parentElement?.getBoundingClientRect()
  if (head) resize(event.clientX - head.left)
}

/** What a press on a header does next: up, down, and back to the server's own order. */
export function nextSort(sort: Sort | undefined, column: ColumnId): Sort | undefined {
  if (sort?.column !== column) return { column, direction: 'asc' }
  return sort.direction === 'asc' ? { column, direction: 'desc' } : undefined
}
