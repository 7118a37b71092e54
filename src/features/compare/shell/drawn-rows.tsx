import type { ReactNode } from 'react'

/** Rows that are drawn whole on paper; the file of the difference has all of them. */
export const MOST_PRINTED = 3000

/** What TanStack Virtual knows of the rows near the view; a start is from the first row on. */
export interface Virtual {
  getVirtualItems: () => { index: number; start: number }[]
  getTotalSize: () => number
  measureElement: (row: HTMLElement | null) => void
}

/** How the rows of a list are drawn now. */
interface DrawnRows {
  /** `style` puts a row where it stands; on paper each follows the one before it. */
  rows: { index: number; style: { transform: string } | undefined }[]
  /** Of all rows together; nothing on paper. */
  height: number | undefined
  measure: ((row: HTMLElement | null) => void) | undefined
  /** What the paper says of rows that it leaves out. */
  note: ReactNode
}

/** The rows of a list that draws what is near the view: on paper there is no view, and all are drawn. */
export function drawRows(virtual: Virtual, count: number, isPrinting: boolean): DrawnRows {
  if (!isPrinting) {
    const rows = virtual.getVirtualItems().map(({ index, start }) => ({
      index,
      style: { transform: `translateY(${start}px)` },
    }))
    return {
      rows,
      height: virtual.getTotalSize(),
      measure: virtual.measureElement,
      note: null,
    }
  }
  const length = Math.min(count, MOST_PRINTED)
  const rows = Array.from({ length }, (_, index) => ({ index, style: undefined }))
  return { rows, height: undefined, measure: undefined, note: leftOut(count) }
}

/** What the paper says of rows that it leaves out; nothing where it has all. */
export function leftOut(count: number): ReactNode {
  if (count <= MOST_PRINTED) return null
  const [most, more] = [MOST_PRINTED, count - MOST_PRINTED].map((rows) => rows.toLocaleString('en'))
  return (
    <p>
      The first {most} rows are printed; {more} more are not.
    </p>
  )
}
