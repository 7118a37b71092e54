import { lazy, Suspense, useRef, useState, type ComponentType, type ReactNode } from 'react'
import { cx } from '../cx.ts'
import type { SeparatorProps } from './Separator.tsx'
import styles from './split.module.css'

/** With the first pane; where it can't be loaded, the pane stays as wide as it is. */
const Separator = lazy(async () => ({ default: await loadSeparator().catch(() => nothing) }))
const loadSeparator = async () => (await import('./Separator.tsx')).Separator
const nothing: ComponentType<SeparatorProps> = () => null

export interface SplitPaneProps {
  start: ReactNode
  /** Beside it, or nothing. On a narrow screen it covers `start`, so give it a way back. */
  end: ReactNode
  /** Names the separator: "Size of the reading pane". */
  label: string
  /** Share of `end`, in per cent. */
  initialSize: number
}

/** Two panes and a line between them that is dragged, or moved by arrow keys. */
export function SplitPane({ start, end, label, initialSize }: SplitPaneProps) {
  const frame = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState(initialSize)
  const open = end !== null && end !== undefined && end !== false
  return (
    <div
      ref={frame}
      className={cx(styles['split'], open && styles['withEnd'])}
      style={{ '--split-end': `${size}%` } as React.CSSProperties}
    >
      <div className={styles['start']}>{start}</div>
      {open && (
        <>
          <Suspense fallback={<div className={styles['separator']} />}>
            <Separator frame={frame} label={label} size={size} onSize={setSize} />
          </Suspense>
          <div className={styles['end']}>{end}</div>
        </>
      )}
    </div>
  )
}
