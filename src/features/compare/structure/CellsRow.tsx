import { cx } from '#ui/cx.ts'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { toldApart } from '../look-alike.ts'
import { indent, SIGNS, SPOKEN } from './fate-signs.ts'
import { Marked } from './Marked.tsx'
import type { CellPair, StructureRow } from './rows.ts'
import styles from './structure.module.css'

/** A row of a table, once: cells that changed hold both values. */
export function CellsRow({ row }: { row: Extract<StructureRow, { type: 'cells' }> }) {
  const { label, fate, cells, depth } = row
  return (
    <>
      <div role="rowheader" className={styles['label']} style={indent(depth)}>
        <span className={styles['sign']} aria-hidden="true">
          {SIGNS[fate]}
        </span>
        <span>
          {SPOKEN[fate] !== undefined && <VisuallyHidden>{SPOKEN[fate]}: </VisuallyHidden>}
          {label}
        </span>
      </div>
      <div role="cell" className={styles['cells']}>
        {cells.map((cell, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a cell is its place
          <Cell key={index} cell={cell} />
        ))}
      </div>
    </>
  )
}

function Cell({ cell: { before, after } }: { cell: CellPair }) {
  if (before === after) return <span className={styles['cell']}>{after}</span>
  const isBoth = before !== undefined && after !== undefined
  const [old, now] = isBoth ? toldApart(before, after) : [before, after]
  return (
    <span className={cx(styles['cell'], styles['changed'])}>
      <Marked as="del" stretches={undefined} whole={old} isWhole />
      {isBoth && <span aria-hidden="true"> → </span>}
      <Marked as="ins" stretches={undefined} whole={now} isWhole />
    </span>
  )
}
