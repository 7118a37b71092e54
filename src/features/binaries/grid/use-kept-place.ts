import { useLayoutEffect, useRef, type RefObject } from 'react'
import type { BinaryRow } from '../list/rows.ts'

export interface KeptPlace {
  /** Where this list was left, in pixels; 0 for a list that is new. */
  initialOffset: number
  onScroll: () => void
}

export interface KeptPlaceOptions {
  rows: readonly BinaryRow[]
  rowHeight: number
  /** Rows side by side; 1 unless told. */
  columns?: number
  /** The same for the same list. */
  listKey: string
  /** Whether the list is to open where it was left. */
  returning: boolean
  /** Changes with sort and filters. */
  orderKey: string
}

/**
 * Keeps what the reader looks at where it is: rows that arrive or leave above push nothing away, a new order starts at
 * its top, and who comes back from a Binary finds the list as it was left.
 */
export function useKeptPlace(
  scroller: RefObject<HTMLElement | null>,
  { rows, rowHeight, columns = 1, listKey, returning, orderKey }: KeptPlaceOptions,
): KeptPlace {
  const anchor = useRef<{ id: string; offset: number } | undefined>(undefined)
  const shown = useRef({ rows, orderKey, rowHeight, columns })
  const remember = () => {
    const top = scroller.current?.scrollTop ?? 0
    places.set(listKey, top)
    const first = Math.floor(top / rowHeight)
    const row = shown.current.rows[first * columns]
    anchor.current = row && { id: row.id, offset: top - first * rowHeight }
  }
  useLayoutEffect(() => {
    const before = shown.current
    shown.current = { rows, orderKey, rowHeight, columns }
    const element = scroller.current
    if (!element || (before.rows === rows && before.columns === columns)) return
    if (before.orderKey !== orderKey) {
      element.scrollTo({ top: 0 })
      return
    }
    const kept = anchor.current
    if (kept === undefined || element.scrollTop === 0) return
    const first = Math.floor(element.scrollTop / rowHeight)
    if (rows[first * columns]?.id === kept.id) return
    const now = rows.findIndex((row) => row.id === kept.id)
    if (now !== -1) element.scrollTo({ top: Math.floor(now / columns) * rowHeight + kept.offset })
  }, [orderKey, rowHeight, columns, rows, scroller])
  return { initialOffset: returning ? (places.get(listKey) ?? 0) : 0, onScroll: remember }
}

/** In pixels, as long as the tab lives. */
const places = new Map<string, number>()
