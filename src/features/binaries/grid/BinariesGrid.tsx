import {
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useSyncExternalStore,
  useState,
  type RefObject,
} from 'react'
import { cx } from '#ui/cx.ts'
import type { BinaryRow } from '../list/rows.ts'
import type { ColumnId, Sort } from '../search/search-view.ts'
import { setWidth } from './column-settings.ts'
import { columnStore } from './column-store.ts'
import { GridBody, isPlain } from './GridBody.tsx'
import { GridHead, nextSort } from './GridHead.tsx'
import { NOTHING_SELECTED, selectAll, type Selection } from './selection.ts'
import { useActiveCell } from './use-active-cell.ts'
import { useGridColumns } from './use-grid-columns.ts'
import { useFollowingPane, useGridKeys } from './use-grid-keys.ts'
import { useKeptPlace } from './use-kept-place.ts'
import { type RowWindow, useDrawnRows, useRowWindow } from './use-row-window.ts'
import styles from './grid.module.css'

export interface BinariesGridProps {
  org: string
  rows: readonly BinaryRow[]
  /** Of all rows, loaded or not; undefined where nobody knows. */
  total: number | undefined
  /** While newer rows or another order are on their way. */
  busy: boolean
  sort: Sort | undefined
  onSort: (sort: Sort | undefined) => void
  /** The row in the reading pane. */
  openId: string | undefined
  onOpen: (row: BinaryRow) => void
  /** The files of the same security context. */
  onContext: (row: BinaryRow) => void
  /** Beside the list; undefined closes it. */
  onPreview: (id: string | undefined) => void
  selection: Selection
  onSelection: (selection: Selection) => void
  /** Two screens before the end. */
  onNearEnd: () => void
  /** The same for the same list, whatever its order. */
  listKey: string
  /** Whether the reader comes back to it, and wants it as it was left. */
  returning: boolean
  /** Changes with sort and filters. */
  orderKey: string
  /** Behind the last row. */
  children: ReactNode
}

/** The list as a grid (https://www.w3.org/WAI/ARIA/apg/patterns/grid/): one tab stop, and only the rows in view are drawn. */
export function BinariesGrid(props: BinariesGridProps) {
  const { rows } = props
  const scroller = useRef<HTMLDivElement>(null)
  const probe = useRef<HTMLDivElement>(null)
  const settings = useSyncExternalStore(columnStore.subscribe, columnStore.get)
  const { rowHeight, headHeight, narrow, width } = useGridMetrics(scroller, probe)
  const place = useKeptPlace(scroller, { ...props, rowHeight })
  const drawnColumns = useGridColumns(props.org, settings, { narrow, width })
  const columns = ['select', ...drawnColumns.shown]
  const active = useActiveCell(scroller, rows, columns)
  const { initialOffset } = place
  const view = useRowWindow({ scroller, count: rows.length, rowHeight, headHeight, initialOffset })
  const drawn = useDrawnRows(rows, view.from, view.to, active.position.row)
  useNearEnd(view, rows.length, props.onNearEnd)
  const { page, scrollTo } = view
  const pane = useFollowingPane(props)
  const onKeyDown = useGridKeys({ ...props, grid: scroller, columns, page, active, scrollTo, pane })
  return (
    <div
      ref={scroller}
      className={cx(styles['scroller'], narrow && styles['narrow'])}
      style={{ '--tracks': drawnColumns.tracks } as React.CSSProperties}
      onScroll={place.onScroll}
    >
      <div ref={probe} className={styles['probe']} aria-hidden="true" />
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its cells have the focus, by a roving tab stop */}
      <div
        role="grid"
        aria-label="Binaries"
        aria-rowcount={props.total === undefined ? -1 : props.total + 1}
        aria-multiselectable="true"
        aria-busy={props.busy}
        className={styles['grid']}
        onKeyDown={onKeyDown}
        onFocus={active.onFocus}
        {...useSteadyPress()}
      >
        <Head {...props} columns={drawnColumns.shown} narrow={narrow} active={active} />
        <GridBody
          {...props}
          onOpen={pane.onOpen}
          columns={drawnColumns}
          drawn={drawn}
          rowHeight={rowHeight}
          skimming={view.skimming}
          active={active}
          // Without room for a pane beside it, a row opens on its own page.
          onPress={(row) => (innerWidth < PANE_FROM ? pane.onOpen(row) : pane.onPreview(row.id))}
        />
      </div>
      {props.children}
    </div>
  )
}

/**
 * A press of the mouse counts for what it began on, also where the rows have moved meanwhile under a pointer that has not,
 * as when others come in between: the browser then gives the click to what both of its ends are in, or to nothing.
 */
