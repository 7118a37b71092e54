import { useEffect, useEffectEvent, useLayoutEffect, useState, type RefObject } from 'react'
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

/**
 * Which rows are worth drawing. All rows are equally tall and nothing is ever measured, so that this is a division; a
 * virtualizer for rows of any height would add 10 KiB to the first load (docs/decisions/0009-first-load.md).
 */
export function useRowWindow(options: RowWindowOptions): RowWindow {
  const { scroller, count, rowHeight, headHeight, initialOffset } = options
  const size: RowSize = { count, rowHeight, headHeight }
  const [place, setPlace] = useState<Place>({ top: initialOffset, height: 0, skimming: false })
  const shown = rowsInView(place, size)
  const look = useEffectEvent((event: 'scrolled' | 'rested' | 'resized') => {
    const element = scroller.current
    if (!element) return
    const now = { top: element.scrollTop, height: element.clientHeight }
    const next = rowsInView(now, size)
    const leapt = event === 'scrolled' && Math.abs(next.from - shown.from) > STEP
    const skimming = event !== 'rested' && (place.skimming || leapt)
    // In steps, so that most frames of a slow scroll change nothing at all.
    if (skimming !== place.skimming || !isSame(next, shown)) setPlace({ ...now, skimming })
  })
  useLayoutEffect(() => {
    if (initialOffset > 0) scroller.current?.scrollTo({ top: initialOffset })
    // Where the list starts, not where it is later.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [scroller])
  useLayoutEffect(() => look('resized'), [count, rowHeight, headHeight])
  useEffect(() => watch(scroller.current, look), [scroller])
  return {
    ...shown,
    skimming: place.skimming,
    scrollTo: (index) => {
      const element = scroller.current
      if (!element) return
      const { scrollTop: top, clientHeight: height } = element
      element.scrollTo({ top: offsetFor(index, { top, height }, size) })
    },
  }
}

interface RowSize {
  count: number
  /** Pixels. */
  rowHeight: number
  /** Pixels; the head sticks to the top and covers the rows that scroll under it. */
  headHeight: number
}

/** Of what the rows scroll in, in pixels. */
interface Viewport {
  top: number
  height: number
}

interface Place extends Viewport {
  /** From a leap of several rows within one frame until the scroll rests: whole rows of nine cells, a page of them in each frame, would take longer than the frame. */
  skimming: boolean
}

/** The rows in view with a margin around them, in steps of `STEP`. */
export function rowsInView(
  { top, height }: Viewport,
  { count, rowHeight, headHeight }: RowSize,
): Pick<RowWindow, 'from' | 'to' | 'seen' | 'page'> {
  const visible = height - headHeight
  if (visible <= 0) return { from: 0, to: 0, seen: 0, page: 1 }
  const seen = Math.min(count, Math.ceil((top + visible) / rowHeight))
  const first = Math.min(Math.floor(Math.max(0, top) / rowHeight), Math.max(0, seen - 1))
  return {
    from: Math.max(0, Math.floor(first / STEP) - 1) * STEP,
    to: Math.min(count, (Math.ceil(seen / STEP) + 1) * STEP),
    seen,
    page: Math.max(1, Math.floor(visible / rowHeight)),
  }
}

/** Where to scroll so that the row shows whole: as little as it takes. */
export function offsetFor(index: number, { top, height }: Viewport, size: RowSize): number {
  const highest = index * size.rowHeight
  const lowest = highest + size.rowHeight + size.headHeight - height
  return Math.max(0, Math.min(highest, Math.max(lowest, top)))
}

function isSame(a: ReturnType<typeof rowsInView>, b: ReturnType<typeof rowsInView>): boolean {
  return a.from === b.from && a.to === b.to && a.page === b.page && isNear(a.seen, b.seen)
}

/** `seen` only tells when more rows are due, two screens ahead: a step or so late is early enough. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < STEP
}

function watch(
  element: HTMLElement | null,
  look: (event: 'scrolled' | 'rested' | 'resized') => void,
): (() => void) | undefined {
  if (!element) return undefined
  let rest: ReturnType<typeof setTimeout> | undefined
  const onScroll = () => {
    clearTimeout(rest)
    rest = setTimeout(() => look('rested'), RESTED_AFTER)
    look('scrolled')
  }
  const observer = new ResizeObserver(() => look('resized'))
  observer.observe(element)
  element.addEventListener('scroll', onScroll, { passive: true })
  return () => {
    clearTimeout(rest)
    observer.disconnect()
    element.removeEventListener('scroll', onScroll)
  }
}

/** Milliseconds without a scroll event. */
const RESTED_AFTER = 150

export interface DrawnRows {
  rows: readonly BinaryRow[]
  /** The place of each among all rows. */
  indexes: readonly number[]
}

/**
 * The rows of the window, and the one that has the tab stop wherever it is, so that focus is never lost.
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
