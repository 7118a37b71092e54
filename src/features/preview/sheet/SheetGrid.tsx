import { useEffect, useEffectEvent, useRef } from 'react'
import { columnName } from '#formats/sheet/references.ts'
import { textOf } from '#formats/sheet/sheet-view.ts'
import { announce } from '#ui/feedback/announcer.tsx'
import type { Place } from '../grid/column-layout.ts'
import { GridBox } from '../grid/GridBox.tsx'
import { useGrid } from '../grid/use-grid.ts'
import { numbersBetween, useWindow } from '../grid/use-window.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import { CellLine } from './CellLine.tsx'
import { SheetFind } from './SheetFind.tsx'
import { SheetRowView } from './SheetRowView.tsx'
import type { OpenSheet, SheetTarget } from './use-workbook.ts'
import styles from './sheet.module.css'

export interface SheetGridProps {
  open: OpenSheet
  label: string
  /** The cell that is chosen at first. */
  start: Place | undefined
  bar: HTMLElement | null
  onGo: (target: SheetTarget) => void
}

const CHARACTER = 7.6
const PADDING = 18
const WIDEST = 480

/** A sheet as a grid, with find in the bar above and the whole of the chosen cell below. */
export function SheetGrid({ open, label, start, bar, onGo }: SheetGridProps) {
  const { client, index, sheet } = open
  const scroller = useRef<HTMLDivElement>(null)
  const widths = sheet.widths.map((characters) =>
    Math.round(Math.min(WIDEST, Math.max(40, characters * CHARACTER + PADDING))),
  )
  const { rows, columns, frozen } = sheet
  const grid = useGrid({ rows, widths, frozen }, scroller, {
    onCopy: (place) => void copyCell(open, place),
  })
  const hidden = new Set(sheet.hiddenColumns)
  const known = useWindow(
    (range) => client.call('rows', { index, ...range, frozen: grid.frozen }),
    `${index} ${grid.frozen.rows} ${grid.frozen.columns}`,
    rows,
    grid.range,
  )
  const begin = useEffectEvent(() => start && grid.show(start))
  useEffect(() => {
    // The size of the view is known a frame later.
    const frame = requestAnimationFrame(() => begin())
    return () => cancelAnimationFrame(frame)
  }, [])
  const common = { grid, known, hiddenColumns: hidden, columns }
  return (
    <>
      <ViewerBar bar={bar} label="Sheet">
        <span className={styles['size']}>
          {rows.toLocaleString()} {rows === 1 ? 'row' : 'rows'}, {columns.toLocaleString()}{' '}
          {columns === 1 ? 'column' : 'columns'}
        </span>
        <SheetFind open={open} active={grid.active} onShow={grid.show} />
      </ViewerBar>
      <GridBox
        ref={scroller}
        grid={grid}
        label={label}
        help={HELP}
        rows={rows}
        columns={columns}
        nameOf={(column) => ({
          name: columnName(column),
          title: hidden.has(column) ? `${columnName(column)}, hidden in the file` : undefined,
          isHidden: hidden.has(column),
        })}
        frozen={(id) =>
          numbersBetween(0, grid.frozen.rows).map((row) => (
            <SheetRowView key={row} {...common} id={id} row={row} isFrozen />
          ))
        }
      >
        {(id) =>
          numbersBetween(grid.range.from, grid.range.to).map((row) => (
            <SheetRowView key={row} {...common} id={id} row={row} isFrozen={false} />
          ))
        }
      </GridBox>
      <CellLine open={open} place={grid.active} onGo={onGo} />
    </>
  )
}

const HELP =
  'Arrow keys move. Control with an arrow key goes to the end. Shift with left or right changes the width of the column. Control and C copies the cell.'

async function copyCell({ client, index }: OpenSheet, { row, column }: Place): Promise<void> {
  try {
    const text =
      row < 0 ? columnName(column) : textOf(await client.call('cell', { index, row, column }))
    await navigator.clipboard.writeText(text)
    announce('Copied the cell')
  } catch {
    announce('The browser did not allow copying')
  }
}
