import { EyeOff } from 'lucide-react'
import type { Area } from '#formats/sheet/references.ts'
import type { GridCell, SheetRow, SheetRows } from '#formats/sheet/sheet-view.ts'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import { placeOf } from '../grid/GridHead.tsx'
import { ROW_HEIGHT, type Grid } from '../grid/use-grid.ts'
import { numbersBetween, type GridWindow } from '../grid/use-window.ts'
import { SheetCell } from './SheetCell.tsx'
import common from '../grid/grid.module.css'
import styles from './sheet.module.css'

export interface SheetRowProps {
  id: string
  grid: Grid
  known: GridWindow<SheetRows> | undefined
  hiddenColumns: ReadonlySet<number>
  row: number
  /** Whether it is one of the rows that stand still. */
  isFrozen: boolean
}

/** A row of a sheet: its number, the columns that stand still, and those in view. */
export function SheetRowView(props: SheetRowProps) {
  const { grid, known, row, isFrozen } = props
  const { range, numbers, frozen, pinned } = grid
  const read = isFrozen ? known?.value.frozen[row] : known?.value.rows[row - known.from]
  return (
    <div
      role="row"
      aria-rowindex={row + 2}
      className={cx(
        common['row'],
        isFrozen && styles['frozen'],
        row === frozen.rows - 1 && styles['lastFrozen'],
        read?.isHidden === true && common['concealed'],
        read?.isHidden === true && styles['hiddenRow'],
      )}
    >
      <div
        role="rowheader"
        aria-colindex={1}
        className={cx(common['rowNumber'], read?.isHidden === true && styles['hiddenNumber'])}
        style={{ inlineSize: numbers }}
        title={read?.isHidden === true ? 'Hidden in the file' : undefined}
      >
        {read?.isHidden === true && <Icon icon={EyeOff} size={12} />}
        {row + 1}
        {read?.isHidden === true && <span className={common['hidden']}> (hidden)</span>}
      </div>
      {frozen.columns > 0 && (
        <div
          role="presentation"
          className={cx(common['pinned'], styles['pinned'])}
          style={{ insetInlineStart: numbers, inlineSize: pinned }}
        >
          <Cells {...props} read={read} from={0} to={frozen.columns} isPinned />
        </div>
      )}
      <Cells
        {...props}
        read={read}
        from={range.firstColumn}
        to={range.lastColumn}
        isPinned={false}
      />
    </div>
  )
}

interface CellsProps extends SheetRowProps {
  read: SheetRow | undefined
  from: number
  to: number
  isPinned: boolean
}

function Cells({ id, grid, known, hiddenColumns, row, read, from, to, ...where }: CellsProps) {
  const { isFrozen, isPinned } = where
  const { active, range, frozen, layout, numbers } = grid
  const start = isPinned ? 0 : numbers
  const merges = (known?.value.merges ?? []).filter(
    ({ area }) => row >= area.top && row <= area.bottom,
  )
  const firstRow = isFrozen ? 0 : range.from
  const lastRow = (isFrozen ? frozen.rows : range.to) - 1
  return numbersBetween(from, to).map((column) => {
    const merge = merges.find(({ area }) => column >= area.left && column <= area.right)
    const area = merge?.area
    if (area && (row > Math.max(area.top, firstRow) || column > Math.max(area.left, from))) {
      return null
    }
    const isActive = active !== undefined && isAt(active, area, row, column)
    const size = area
      ? mergedSize(area, Math.min(area.bottom, lastRow) - row + 1, grid, start)
      : placeOf(layout, column, start)
    const at = area && isActive ? active : { row, column }
    return (
      <SheetCell
        key={column}
        id={`${id}-${at.row}-${at.column}`}
        // The part of a merged cell that stands still has the name; the other one is the rest of the same.
        isRest={area !== undefined && !isPinned && area.left < frozen.columns}
        cell={merge ? merge.cell : cellOf(read, known, column, isPinned)}
        column={area?.left ?? column}
        span={area && { rows: area.bottom - area.top + 1, columns: area.right - area.left + 1 }}
        isActive={isActive}
        isConcealed={hiddenColumns.has(column)}
        style={size}
        onActivate={() => grid.setActive({ row: area?.top ?? row, column: area?.left ?? column })}
      />
    )
  })
}

function isAt(
  active: { row: number; column: number },
  area: Area | undefined,
  row: number,
  column: number,
): boolean {
  if (!area) return active.row === row && active.column === column
  const isInRows = active.row >= area.top && active.row <= area.bottom
  return isInRows && active.column >= area.left && active.column <= area.right
}

function cellOf(
  read: SheetRow | undefined,
  known: GridWindow<SheetRows> | undefined,
  column: number,
  isPinned: boolean,
): GridCell | undefined {
  if (isPinned) return read?.pinned[column]
  if (!known || column < known.firstColumn || column >= known.lastColumn) return undefined
  return read?.cells[column - known.firstColumn]
}

/** Over all of its columns, in view or not, and as many of its rows as are drawn below its first one. */
function mergedSize(area: Area, rows: number, { layout }: Grid, start: number) {
  return {
    ...placeOf(layout, area.left, start, area.right - area.left + 1),
    blockSize: rows * ROW_HEIGHT - 1,
  }
}