function useSteadyPress() {
  const began = useRef<PointerEvent>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  return {
    onPointerDown: (event: PointerEvent) => {
      began.current = event
    },
    onPointerUp: (event: PointerEvent) => {
      const { target, clientX = 0, clientY = 0 } = began.current ?? {}
      const isStill = Math.hypot(event.clientX - clientX, event.clientY - clientY) < STILL
      if (event.pointerType !== 'mouse' || !isPlain(event) || !isStill) return
      const pressed = target instanceof Element && target.closest<HTMLElement>(PRESSED)
      if (!pressed) return
      // The browser's own click comes before any timer. A link that has gone would load the whole page anew.
      timer.current = setTimeout(() => pressed.isConnected && pressed.click())
    },
    onClick: ({ target }: MouseEvent) => {
      if (target instanceof Element && target.closest('[role=row]')) clearTimeout(timer.current)
    },
  }
}

/** What does something when it is clicked. */
const PRESSED = 'a, button, input, [role=row]'

/** Pixels that a hand moves between the ends of a press. Who moves further has thought better of it. */
const STILL = 5

/** Pixels of the window; below it a pane would cover the list. */
export const PANE_FROM = 960

interface HeadProps extends BinariesGridProps {
  columns: readonly ColumnId[]
  narrow: boolean
  active: ReturnType<typeof useActiveCell>
}

function Head({ columns, narrow, active, rows, sort, selection, ...on }: HeadProps) {
  const helpId = useId()
  let selected = 0
  if (selection.ids.size > 0) for (const row of rows) if (selection.ids.has(row.id)) selected += 1
  return (
    <>
      <GridHead
        columns={columns}
        sort={sort}
        tabStop={active.position.row < 0 ? active.column : undefined}
        selection={selected === 0 ? 'none' : selected === rows.length ? 'all' : 'some'}
        sizable={!narrow}
        helpId={helpId}
        onSort={(column) => on.onSort(nextSort(sort, column))}
        onSelectAll={(all) => on.onSelection(all ? selectAll(rows) : NOTHING_SELECTED)}
        onResize={(column, px) => columnStore.set(setWidth(columnStore.get(), column, px))}
      />
      <p id={helpId} hidden>
        Enter sorts. Shift and the left or right arrow change the width; with Control as well they
        move the column.
      </p>
    </>
  )
}

/**
 * Calls for more rows two screens before the last one comes into view; again whenever `onNearEnd` is another function,
 * as it is after each page.
 */
export function useNearEnd(
  { seen, page }: Pick<RowWindow, 'seen' | 'page'>,
  count: number,
  onNearEnd: () => void,
) {
  const near = seen + 2 * page >= count
  useEffect(() => {
    if (near) onNearEnd()
  }, [near, onNearEnd])
}

interface GridMetrics {
  /** Pixels: by density and width, as the style sheet says. */
  rowHeight: number
  headHeight: number
  /** Of what the grid scrolls in. */
  width: number
  /** Too narrow for columns: rows become two lines. */
  narrow: boolean
}

/**
 * Measured rather than computed, so that tokens and media queries stay the only place that knows.
 *
 * @param probe an element as tall as a row, @param scroller what the grid scrolls in
 */
function useGridMetrics(
  scroller: RefObject<HTMLElement | null>,
  probe: RefObject<HTMLElement | null>,
): GridMetrics {
  const [metrics, setMetrics] = useState<GridMetrics>(FIRST)
  useEffect(() => {
    const measure = () => {
      const rowHeight = probe.current?.offsetHeight ?? 0
      const headHeight = scroller.current?.querySelector<HTMLElement>('[data-head]')?.offsetHeight
      const width = scroller.current?.clientWidth ?? 0
      if (rowHeight === 0 || width === 0) return
      const next = {
        rowHeight,
        headHeight: headHeight ?? rowHeight,
        width,
        narrow: width < NARROW_BELOW,
      }
      setMetrics((now) => (same(now, next) ? now : next))
    }
    const observer = new ResizeObserver(measure)
    for (const element of [scroller.current, probe.current]) {
      if (element) observer.observe(element)
    }
    return () => observer.disconnect()
  }, [probe, scroller])
  return metrics
}

/** Pixels of the grid, not of the window: beside a reading pane the grid is narrow too. */
const NARROW_BELOW = 480

const FIRST: GridMetrics = {
  rowHeight: 36,
  headHeight: 36,
  width: innerWidth,
  narrow: innerWidth < NARROW_BELOW,
}

function same(a: GridMetrics, b: GridMetrics): boolean {
  return a.rowHeight === b.rowHeight && a.headHeight === b.headHeight && a.width === b.width
}
