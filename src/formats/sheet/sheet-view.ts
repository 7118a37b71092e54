import { CELL } from './cell-table.ts'
import { cellName, columnName, type Area } from './references.ts'
import { placeKey, type CellNote, type SheetContent } from './sheet-content.ts'
import { MARK, PLAIN_STYLE, rawValue, showCell, type CellContext } from './show-cell.ts'
import { LOCAL_DATE_CODE, LOCAL_TIME_CODE } from './show-number.ts'

/** A cell as the grid draws it: cut to what it can show. */
export interface GridCell {
  text: string
  /** See `MARK`. */
  marks: number
}

/** A row of the grid, cut to the columns asked for. */
export interface SheetRow {
  isHidden: boolean
  cells: readonly (GridCell | undefined)[]
  /** Of the columns that stand still. */
  pinned: readonly (GridCell | undefined)[]
}

/** What is wanted of a sheet: rows and columns from the first to behind the last, and those that stand still. */
export interface SheetRange {
  from: number
  to: number
  firstColumn: number
  lastColumn: number
  frozen: { rows: number; columns: number }
}

export interface SheetRows {
  rows: readonly SheetRow[]
  frozen: readonly SheetRow[]
  merges: readonly { area: Area; cell: GridCell | undefined }[]
}

/** All that is known of one cell. */
export interface CellDetail {
  /** "B7", or "B7:D8" where cells are merged. */
  name: string
  text: string
  /** Characters, which may be more than `text` has. */
  length: number
  marks: number
  /** The value behind it, where that is another one. */
  value: string | undefined
  formula: string | undefined
  /** The number format, where it is not the plain one. */
  format: string | undefined
  struck: string | undefined
  notes: readonly CellNote[]
  link: string | undefined
  /** What is to be said about it, each in a sentence. */
  remarks: readonly string[]
}

/** Characters of a cell that the grid gets; the whole of it is asked for apart. */
const CELL_LENGTH = 300
const WHOLE = 200_000
/** Merged areas of one view. */
const MOST_MERGES = 500

export function rowsOf(sheet: SheetContent, range: SheetRange, context: CellContext): SheetRows {
  const { frozen, from, to } = range
  const linked = linkedIn(sheet, range)
  const rowOf = (row: number): SheetRow => ({
    isHidden: sheet.hiddenRows.has(row),
    cells: cellsOf(sheet, row, range.firstColumn, range.lastColumn, context, linked),
    pinned: cellsOf(sheet, row, 0, frozen.columns, context, linked),
  })
  const merges: { area: Area; cell: GridCell | undefined }[] = []
  for (const area of sheet.merges) {
    const isInRows = (area.top < to && area.bottom >= from) || area.top < frozen.rows
    const isInColumns = area.left < range.lastColumn || area.left < frozen.columns
    if (!isInRows || !isInColumns || merges.length >= MOST_MERGES) continue
    const at = sheet.cells.find(area.top, area.left)
    merges.push({ area, cell: at === undefined ? undefined : gridCell(sheet, at, context, linked) })
  }
  return {
    rows: numbers(from, Math.min(to, sheet.rows)).map(rowOf),
    frozen: numbers(0, frozen.rows).map(rowOf),
    merges,
  }
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
}

function cellsOf(
  sheet: SheetContent,
  row: number,
  from: number,
  to: number,
  context: CellContext,
  linked: readonly Area[],
): (GridCell | undefined)[] {
  const { cells } = sheet
  const found = Array.from<GridCell | undefined>({ length: Math.max(0, to - from) })
  for (let at = cells.firstFrom(row, from); at < cells.count; at += 1) {
    const column = cells.columns[at] ?? 0
    if (cells.rows[at] !== row || column >= to) break
    found[column - from] = gridCell(sheet, at, context, linked)
  }
  // Notes stand on empty cells too.
  if (sheet.notes.size > 0) {
    for (let column = from; column < to; column += 1) {
      if (found[column - from] || !sheet.notes.has(placeKey(row, column))) continue
      found[column - from] = { text: '', marks: MARK.note }
    }
  }
  return found
}

