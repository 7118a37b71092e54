/**
 * Where a scroll bar stands for rows that no element could be tall enough for: browsers stop at some 17 to 33 million
 * pixels, and 1 GiB in rows of 16 bytes is 1,500 million. (TanStack Virtual meets the same ceiling.) Up to `TALLEST`
 * one pixel of the bar is one pixel of the rows; above it the bar is a scale, and wheel and keys move by whole rows.
 */
export interface RowScroll {
  rows: number
  /** Pixels. */
  rowHeight: number
  /** Height of what is in view, in pixels. */
  view: number
}

/** Pixels; well below what any browser can lay out. */
export const TALLEST = 8_000_000

/** Height of the whole, in pixels, as the scroll bar sees it. */
export function scrollHeight({ rows, rowHeight, view }: RowScroll): number {
  return Math.max(view, Math.min(TALLEST, rows * rowHeight))
}

/** Whether the bar is a scale rather than the rows themselves. */
export function isScaled({ rows, rowHeight }: RowScroll): boolean {
  return rows * rowHeight > TALLEST
}

/** The first row in view where the bar stands at `top` pixels. */
export function rowAt(scroll: RowScroll, top: number): number {
  const range = scrollHeight(scroll) - scroll.view
  if (range <= 0) return 0
  const row = isScaled(scroll) ? (top / range) * lastTopRow(scroll) : top / scroll.rowHeight
  return clampRow(scroll, Math.round(row))
}

/** Where the bar stands, in pixels, when `row` is the first in view: the inverse of `rowAt`. */
export function topOf(scroll: RowScroll, row: number): number {
  const range = scrollHeight(scroll) - scroll.view
  if (range <= 0) return 0
  const first = clampRow(scroll, row)
  if (!isScaled(scroll)) return Math.min(range, first * scroll.rowHeight)
  return (first / lastTopRow(scroll)) * range
}

/** How many rows are in view, the cut one at the end included. */
export function rowsInView({ rowHeight, view }: RowScroll): number {
  return Math.ceil(view / rowHeight) + 1
}

/** The nearest row that can be first in view. */
export function clampRow(scroll: RowScroll, row: number): number {
  return Math.max(0, Math.min(lastTopRow(scroll), row))
}

/** The first row in view when the last row is wholly in view. */
function lastTopRow({ rows, rowHeight, view }: RowScroll): number {
  return Math.max(0, rows - Math.floor(view / rowHeight))
}
