import type { KeyboardEvent, PointerEvent, RefObject } from 'react'
import styles from './split.module.css'

export interface SeparatorProps {
  /** What it divides. */
  frame: RefObject<HTMLElement | null>
  label: string
  /** Share of what is at its end, in per cent. */
  size: number
  onSize: (size: number) => void
}

const smallest = 20
const largest = 75

/** The line between two panes, of which neither becomes too small to be used. */
export function Separator({ frame, label, size, onSize }: SeparatorProps) {
  const resize = (next: number) => onSize(Math.min(largest, Math.max(smallest, next)))
  function onKeyDown(event: KeyboardEvent) {
    const next = sizeAfterKey(event.key, size)
    if (next === undefined) return
    event.preventDefault()
    resize(next)
  }
  function onPointerMove(event: PointerEvent<HTMLDivElement>) {
    if (!frame.current || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    const box = frame.current.getBoundingClientRect()
    resize(((box.right - event.clientX) / box.width) * 100)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a separator with a value is a control (ARIA 1.2)
    <div
      role="separator"
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={Math.round(size)}
      aria-valuemin={smallest}
      aria-valuemax={largest}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the same
      tabIndex={0}
      className={styles['separator']}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
    />
  )
}

/** The pane of interest is on the right: the left arrow makes it larger. */
function sizeAfterKey(key: string, size: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return size + 2
    case 'ArrowRight':
      return size - 2
    case 'Home':
      return largest
    case 'End':
      return smallest
    default:
      return undefined
  }
}
