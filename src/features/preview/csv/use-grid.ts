import { useState, type KeyboardEvent, type RefObject } from 'react'
import type { SortOrder } from '#formats/csv/sort-rows.ts'
import { announce } from '#ui/feedback/announcer.tsx'
import { rowsInView, type RowScroll } from '../hex/row-scroll.ts'
import { useRowScroll } from '../hex/use-row-scroll.ts'
import { useSize } from '../use-size.ts'
import {
  columnsIn,
  defaultWidth,
  layOut,
  NARROWEST,
  placeAfter,
  type ColumnLayout,
  type Place,
} from './column-layout.ts'
import type { CellRange } from './csv-worker.ts'
import type { CsvTable } from './use-csv.ts'

/** Pixels; `csv.module.css` says the same. */
const ROW_HEIGHT = 28
/** Pixels that a key press makes a column wider. */
const WIDER = 16

/** The columns of a grid: where they lie, which are in view, and how wide they were made. */
function useColumns({ table }: CsvTable, width: number, numbers: number) {
  const [left, setLeft] = useState(0)
  const [widths, setWidths] = useState<ReadonlyMap<number, number>>(new Map())
  const defaults = table.columns.map(({ name, width }) =>
    defaultWidth(Math.max(width, name.length + 2)),
  )
  const layout = layOut(defaults, widths)
  const inView = columnsIn(layout, left, Math.max(0, width - numbers))
  function resize(column: number, wanted: number) {
    setWidths(new Map([...widths, [column, Math.max(NARROWEST, Math.round(wanted))]]))
  }
  return { layout, inView, setLeft, resize }
}

/**
 * What a grid shows and how it is moved in: the chosen cell, the place of the scroll bars, the widths of columns.
 *
 * @param scroller the element that scrolls
 */
export function useGrid(
  csv: CsvTable,
  scroller: RefObject<HTMLDivElement | null>,
  onSort: (order: SortOrder | undefined) => void,
) {
  const { table, sort } = csv
  const { width, height } = useSize(scroller)
  const [active, setActive] = useState<Place>()
  const view = Math.max(0, height - ROW_HEIGHT)
  const scroll: RowScroll = { rows: table.rows, rowHeight: ROW_HEIGHT, view }
  const { row: first, moveTo, onScroll } = useRowScroll(scroller, scroll)
  const numbers = 40 + String(table.rows).length * 8
  const { layout, inView, setLeft, resize } = useColumns(csv, width, numbers)
  const [firstColumn, lastColumn] = inView
  const to = Math.min(table.rows, first + rowsInView(scroll))
  const range: CellRange = { from: first, to, firstColumn, lastColumn }
  const page = Math.max(1, Math.floor(view / ROW_HEIGHT))

  function show(place: Place) {
    setActive(place)
    if (place.row >= 0 && place.row < first) moveTo(place.row)
    else if (place.row >= first + page) moveTo(place.row - page + 1)
    if (scroller.current) showColumn(scroller.current, layout, place.column, width - numbers)
  }
  function sortBy(column: number) {
    setActive({ row: -1, column })
    if (sort?.column !== column) onSort({ column, direction: 'ascending' })
    else onSort(sort.direction === 'ascending' ? { column, direction: 'descending' } : undefined)
  }
  /** Whether the key was for the grid. */
  function press(event: KeyboardEvent): boolean {
    const at = active ?? { row: 0, column: 0 }
    const size = { rows: table.rows, columns: table.columns.length, page }
    const action = actionOf(event, at, size)
    if (action === undefined) return false
    if (action === 'sort') sortBy(at.column)
    else if (action === 'copy') void copyCell(csv, at)
    else if (typeof action === 'number') {
      const now = (layout.starts[at.column + 1] ?? 0) - (layout.starts[at.column] ?? 0)
      resize(at.column, now + action)
    } else show(action)
    return true
  }
  function scrolled(left: number) {
    setLeft(left)
    onScroll()
  }
  return {
    scroll,
    layout,
    numbers,
    range,
    active,
    setActive,
    resize,
    show,
    sortBy,
    press,
    scrolled,
  }
}

/** @param room pixels that the columns have, beside the row numbers */
function showColumn(element: HTMLElement, { starts }: ColumnLayout, column: number, room: number) {
  const start = starts[column] ?? 0
  const end = starts[column + 1] ?? 0
  const left = element.scrollLeft
  if (start < left) element.scrollTo({ left: start })
  else if (end > left + room) element.scrollTo({ left: end - room })
}

/** What a key asks for: to sort, to copy, a column wider by so many pixels, or another cell. */
function actionOf(
  event: KeyboardEvent,
  at: Place,
  size: { rows: number; columns: number; page: number },
): 'sort' | 'copy' | number | Place | undefined {
  if (event.altKey) return undefined
  const control = event.ctrlKey || event.metaKey
  if (event.shiftKey && event.key === 'ArrowLeft') return -WIDER
  if (event.shiftKey && event.key === 'ArrowRight') return WIDER
  if (event.key === 'Enter' && at.row === -1) return 'sort'
  // What is selected by mouse is copied by the browser.
  if (control && event.key === 'c' && String(getSelection()) === '') return 'copy'
  return placeAfter({ key: event.key, ctrlKey: control }, at, size)
}

async function copyCell({ client, table }: CsvTable, { row, column }: Place): Promise<void> {
  try {
    const cell = row < 0 ? undefined : await client.call('cell', { place: row, column })
    await navigator.clipboard.writeText(cell?.text ?? table.columns[column]?.name ?? '')
    announce('Copied the cell')
  } catch {
    announce('The browser did not allow copying')
  }
}
