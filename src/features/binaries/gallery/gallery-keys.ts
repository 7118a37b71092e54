/** What a key means among cards: as in the table (`grid-navigation.ts`), but that what is beside a card is another file. */
import type { GridCommand, GridKey } from '../grid/grid-navigation.ts'

export interface GalleryBounds {
  count: number
  /** Cards side by side. */
  columns: number
  /** Rows of cards that fit in the view. */
  page: number
}

/**
 * @param at the card's place among all, from 0
 * @returns undefined for a key that means nothing here and is left to the browser
 */
export function galleryCommand(
  at: number,
  key: GridKey,
  bounds: GalleryBounds,
): GridCommand | undefined {
  if (key.altKey || bounds.count === 0) return undefined
  const ctrl = key.ctrlKey || key.metaKey
  if (key.key === 'Escape') return { type: 'escape' }
  if (ctrl && !key.shiftKey && key.key.toLowerCase() === 'a') return { type: 'all' }
  if (key.key === ' ') return key.shiftKey ? { type: 'range' } : { type: 'toggle' }
  if (key.key === 'Enter') {
    // Ctrl+Enter on a link opens a tab: the browser's own.
    if (ctrl) return undefined
    return key.shiftKey ? { type: 'preview' } : { type: 'open' }
  }
  const to = target(at, key.key, ctrl, bounds)
  if (to === undefined) return undefined
  return { type: key.shiftKey ? 'extend' : 'move', to: { row: to, column: 0 } }
}

function target(
  at: number,
  key: string,
  ctrl: boolean,
  { count, columns, page }: GalleryBounds,
): number | undefined {
  const last = count - 1
  const start = at - (at % columns)
  // Up and down stay in the column; only from the last full row down to a short one is the last card the nearest.
  const by = (rows: number) => {
    const to = at + rows * columns
    if (to < 0) return at % columns
    return to <= last ? to : Math.max(at, Math.min(last, last - (last % columns) + (at % columns)))
  }
  const jump = Math.max(1, page - 1)
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, at + 1)
    case 'ArrowLeft':
      return Math.max(0, at - 1)
    case 'ArrowDown':
      return by(1)
    case 'ArrowUp':
      return by(-1)
    case 'PageDown':
      return by(jump)
    case 'PageUp':
      return by(-jump)
    case 'Home':
      return ctrl ? 0 : start
    case 'End':
      return ctrl ? last : Math.min(last, start + columns - 1)
    default:
      return undefined
  }
}