function gridCell(
  sheet: SheetContent,
  at: number,
  context: CellContext,
  linked: readonly Area[],
): GridCell {
  const { text, marks } = showCell(sheet.cells, at, context)
  const row = sheet.cells.rows[at] ?? 0
  const column = sheet.cells.columns[at] ?? 0
  const isLinked = linked.some((area) => isInside(area, row, column))
  return {
    text: text.length > CELL_LENGTH ? `${text.slice(0, CELL_LENGTH)}…` : text,
    marks:
      marks | (sheet.notes.has(placeKey(row, column)) ? MARK.note : 0) | (isLinked ? MARK.link : 0),
  }
}

function linkedIn({ links }: SheetContent, { from, to, frozen }: SheetRange): Area[] {
  return links
    .map(({ area }) => area)
    .filter(({ top, bottom }) => (top < to && bottom >= from) || top < frozen.rows)
    .slice(0, 2000)
}

function isInside(area: Area, row: number, column: number): boolean {
  return row >= area.top && row <= area.bottom && column >= area.left && column <= area.right
}

/** A cell as text of its own: what only its looks say of it there is not lost. */
export function textOf({ text, marks }: CellDetail): string {
  return (marks & MARK.negative) === 0 ? text : `-${text}`
}

/** All that is known of a cell; of one that is covered by merged cells, of these. */
export function detailOf(
  sheet: SheetContent,
  row: number,
  column: number,
  context: CellContext,
): CellDetail {
  const merged = sheet.merges.find((area) => isInside(area, row, column))
  const top = merged?.top ?? row
  const left = merged?.left ?? column
  const name = cellName(top, left)
  const at = sheet.cells.find(top, left)
  const shown = at === undefined ? { text: '', marks: 0 } : showCell(sheet.cells, at, context)
  const value = at === undefined ? undefined : rawValue(sheet.cells, at, context)
  const formula = at === undefined ? undefined : sheet.cells.formulaAt(at)
  const code = at === undefined ? undefined : context.styles[sheet.cells.styles[at] ?? 0]?.code
  const isText = at !== undefined && sheet.cells.kindAt(at) === CELL.text
  const place = at === undefined ? -1 : (sheet.cells.values[at] ?? -1)
  return {
    name: merged ? `${name}:${cellName(merged.bottom, merged.right)}` : name,
    text: shown.text.slice(0, WHOLE),
    length: shown.text.length,
    marks: shown.marks,
    value: value === shown.text ? undefined : value,
    formula: formula === undefined ? undefined : context.texts.at(formula).slice(0, WHOLE),
    format: code === undefined || code === PLAIN_STYLE.code ? undefined : formatName(code),
    struck: isText ? context.texts.struck.get(place) : undefined,
    notes: sheet.notes.get(placeKey(top, left)) ?? [],
    link: sheet.links.find(({ area }) => isInside(area, top, left))?.target,
    remarks: remarksOf(sheet, top, left, shown),
  }
}

function formatName(code: string): string {
  if (code === LOCAL_DATE_CODE) return 'date, as the computer writes it'
  return code === LOCAL_TIME_CODE
    ? 'date and time, as the computer writes them'
    : code.slice(0, 255)
}

function remarksOf(
  sheet: SheetContent,
  row: number,
  column: number,
  { marks, note }: { marks: number; note?: string },
): string[] {
  const remarks: string[] = []
  if (note !== undefined) remarks.push(note)
  if (marks & MARK.negative) {
    remarks.push('It is below zero, which its format says by nothing, or by a colour alone.')
  }
  if (marks & MARK.veiled) remarks.push('Its format hides it in the spreadsheet program.')
  if (marks & MARK.noValue) {
    remarks.push('The file keeps no value of this formula, and nothing is calculated here.')
  }
  if (marks & MARK.struck) remarks.push('It is struck out.')
  if (sheet.hiddenRows.has(row)) remarks.push('Its row is hidden in the file.')
  if (sheet.hiddenColumns.has(column)) {
    remarks.push(`Column ${columnName(column)} is hidden in the file.`)
  }
  return remarks
}
