import { changeView, FITTED, type ImageView, type Size } from '#ui/picture/picture-view.ts'
import type { Area } from '../pixels/find-areas.ts'

/** How two pictures are looked at. */
export type Mode = 'sides' | 'swipe' | 'onion' | 'blink' | 'heat'

export const MODES: readonly { value: Mode; label: string }[] = [
  { value: 'sides', label: 'Side by side' },
  { value: 'swipe', label: 'Swipe' },
  { value: 'onion', label: 'Onion skin' },
  { value: 'blink', label: 'Blink' },
  { value: 'heat', label: 'Heat map' },
]

/** Of the frame, that an area takes when it is gone to, and screen pixels for one of the picture's at most. */
const SHARE = 0.4
const CLOSEST = 6

/** The view that shows an area in the middle, as large as is of use. */
export function viewOfArea(area: Area, picture: Size, frame: Size): ImageView {
  if (frame.width === 0 || frame.height === 0) return FITTED
  const fitting = Math.min(frame.width / area.width, frame.height / area.height) * SHARE
  const whole = Math.min(1, frame.width / picture.width, frame.height / picture.height)
  const zoom = Math.max(whole, Math.min(CLOSEST, fitting))
  const x = (picture.width / 2 - area.x - area.width / 2) * zoom
  const y = (picture.height / 2 - area.y - area.height / 2) * zoom
  // Panning by nothing keeps it within the frame.
  return changeView({ ...FITTED, zoom, x, y }, { type: 'pan', by: { x: 0, y: 0 } }, picture, frame)
}

/** The next value of a slider from 0 to 100 for a key (ARIA APG, slider); `undefined` for other keys. */
export function slidTo(key: string, value: number): number | undefined {
  const to = (next: number) => Math.min(100, Math.max(0, next))
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return to(value - 1)
    case 'ArrowRight':
    case 'ArrowUp':
      return to(value + 1)
    case 'PageDown':
      return to(value - 10)
    case 'PageUp':
      return to(value + 10)
    case 'Home':
      return 0
    case 'End':
      return 100
    default:
      return undefined
  }
}
