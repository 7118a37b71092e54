import { useVirtualizer } from '@tanstack/react-virtual'
import { useImperativeHandle, useRef, type ReactNode, type Ref } from 'react'
import { cx } from '#ui/cx.ts'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import type { Shown } from './fold-rows.ts'
import type { DiffRow, LineDiff } from './line-diff.ts'
import { markWords, type Stretch } from './mark-words.ts'
import styles from './text-diff.module.css'

export interface DiffRowsHandle {
  /** Scrolls the row of that index into view. */
  show: (index: number) => void
}

/**
 * Two texts by rows. Only the rows near the view are in the document; their heights are measured, since long lines wrap.
 *
 * Not `@codemirror/merge`: its folds open by mouse alone, nothing but colour tells a change, and a large removed part is
 * drawn whole (docs/decisions/0006-difference-view.md).
 */
export function DiffRows(props: {
  diff: LineDiff
  shown: Shown[]
  inline: boolean
  titles: [left: string, right: string]
  onOpen: (start: number) => void
  ref: Ref<DiffRowsHandle>
}) {
  'use no memo' // TanStack Virtual hands out one mutable object.
  const { diff, shown, inline, titles, onOpen, ref } = props
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 22,
    overscan: 20,
  })
  useImperativeHandle(ref, () => ({
    show: (index) => virtual.scrollToIndex(index, { align: 'center' }),
  }))
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div ref={scroller} className={styles['scroller']} tabIndex={0} role="group" aria-label="Lines">
      <div
        role="table"
        aria-label={`${titles[0]} and ${titles[1]}, line by line`}
        aria-rowcount={shown.length}
        className={cx(styles['rows'], inline && styles['inline'])}
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 1}
            data-index={index}
            ref={virtual.measureElement}
            className={styles['row']}
            style={{ transform: `translateY(${start}px)` }}
          >
            <ShownRow one={shown[index]} diff={diff} inline={inline} onOpen={onOpen} />
          </div>
        ))}
      </div>
    </div>
  )
}

function ShownRow(props: {
  one: Shown | undefined
  diff: LineDiff
  inline: boolean
  onOpen: (start: number) => void
}): ReactNode {
  const { one, diff, inline, onOpen } = props
  if (one === undefined) return null
  if (one.kind === 'fold') {
    return (
      <div role="cell" className={styles['fold']}>
        <button type="button" onClick={() => onOpen(one.start)}>
          Show {one.end - one.start} unchanged lines
        </button>
      </div>
    )
  }
  const { left, right } = sides(one.row, diff)
  if (inline && one.row.kind === 'same') return <Half half={right} />
  return (
    <>
      {(!inline || left.number !== undefined) && <Half half={left} />}
      {(!inline || right.number !== undefined) && <Half half={right} />}
    </>
  )
}

interface HalfLine {
  /** From 1; absent where this side has no such line. */
  number: number | undefined
  stretches: Stretch[]
  change: 'same' | 'removed' | 'added' | 'none'
}

function sides(row: DiffRow, diff: LineDiff): { left: HalfLine; right: HalfLine } {
  const none: HalfLine = { number: undefined, stretches: [], change: 'none' }
  const line = (lines: string[], at: number, change: HalfLine['change']): HalfLine => ({
    number: at + 1,
    stretches: [{ text: lines[at] ?? '', marked: false }],
    change,
  })
  switch (row.kind) {
    case 'same':
      return { left: line(diff.left, row.left, 'same'), right: line(diff.right, row.right, 'same') }
    case 'removed':
      return { left: line(diff.left, row.left, 'removed'), right: none }
    case 'added':
      return { left: none, right: line(diff.right, row.right, 'added') }
    case 'changed': {
      const words = markWords(diff.left[row.left] ?? '', diff.right[row.right] ?? '')
      return {
        left: { number: row.left + 1, stretches: words.left, change: 'removed' },
        right: { number: row.right + 1, stretches: words.right, change: 'added' },
      }
    }
  }
}

const SIGNS = { same: ' ', none: ' ', removed: '−', added: '+' } as const
const SPOKEN = { same: undefined, none: undefined, removed: 'Removed: ', added: 'Added: ' } as const

function Half({ half }: { half: HalfLine }) {
  const Mark = half.change === 'removed' ? 'del' : 'ins'
  return (
    <div role="cell" className={cx(styles['half'], styles[half.change])}>
      <span className={styles['number']}>{half.number}</span>
      <span className={styles['sign']} aria-hidden="true">
        {SIGNS[half.change]}
      </span>
      <span className={styles['text']}>
        {SPOKEN[half.change] !== undefined && (
          <VisuallyHidden>{SPOKEN[half.change]}</VisuallyHidden>
        )}
        {half.stretches.map(({ text, marked }, index) =>
          // oxlint-disable-next-line react/no-array-index-key -- stretches have no other identity and never move
          marked ? <Mark key={index}>{text}</Mark> : <span key={index}>{text}</span>,
        )}
      </span>
    </div>
  )
}
