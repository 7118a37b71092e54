import { type ReactNode, useState } from 'react'
import type { FlowTable, TableRow } from '#formats/flow/flow-document.ts'
import { Button } from '#ui/controls/Button.tsx'
import { cx } from '#ui/cx.ts'
import { useAround } from './document-context.ts'
import type { Own } from './document-words.ts'
import { Changed } from './InlineView.tsx'
import styles from './inline.module.css'

/** Rows that are laid out at once; the tables of the text itself come in pieces of fewer. */
const STEP = 1000

/** A table with its header rows, which can be scrolled sideways where it is wide. */
export function TableView({ table, own }: { table: FlowTable; own: Own }) {
  const [limit, setLimit] = useState(STEP)
  const { rows, direction } = table
  const firstOther = rows.findIndex(({ isHeader }) => !isHeader)
  const heads = firstOther === -1 ? 0 : firstOther
  const left = rows.length - limit
  return (
    <div
      {...own}
      className={styles['tableScroller']}
      role="group"
      aria-label="Table"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table dir={direction}>
        {heads > 0 && (
          <thead>
            <Rows rows={rows.slice(0, heads)} isHead />
          </thead>
        )}
        <tbody>
          <Rows rows={rows.slice(heads, limit)} />
        </tbody>
      </table>
      {left > 0 && (
        <Button size="s" onClick={() => setLimit(limit + STEP)}>
          Show more of the {left.toLocaleString()} rows that follow
        </Button>
      )}
    </div>
  )
}

function Rows({ rows, isHead = false }: { rows: readonly TableRow[]; isHead?: boolean }) {
  // Rows and cells have no identity but their place, and never change once they are read.
  return rows.map(({ cells, change }, row) => {
    const key = `${row}`
    return (
      <tr key={key} className={cx(change && styles[change.type])}>
        {cells.map(({ columns, rows, blocks }, place) => {
          const key = `${place}`
          const span = { colSpan: columns, rowSpan: rows }
          const inside = (
            <CellContent blocks={blocks}>
              {change && place === 0 && <Changed change={change}>row</Changed>}
            </CellContent>
          )
          return isHead ? (
            <th key={key} scope="col" {...span}>
              {inside}
            </th>
          ) : (
            <td key={key} {...span}>
              {inside}
            </td>
          )
        })}
      </tr>
    )
  })
}

function CellContent(props: {
  blocks: TableRow['cells'][number]['blocks']
  children: ReactNode
}): ReactNode {
  const { renderBlocks } = useAround()
  return (
    <>
      {props.children}
      {renderBlocks(props.blocks)}
    </>
  )
}
