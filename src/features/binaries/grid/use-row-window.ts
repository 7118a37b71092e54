import { useVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useState, type RefObject } from 'react'
import type { BinaryRow } from '../list/rows.ts'

export interface RowWindowOptions {
  scroller: RefObject<HTMLElement | null>
  count: number
  rowHeight: number
  headHeight: number
  /** Where to start, in pixels. */
  initialOffset: number
}

export interface RowWindow {
  /** Rows worth drawing, `from` included and `to` not. */
  from: number
  to: number
  /** Rows fly by too fast to be read: their names alone are worth drawing. */
  skimming: boolean
  /** Rows until the one after the last in view. */
  seen: number
  /** Rows that fit. */
  page: number
  scrollTo: (index: number) => void
}

/** Which rows are worth drawing, by TanStack Virtual. All rows are equally tall: nothing is ever measured. */
export function useRowWindow(options: RowWindowOptions): RowWindow {
  // The virtualizer is one object that changes inside: memoized, its reads would never be made again.
  'use no memo'
  const { scroller, count, rowHeight, headHeight, initialOffset } = options
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    initialOffset,
    overscan: STEP,
  })
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight, headHeight])
  const items = virtualizer.getVirtualItems()
  const visible = (virtualizer.scrollRect?.height ?? 0) - headHeight
  // In steps, so that most frames of a slow scroll change nothing at all.
  const from = Math.floor((items[0]?.index ?? 0) / STEP) * STEP
  const page = Math.max(1, Math.floor(visible / rowHeight))
  return {
    from,
    skimming: useSkimming(from, virtualizer.isScrolling),
    page,
    to: Math.min(count, Math.ceil(((items.at(-1)?.index ?? -1) + 1) / STEP) * STEP),
    seen: (virtualizer.range?.endIndex ?? -1) + 1,
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  }
}

/**
 * From a leap of several rows within one frame until the scroll rests. Whole rows of nine cells, a page of them in each
 * frame, would take longer than the frame.
 */
function useSkimming(from: number, isScrolling: boolean): boolean {
  const [last, setLast] = useState({ from, skimming: false })
  const leapt = Math.abs(from - last.from) > STEP
  const skimming = isScrolling && (last.skimming || leapt)
  if (last.from !== from || last.skimming !== skimming) setLast({ from, skimming })
  return skimming
}

export interface DrawnRows {
  rows: readonly BinaryRow[]
  /** The place of each among all rows. */
  indexes: readonly number[]
}

/**
 * The rows of the window, and the one that has the tab stop wherever it is, so that focus is never lost.
 * The same objects for the same window: the table's row model hangs on them.
 */
export function useDrawnRows(
  all: readonly BinaryRow[],
  from: number,
  to: number,
  pinned: number,
): DrawnRows {
  const indexes = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
  if (pinned >= 0 && pinned < all.length && (pinned < from || pinned >= to)) {
    if (pinned < from) indexes.unshift(pinned)
    else indexes.push(pinned)
  }
  const rows: BinaryRow[] = []
  for (const index of indexes) {
    const row = all[index]
    if (row) rows.push(row)
  }
  return { rows, indexes }
}

const STEP = 4
