import { useState, type KeyboardEvent, type RefObject } from 'react'
import { useSize } from '#ui/use-size.ts'
import { rowsInView, type RowScroll } from '../rows/row-scroll.ts'
import { useRowScroll } from '../rows/use-row-scroll.ts'
import {
  columnsIn,
  layOut,
  NARROWEST,
  placeAfter,
  type ColumnLayout,
  type Place,
} from './column-layout.ts'

/** Pixels; `grid.module.css` says the same. */
export const ROW_HEIGHT = 28
/** Pixels that a key press makes a column wider. */
const WIDER = 16
/** How much of the view what stands still may take. */
const MOST_FROZEN = 0.6

/** What a grid is made of, whatever fills it. */
export interface GridShape {
  rows: number
  /** Pixels of each column, unless it was made wider by hand. */
  widths: readonly number[]
  /** Rows at the top and columns at the start that stand still; where they would fill the view, none do. */
  frozen?: { rows: number; columns: number } | undefined
}

export interface GridActions {
  /** Enter on the name of a column. */
  onHead?: ((column: number) => void) | undefined
  onCopy: (place: Place) => void
}

/** The cells in view. */
export interface CellRange {
  from: number
  to: number
  firstColumn: number
  lastColumn: number
}

/** The columns of a grid: where they lie, which are in view, and how wide they were made. */
function useColumns(shape: GridShape, room: number) {
  const [left, setLeft] = useState(0)
  const [changed, setChanged] = useState<ReadonlyMap<number, number>>(new Map())
  const layout = layOut(shape.widths, changed)
  const wanted = layout.starts[shape.frozen?.columns ?? 0] ?? 0
  const columns = wanted <= room * MOST_FROZEN ? (shape.frozen?.columns ?? 0) : 0
  const pinned = layout.starts[columns] ?? 0
  const [first, last] = columnsIn(layout, left + pinned, Math.max(0, room - pinned))
  function resize(column: number, width: number) {
    setChanged(new Map([...changed, [column, Math.max(NARROWEST, Math.round(width))]]))
  }
  const inView: [number, number] = [Math.max(columns, first), Math.max(columns, last)]
  return { layout, inView, columns, pinned, setLeft, resize }
}

/** What is in view of a grid: of the rows and columns that stand still, and of those that scroll. */
function useView(shape: GridShape, scroller: RefObject<HTMLDivElement | null>) {
  const { width, height } = useSize(scroller)
  const room = Math.max(0, height - ROW_HEIGHT)
  const wanted = shape.frozen?.rows ?? 0
  const frozenRows = wanted * ROW_HEIGHT <= room * MOST_FROZEN ? wanted : 0
  const view = room - frozenRows * ROW_HEIGHT
  const scroll: RowScroll = { rows: shape.rows - frozenRows, rowHeight: ROW_HEIGHT, view }
  const { row, moveTo, onScroll } = useRowScroll(scroller, scroll)
  const numbers = 40 + String(shape.rows).length * 8
  const columns = useColumns(shape, width - numbers)
  const { layout, inView, pinned, setLeft, resize } = columns
  const from = row + frozenRows
  const to = Math.min(shape.rows, from + rowsInView(scroll))
  const range: CellRange = { from, to, firstColumn: inView[0], lastColumn: inView[1] }
  function scrolled(left: number) {
    setLeft(left)
    onScroll()
  }
  return {
    scroll,
    layout,
    range,
    row,
    moveTo,
    scrolled,
    resize,
    frozen: { rows: frozenRows, columns: columns.columns },
    /** Pixels of the columns that stand still, of the row numbers, and of all that is beside them. */
    pinned,
    numbers,
    width: width - numbers,
    /** Rows in view. */
    page: Math.max(1, Math.floor(view / ROW_HEIGHT)),
  }
}

/**
 * What a grid shows and how it is moved in: the chosen cell, the place of the scroll bars, the widths of columns.
 *
 * @param scroller the element that scrolls
 */
export function useGrid(
  shape: GridShape,
  scroller: RefObject<HTMLDivElement | null>,
  { onHead, onCopy }: GridActions,
) {
  const [active, setActive] = useState<Place>()
  const view = useView(shape, scroller)
  const { row, page, frozen, layout, pinned, moveTo, resize } = view

  function show(place: Place) {
    setActive(place)
    const at = place.row - frozen.rows
    if (at >= 0 && at < row) moveTo(at)
    else if (at >= row + page) moveTo(at - page + 1)
    if (scroller.current && place.column >= frozen.columns) {
      showColumn(scroller.current, layout, place.column, pinned, view.width)
    }
  }
  function head(column: number) {
    setActive({ row: -1, column })
    onHead?.(column)
  }
  /** Whether the key was for the grid. */
  function press(event: KeyboardEvent): boolean {
    const at = active ?? { row: 0, column: 0 }
    const size = { rows: shape.rows, columns: shape.widths.length, page }
    const action = actionOf(event, at, size)
    if (action === undefined) return false
    if (action === 'head') head(at.column)
    else if (action === 'copy') onCopy(at)
    else if (typeof action === 'number') {
      const now = (layout.starts[at.column + 1] ?? 0) - (layout.starts[at.column] ?? 0)
      resize(at.column, now + action)
    } else show(action)
    return true
  }
  return { ...view, active, setActive, show, head, press }
}

export type Grid = ReturnType<typeof useGrid>

/** @param room pixels that the columns have, beside the row numbers; of these, `pinned` stand still */
function showColumn(
  element: HTMLElement,
  { starts }: ColumnLayout,
  column: number,
  pinned: number,
  room: number,
) {
  const start = starts[column] ?? 0
  const end = starts[column + 1] ?? 0
  const left = element.scrollLeft
  if (start - pinned < left) element.scrollTo({ left: start - pinned })
  else if (end > left + room) element.scrollTo({ left: end - room })
}

/** What a key asks for: the name of the column, to copy, a column wider by so many pixels, or another cell. */
function actionOf(
  event: KeyboardEvent,
  at: Place,
  size: { rows: number; columns: number; page: number },
): 'head' | 'copy' | number | Place | undefined {
  if (event.altKey) return undefined
  const control = event.ctrlKey || event.metaKey
  if (event.shiftKey && event.key === 'ArrowLeft') return -WIDER
  if (event.shiftKey && event.key === 'ArrowRight') return WIDER
  if (event.key === 'Enter' && at.row === -1) return 'head'
  // What is selected by mouse is copied by the browser.
  if (control && event.key === 'c' && String(getSelection()) === '') return 'copy'
  return placeAfter({ key: event.key, ctrlKey: control }, at, size)
}
