import type { KeyboardEvent } from 'react'
import { clampRow, type RowScroll } from './row-scroll.ts'

/** The first row in view after a key, as a text reader moves; `undefined` for any other key. */
export function rowAfterKey(
  event: KeyboardEvent,
  row: number,
  scroll: RowScroll,
): number | undefined {
  if (event.altKey || event.metaKey) return undefined
  const page = Math.max(1, Math.floor(scroll.view / scroll.rowHeight) - 1)
  switch (event.key) {
    case 'ArrowDown':
      return clampRow(scroll, row + 1)
    case 'ArrowUp':
      return clampRow(scroll, row - 1)
    case 'PageDown':
      return clampRow(scroll, row + page)
    case 'PageUp':
      return clampRow(scroll, row - page)
    case 'Home':
      return 0
    case 'End':
      return clampRow(scroll, scroll.rows)
    default:
      return undefined
  }
}
