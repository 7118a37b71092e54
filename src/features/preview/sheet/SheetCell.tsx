import type { CSSProperties } from 'react'
import type { GridCell } from '#formats/sheet/sheet-view.ts'
import { MARK } from '#formats/sheet/show-cell.ts'
import { cx } from '#ui/cx.ts'
import common from '../grid/grid.module.css'
import styles from './sheet.module.css'

export interface SheetCellProps {
  id: string
  cell: GridCell | undefined
  column: number
  /** Of merged cells. */
  span: { rows: number; columns: number } | undefined
  /** Draws a part of merged cells that are there already. */
  isRest: boolean
  isActive: boolean
  isConcealed: boolean
  style: CSSProperties
  onActivate: () => void
}

/** A cell of the grid. What its looks say is said in words too. */
export function SheetCell(props: SheetCellProps) {
  const { id, cell, column, span, isRest, isActive, isConcealed, style, onActivate } = props
  const marks = cell?.marks ?? 0
  const has = (mark: number) => (marks & mark) !== 0
  const className = cx(
    common['cell'],
    has(MARK.number) && common['number'],
    has(MARK.centre) && styles['centre'],
    has(MARK.bold) && styles['bold'],
    has(MARK.struck) && styles['struck'],
    has(MARK.partStruck) && styles['partStruck'],
    has(MARK.veiled | MARK.noValue) && styles['veiled'],
    has(MARK.error) && styles['error'],
    has(MARK.link) && styles['linked'],
    has(MARK.note) && styles['noted'],
    span && styles['merged'],
    isConcealed && common['concealed'],
    isActive && common['active'],
  )
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus, jsx-a11y/no-static-element-interactions -- the grid takes the keys
    <div
      id={isRest ? undefined : id}
      role={isRest ? 'presentation' : 'gridcell'}
      aria-hidden={isRest || undefined}
      aria-colindex={isRest ? undefined : column + 2}
      aria-colspan={isRest ? undefined : span?.columns}
      aria-rowspan={isRest ? undefined : span?.rows}
      aria-selected={isRest ? undefined : isActive || undefined}
      className={className}
      style={style}
      onClick={onActivate}
    >
      {has(MARK.negative) && (
        <span className={styles['sign']} title="Below zero">
          −
        </span>
      )}
      {oneLine(cell?.text ?? '')}
      {has(MARK.noValue) && '(no value)'}
      <Words marks={marks} />
    </div>
  )
}

const WORDS: readonly (readonly [mark: number, words: string])[] = [
  [MARK.struck, 'struck out'],
  [MARK.partStruck, 'partly struck out'],
  [MARK.veiled, 'hidden by its format'],
  [MARK.note, 'has a note'],
  [MARK.link, 'has a link'],
]

function Words({ marks }: { marks: number }) {
  const words = WORDS.filter(([mark]) => (marks & mark) !== 0).map(([, text]) => text)
  if (words.length === 0) return null
  return <span className={common['hidden']}> ({words.join(', ')})</span>
}

/** Line breaks as a sign: the line below shows the cell as it is. */
function oneLine(text: string): string {
  return text.replaceAll(/\r\n|\r|\n/g, ' ⏎ ')
}
