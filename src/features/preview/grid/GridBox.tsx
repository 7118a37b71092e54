import { useId, type ReactNode, type Ref } from 'react'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { scrollHeight, topOf } from '../rows/row-scroll.ts'
import type { Place } from './column-layout.ts'
import { GridHead, type ColumnName } from './GridHead.tsx'
import type { Grid } from './use-grid.ts'
import styles from './grid.module.css'

export interface GridBoxProps {
  grid: Grid
  label: string
  /** What the keys do, in a sentence or more. */
  help: string
  rows: number
  columns: number
  nameOf: (column: number) => ColumnName
  /** Rows that stand still below the names. @param id that the ids of cells begin with */
  frozen?: ((id: string) => ReactNode) | undefined
  /** The rows in view. */
  children: (id: string) => ReactNode
  ref: Ref<HTMLDivElement>
}

/** A grid: only what is in view is in the document, whatever the number of rows and columns. */
export function GridBox(props: GridBoxProps) {
  const { grid, label, help, rows, columns, nameOf, frozen, children, ref } = props
  const id = useId()
  const { active, layout, numbers, range, scroll } = grid
  const size = {
    blockSize: scrollHeight(scroll),
    inlineSize: numbers + (layout.starts.at(-1) ?? 0),
  }
  return (
    <>
      <VisuallyHidden id={`${id}-help`} hidden>
        {help}
      </VisuallyHidden>
      <div
        ref={ref}
        className={styles['scroller']}
        role="grid"
        aria-label={label}
        aria-readonly="true"
        aria-rowcount={rows + 1}
        aria-colcount={columns + 1}
        aria-describedby={`${id}-help`}
        aria-activedescendant={
          active && isDrawn(active, grid) ? `${id}-${active.row}-${active.column}` : undefined
        }
        tabIndex={0}
        onFocus={() => active ?? grid.setActive({ row: 0, column: 0 })}
        onKeyDown={(event) => grid.press(event) && event.preventDefault()}
        onScroll={(event) => grid.scrolled(event.currentTarget.scrollLeft)}
      >
        <GridHead id={id} grid={grid} nameOf={nameOf}>
          {frozen?.(id)}
        </GridHead>
        <div className={styles['whole']} role="presentation" style={size}>
          <div
            className={styles['rows']}
            role="rowgroup"
            style={{ insetBlockStart: topOf(scroll, range.from - grid.frozen.rows) }}
          >
            {children(id)}
          </div>
        </div>
      </div>
    </>
  )
}

function isDrawn({ row, column }: Place, { range, frozen }: Grid): boolean {
  const inRows = row === -1 || row < frozen.rows || (row >= range.from && row < range.to)
  const inColumns =
    column < frozen.columns || (column >= range.firstColumn && column < range.lastColumn)
  return inRows && inColumns
}
