import { useImperativeHandle, type ReactNode, type Ref } from 'react'
import { cx } from '#ui/cx.ts'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { usePrinting } from '#ui/printing.ts'
import { drawRows } from '../shell/drawn-rows.tsx'
import { usePageRows } from '../shell/use-page-rows.ts'
import { spanWords, type TextDiff } from './diff-texts.ts'
import type { Shown, ShownRows } from './fold-hunks.ts'
import type { Hunk } from './hunk.ts'
import { lineAt } from './lines.ts'
import { drawnLine, drawnPair, markWords, type Stretch } from './mark-words.ts'
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
  diff: TextDiff
  shown: ShownRows
  inline: boolean
  titles: [left: string, right: string]
  onOpen: (hunk: number) => void
  ref: Ref<DiffRowsHandle>
}) {
  'use no memo' // TanStack Virtual hands out one mutable object.
  const { diff, shown, inline, titles, onOpen, ref } = props
  const { around, list, virtual, show } = usePageRows({
    count: shown.count,
    height: 22,
    overscan: 20,
  })
  const drawn = drawRows(virtual, shown.count, usePrinting())
  useImperativeHandle(ref, () => ({ show }))
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div ref={around} className={styles['scroller']} tabIndex={0} role="group" aria-label="Lines">
      <div
        ref={list}
        role="table"
        aria-label={`${titles[0]} and ${titles[1]}, line by line`}
        aria-rowcount={shown.count}
        className={cx(styles['rows'], inline && styles['inline'])}
        style={{ height: drawn.height }}
      >
        {drawn.rows.map(({ index, style }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 1}
            data-index={index}
            ref={drawn.measure}
            className={styles['row']}
            style={style}
          >
            <ShownRow one={shown.at(index)} diff={diff} inline={inline} onOpen={onOpen} />
          </div>
        ))}
      </div>
      {drawn.note}
    </div>
  )
}

function ShownRow(props: {
  one: Shown | undefined
  diff: TextDiff
  inline: boolean
  onOpen: (hunk: number) => void
}): ReactNode {
  const { one, diff, inline, onOpen } = props
  if (one === undefined) return null
  if (one.kind === 'fold') {
    return (
      <div role="cell" className={styles['fold']}>
        <button type="button" onClick={() => onOpen(one.key)}>
          Show {one.count} unchanged lines
        </button>
      </div>
    )
  }
  const { left, right } = sides(one.hunk, one.offset, diff)
  if (inline && one.hunk.kind === 'same') return <Half half={right} />
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
  /** Where a moved line stands on the other side, in words. */
  moved: string | undefined
}

const NONE: HalfLine = { number: undefined, stretches: [], change: 'none', moved: undefined }

function sides(hunk: Hunk, offset: number, diff: TextDiff): { left: HalfLine; right: HalfLine } {
  const line = (text: string, at: number, change: HalfLine['change'], moved?: string) => ({
    number: at + 1,
    stretches: [{ text: drawnLine(text), marked: false }],
    change,
    moved,
  })
  switch (hunk.kind) {
    case 'same': {
      const [left, right] = [hunk.left + offset, hunk.right + offset]
      return {
        left: line(lineAt(diff.left, left), left, 'same'),
        right: line(lineAt(diff.right, right), right, 'same'),
      }
    }
    case 'removed': {
      const at = hunk.left + offset
      const moved =
        hunk.to === undefined || offset > 0
          ? undefined
          : `Moved to ${spanWords(hunk.to, hunk.count).toLowerCase()}`
      return { left: line(lineAt(diff.left, at), at, 'removed', moved), right: NONE }
    }
    case 'added': {
      const at = hunk.right + offset
      const moved =
        hunk.from === undefined || offset > 0
          ? undefined
          : `Moved from ${spanWords(hunk.from, hunk.count).toLowerCase()}`
      return { left: NONE, right: line(lineAt(diff.right, at), at, 'added', moved) }
    }
    case 'changed': {
      const [left, right] = [hunk.left + offset, hunk.right + offset]
      const words = markWords(...drawnPair(lineAt(diff.left, left), lineAt(diff.right, right)))
      return {
        left: { ...line('', left, 'removed'), stretches: words.left },
        right: { ...line('', right, 'added'), stretches: words.right },
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
        {half.moved !== undefined && <span className={styles['moved']}>{half.moved}</span>}
        {half.stretches.map(({ text, marked }, index) =>
          // oxlint-disable-next-line react/no-array-index-key -- stretches have no other identity and never move
          marked ? <Mark key={index}>{text}</Mark> : <span key={index}>{text}</span>,
        )}
      </span>
    </div>
  )
}
