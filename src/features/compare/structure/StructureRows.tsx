import { useImperativeHandle, type Ref } from 'react'
import { cx } from '#ui/cx.ts'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { usePrinting } from '#ui/printing.ts'
import { drawRows } from '../shell/drawn-rows.tsx'
import { usePageRows } from '../shell/use-page-rows.ts'
import { markWords } from '../text/mark-words.ts'
import { CellsRow } from './CellsRow.tsx'
import { indent, SIGNS, SPOKEN } from './fate-signs.ts'
import type { Shown } from './fold-rows.ts'
import { Marked } from './Marked.tsx'
import type { StructureRow } from './rows.ts'
import styles from './structure.module.css'

export interface StructureRowsHandle {
  /** Scrolls the row of that place into view. */
  show: (place: number) => void
}

/** The rows of a comparison by structure. Only those near the view are in the document; their heights are measured. */
export function StructureRows(props: {
  shown: Shown[]
  /** The place of the change that one is at. */
  current: number | undefined
  titles: [left: string, right: string]
  onOpen: (start: number) => void
  ref: Ref<StructureRowsHandle>
}) {
  'use no memo' // TanStack Virtual hands out one mutable object.
  const { shown, current, titles, onOpen, ref } = props
  const { around, list, virtual, show } = usePageRows({
    count: shown.length,
    height: 30,
    overscan: 15,
  })
  const drawn = drawRows(virtual, shown.length, usePrinting())
  useImperativeHandle(ref, () => ({ show }))
  return (
    <div
      ref={around}
      className={styles['scroller']}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      role="group"
      aria-label="Changes"
    >
      <div
        role="table"
        aria-label={`${titles[0]} and ${titles[1]}, by structure`}
        aria-rowcount={shown.length + 1}
      >
        <div role="row" aria-rowindex={1} className={styles['head']}>
          <span role="columnheader">What</span>
          <span role="columnheader">{titles[0]}</span>
          <span role="columnheader">{titles[1]}</span>
        </div>
        <div ref={list} role="rowgroup" className={styles['rows']} style={{ height: drawn.height }}>
          {drawn.rows.map(({ index, style }) => (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 2}
              aria-current={index === current ? 'true' : undefined}
              data-index={index}
              ref={drawn.measure}
              className={styles['row']}
              style={style}
            >
              <ShownRow one={shown[index]} onOpen={onOpen} />
            </div>
          ))}
        </div>
      </div>
      {drawn.note}
    </div>
  )
}

function ShownRow(props: { one: Shown | undefined; onOpen: (start: number) => void }) {
  const { one, onOpen } = props
  if (one === undefined) return null
  if (one.kind === 'fold') {
    const count = one.end - one.start
    return (
      <div role="cell" className={styles['fold']}>
        <button type="button" onClick={() => onOpen(one.start)}>
          Show {count} unchanged
        </button>
      </div>
    )
  }
  switch (one.row.type) {
    case 'group':
      return (
        <div role="cell" className={styles['group']} style={indent(one.row.depth)}>
          <strong>{one.row.title}</strong> <code>{one.row.path}</code>
        </div>
      )
    case 'cells':
      return <CellsRow row={one.row} />
    case 'value':
      return <ValueRow row={one.row} />
  }
}

function ValueRow({ row }: { row: Extract<StructureRow, { type: 'value' }> }) {
  const { label, path, fate, before, after, note, depth } = row
  const words =
    fate === 'changed' && before !== undefined && after !== undefined
      ? markWords(before, after)
      : undefined
  return (
    <>
      <div role="rowheader" className={styles['label']} style={indent(depth)}>
        <span className={styles['sign']} aria-hidden="true">
          {SIGNS[fate]}
        </span>
        <span>
          {SPOKEN[fate] !== undefined && <VisuallyHidden>{SPOKEN[fate]}: </VisuallyHidden>}
          {label} {fate !== 'same' && path !== label && <code>{path}</code>}
          {note !== undefined && <em className={styles['note']}>{note}</em>}
        </span>
      </div>
      <div role="cell" className={cx(styles['value'], before !== undefined && styles[lost(fate)])}>
        <Marked as="del" stretches={words?.left} whole={before} isWhole={fate === 'removed'} />
      </div>
      <div role="cell" className={cx(styles['value'], after !== undefined && styles[come(fate)])}>
        <Marked as="ins" stretches={words?.right} whole={after} isWhole={fate === 'added'} />
      </div>
    </>
  )
}

function lost(fate: StructureRow['fate']): string {
  return fate === 'removed' || fate === 'changed' ? 'lost' : fate
}

function come(fate: StructureRow['fate']): string {
  return fate === 'added' || fate === 'changed' ? 'come' : fate
}
