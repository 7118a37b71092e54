import type { Block, FlowTable, TableCell } from '../flow/flow-document.ts'

/** A row's geometry (RTF 1.9.1, “Table Definitions”). */
export interface RowDefinition {
  /** Twips from the margin. */
  left: number
  isHeader: boolean
  /** Its first cell stands on the right. */
  isRtl: boolean
  cells: readonly CellDefinition[]
}

export interface CellDefinition {
  /** Of its right edge, in twips. */
  right: number
  /** `continued`: its content belongs to the cell before it, or above it. */
  across: 'first' | 'continued' | undefined
  down: 'first' | 'continued' | undefined
}

/** A row with the definition that was in force at its end. */
export interface RawRow {
  definition: RowDefinition
  cells: readonly (readonly Block[])[]
}

/** A change of edges below this is nobody's intent. Twips. */
const SAME_EDGE = 40
/** A row that begins this much further in has an empty place before it. Twips. */
const LEADING = 200
/** What a cell without an edge of its own is wide. Twips. */
const WIDTH = 1440
/** What HTML allows of both. */
const MOST_COLUMNS = 1000
const MOST_ROWS = 65_534

interface OpenCell {
  columns: number
  rows: number
  blocks: Block[]
}

/**
 * Builds the grid of a table out of rows that each have edges of their own: a cell is as many columns wide as there are
 * edges of any row below its width.
 */
export function buildTable(rows: readonly RawRow[]): FlowTable {
  const measured = rows.map(measureRow)
  const columns = columnsOf(measured)
  let above = new Map<number, OpenCell>()
  let isHead = true
  return {
    type: 'table',
    ...(rows[0]?.definition.isRtl === true && { direction: 'rtl' as const }),
    rows: measured.map((row, at) => {
      isHead &&= rows[at]?.definition.isHeader === true
      const next = new Map<number, OpenCell>()
      const cells = placeRow(row, columns, above, next)
      above = next
      return { isHeader: isHead, cells }
    }),
  }
}

interface MeasuredCell {
  left: number
  right: number
  isBelow: boolean
  startsDown: boolean
  blocks: Block[]
}

function measureRow({ definition, cells }: RawRow): MeasuredCell[] {
  const measured: MeasuredCell[] = []
  let left = definition.left
  for (const [at, blocks] of cells.entries()) {
    const cell = definition.cells[at]
    const right = Math.max(left, cell?.right ?? left + WIDTH)
    const before = measured.at(-1)
    if (cell?.across === 'continued' && before) {
      before.right = right
      for (const block of blocks) before.blocks.push(block)
    } else {
      measured.push({
        left,
        right,
        isBelow: cell?.down === 'continued',
        startsDown: cell?.down === 'first',
        blocks: [...blocks],
      })
    }
    left = right
  }
  return measured
}

/** The number of the column that begins at each edge. */
function columnsOf(rows: readonly MeasuredCell[][]): Map<number, number> {
  const edges = new Set<number>()
  for (const row of rows) {
    for (const [at, { left, right }] of row.entries()) {
      if (at === 0) edges.add(left)
      edges.add(right)
    }
  }
  const columns = new Map<number, number>()
  let column = -1
  let last = -Infinity
  for (const edge of [...edges].sort((a, b) => a - b)) {
    if (edge - last > SAME_EDGE) {
      column += 1
      last = edge
    }
    columns.set(edge, column)
  }
  return columns
}

function placeRow(
  row: readonly MeasuredCell[],
  columns: ReadonlyMap<number, number>,
  above: ReadonlyMap<number, OpenCell>,
  next: Map<number, OpenCell>,
): TableCell[] {
  const placed: TableCell[] = []
  const first = leastEdge(columns)
  for (const [at, cell] of row.entries()) {
    const start = columns.get(cell.left) ?? 0
    const width = Math.max(1, (columns.get(cell.right) ?? 0) - start)
    const isIn = at === 0 && start > 0 && cell.left - first > LEADING
    if (isIn) placed.push({ columns: clampColumns(start), rows: 1, blocks: [] })
    const columnsWide = clampColumns(at === 0 && !isIn ? width + start : width)
    const owner = cell.isBelow ? above.get(start) : undefined
    // Of another width it would stand under a wrong column, and move what follows it.
    if (owner?.columns === columnsWide && owner.rows < MOST_ROWS) {
      owner.rows += 1
      for (const block of cell.blocks) owner.blocks.push(block)
      next.set(start, owner)
      continue
    }
    const open = { columns: columnsWide, rows: 1, blocks: cell.blocks }
    placed.push(open)
    if (cell.startsDown || cell.isBelow) next.set(start, open)
  }
  return placed
}

function leastEdge(columns: ReadonlyMap<number, number>): number {
  const [first] = columns.keys()
  return first ?? 0
}

function clampColumns(columns: number): number {
  return Math.min(MOST_COLUMNS, columns)
}
