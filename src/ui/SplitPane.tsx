import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './split.module.css'

export interface SplitPaneProps {
  start: ReactNode
  /** Beside it, or nothing. On a narrow screen it covers `start`, so give it a way back. */
  end: ReactNode
  /** Names the separator: "Size of the reading pane". */
  label: string
  /** Share of `end`, in per cent; 40 unless told. */
  initialSize?: number | undefined
  /** Told when the reader has let go, to keep it. */
  onSizeChange?: ((size: number) => void) | undefined
}

const smallest = 20
const largest = 75

/** Two panes and a line between them that is dragged, or moved by arrow keys. */
export function SplitPane({ start, end, label, initialSize = 40, onSizeChange }: SplitPaneProps) {
  const frame = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState(() => within(initialSize))
  const open = end !== null && end !== undefined && end !== false
  function resize(next: number) {
    setSize(within(next))
  }
  function onKeyDown(event: KeyboardEvent) {
    const next = sizeAfterKey(event.key, size)
    if (next === undefined) return
    event.preventDefault()
    resize(next)
    onSizeChange?.(within(next))
  }
  function onPointerMove(event: PointerEvent<HTMLDivElement>) {
    if (!frame.current || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    const box = frame.current.getBoundingClientRect()
    resize(((box.right - event.clientX) / box.width) * 100)
  }
  return (
    <div
      ref={frame}
      className={cx(styles['split'], open && styles['withEnd'])}
      style={{ '--split-end': `${size}%` } as React.CSSProperties}
    >
      <div className={styles['start']}>{start}</div>
      {open && (
        <>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a separator with a value is a control (ARIA 1.2) */}
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
            onLostPointerCapture={() => onSizeChange?.(size)}
          />
          <div className={styles['end']}>{end}</div>
        </>
      )}
    </div>
  )
}

function within(size: number): number {
  return Math.min(largest, Math.max(smallest, Number.isFinite(size) ? size : 40))
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
