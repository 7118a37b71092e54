import { detectDialect, mostCommon } from './detect-dialect.ts'
import { indexRows, readRow, type Dialect, type OddQuote, type RowIndex } from './index-rows.ts'
import { parseNumber } from './sort-rows.ts'

/** A delimited text as a table: what a viewer shows and a differ compares. A row's identity is its number in the file. */
export interface Table {
  text: string
  dialect: Dialect
  /** As it was found, whatever was chosen. */
  found: Dialect
  index: RowIndex
  columns: readonly Column[]
  ragged: RaggedRows
  /** What the reader is to know: lines that are not rows, columns left out. */
  notes: readonly string[]
}

export interface Column {
  /** From the header, else `Column 3`. */
  name: string
  /** Of the longest of its first cells, in characters; bounded. */
  width: number
  numeric: boolean
}

export interface RaggedRows {
  /** Cells of the header, or of most rows. */
  expected: number
  /** How many rows have more or fewer. */
  count: number
  /** The first of them; rows from 0. */
  first: readonly { row: number; cells: number }[]
  blank: number
}

/** Columns that a grid shows; what is right of them is said. */
const MAX_COLUMNS = 20_000
const SAMPLE_ROWS = 200
const RAGGED_KEPT = 100

/** @param chosen what the reader set by hand; what is left out is found */
export function readTable(text: string, chosen: Partial<Dialect> = {}, contentType = ''): Table {
  const start = detectDialect(text, contentType)
  const dialect = { ...start.dialect, ...chosen }
  const index = indexRows(text, dialect, start.from)
  const notes =
    start.from === 0 ? [] : ['The first line names the delimiter and is not shown as a row.']
  if (index.columns > MAX_COLUMNS) {
    notes.push(
      `Only the first ${MAX_COLUMNS} of ${index.columns} columns are shown; the source has all.`,
    )
  }
  return {
    text,
    dialect,
    found: start.dialect,
    index,
    columns: readColumns(text, index, dialect),
    ragged: findRagged(index, dialect.header),
    notes,
  }
}

/** The cells of a row, from 0; none for a blank line. */
export function cellsOf(table: Table, row: number, most = Infinity): string[] {
  const { text, index, dialect } = table
  if (row >= index.rows || index.cells[row] === 0) return []
  return readRow(text, index.starts[row] ?? 0, dialect, most)
}

/** What is odd about the quotes of a row, as a sentence. */
export function quoteWords({ row, type }: OddQuote): string {
  return type === 'never closed'
    ? `Row ${row + 1} opens a quote that is never closed: all that follows is in that cell.`
    : `Row ${row + 1} has text after a closing quote.`
}

function readColumns(text: string, index: RowIndex, dialect: Dialect): Column[] {
  const count = Math.min(index.columns, MAX_COLUMNS)
  const widths = new Uint8Array(count)
  const filled = new Uint32Array(count)
  const numbers = new Uint32Array(count)
  const rows = Math.min(index.rows, SAMPLE_ROWS)
  let names: string[] = []
  for (let row = 0; row < rows; row += 1) {
    if (index.cells[row] === 0) continue
    const cells = readRow(text, index.starts[row] ?? 0, dialect, count)
    const isHeader = row === 0 && dialect.header
    if (isHeader) names = cells
    for (let column = 0; column < cells.length; column += 1) {
      const cell = cells[column] ?? ''
      widths[column] = Math.max(widths[column] ?? 0, Math.min(60, cell.length))
      if (isHeader || cell === '') continue
      filled[column] = (filled[column] ?? 0) + 1
      const number = parseNumber(cell, '.') ?? parseNumber(cell, ',')
      if (number !== undefined) numbers[column] = (numbers[column] ?? 0) + 1
    }
  }
  return Array.from({ length: count }, (_, column) => ({
    name: (names[column] ?? '').slice(0, 200) || `Column ${column + 1}`,
    width: widths[column] ?? 0,
    numeric: (filled[column] ?? 0) > 0 && numbers[column] === filled[column],
  }))
}

function findRagged({ cells, rows }: RowIndex, header: boolean): RaggedRows {
  const usual = mostCommon([...cells.subarray(0, 1000)].filter((count) => count > 0))
  const expected = (header ? cells[0] : 0) || usual
  const first: { row: number; cells: number }[] = []
  let count = 0
  let blank = 0
  for (let row = 0; row < rows; row += 1) {
    const own = cells[row] ?? 0
    if (own === 0) blank += 1
    else if (own !== expected) {
      count += 1
      if (first.length < RAGGED_KEPT) first.push({ row, cells: own })
    }
  }
  return { expected, count, first, blank }
}
