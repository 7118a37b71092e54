import type { Dialect } from '#formats/csv/index-rows.ts'
import { sortRows, type SortOrder } from '#formats/csv/sort-rows.ts'
import {
  cellsOf,
  quoteWords,
  readTable,
  type Column,
  type RaggedRows,
  type Table,
} from '#formats/csv/table.ts'
import { decodeContent } from '#formats/text/decode-content.ts'
import type { Encoding } from '#formats/text/encodings.ts'
import { serveCalls } from '#lib/worker-session.ts'
import type { CellRange } from '../grid/use-grid.ts'

export interface OpenTable {
  blob: Blob
  contentType: string
  charset: string | undefined
  /** Chosen by hand, as the parts of the dialect are. */
  encoding: Encoding | undefined
  dialect: Partial<Dialect>
}

/** A table without its rows. */
export interface OpenedTable {
  encoding: string
  /** As found, whatever was chosen. */
  foundEncoding: string
  /** Whether nothing told it. */
  isGuess: boolean
  dialect: Dialect
  found: Dialect
  /** Rows of data: without the header. */
  rows: number
  allColumns: number
  columns: readonly Column[]
  ragged: RaggedRows
  /** In words. */
  oddQuotes: readonly { row: number; words: string }[]
  notes: readonly string[]
}

/** A row of the grid, cut to the columns asked for and to what a cell can show. */
export interface GridRow {
  /** Its number in the file, from 0. */
  row: number
  /** Cells in all, in view or not. */
  count: number
  cells: readonly string[]
}

/** Characters of a cell that the grid gets; the whole of it is asked for apart. */
const CELL = 300
const WHOLE_CELL = 200_000

let table: Table | undefined
let order: Uint32Array | undefined
/** How often a table was opened: the one that was opened last counts, whichever is read first. */
let openings = 0

/** Keeps the text of a table and gives what is in view of it. */
const methods = {
  async open(request: OpenTable): Promise<OpenedTable> {
    openings += 1
    const mine = openings
    const bytes = new Uint8Array(await request.blob.arrayBuffer())
    const { charset, encoding: chosen } = request
    const decoded = await decodeContent(bytes, { kind: 'csv', charset, chosen })
    const { text } = decoded
    const read = readTable(text, request.dialect, request.contentType)
    if (mine === openings) {
      table = read
      order = undefined
    }
    const { index, dialect } = read
    return {
      encoding: request.encoding ?? decoded.encoding,
      foundEncoding: decoded.encoding,
      isGuess: decoded.from === 'guess',
      dialect,
      found: read.found,
      rows: Math.max(0, index.rows - (dialect.header ? 1 : 0)),
      allColumns: index.columns,
      columns: read.columns,
      ragged: read.ragged,
      oddQuotes: index.oddQuotes.map((odd) => ({ row: odd.row, words: quoteWords(odd) })),
      notes: decoded.problem === undefined ? read.notes : [decoded.problem, ...read.notes],
    }
  },
  rows({ from, to, firstColumn, lastColumn }: CellRange): GridRow[] {
    if (table === undefined) return []
    const rows: GridRow[] = []
    for (let place = from; place < to; place += 1) {
      const row = rowAt(table, place)
      if (row === undefined) break
      const cells = cellsOf(table, row, lastColumn).slice(firstColumn)
      rows.push({
        row,
        count: table.index.cells[row] ?? 0,
        cells: cells.map((cell) => (cell.length > CELL ? `${cell.slice(0, CELL)}…` : cell)),
      })
    }
    return rows
  },
  /** The whole text of a cell, up to a bound; `undefined` where the row has no such cell. */
  cell({ place, column }: { place: number; column: number }): CellText | undefined {
    const row = table && rowAt(table, place)
    if (table === undefined || row === undefined) return undefined
    const text = cellsOf(table, row, column + 1)[column]
    return text === undefined
      ? undefined
      : { row, text: text.slice(0, WHOLE_CELL), length: text.length }
  },
  /** Puts the rows into another order, or back into that of the file. */
  sort(wanted: SortOrder | undefined): void {
    if (table === undefined) return
    order = wanted && sortRows(table.text, table.index, table.dialect, wanted)
  },
  /** Where a row of the file stands in the grid, from 0. */
  placeOf(row: number): number {
    const first = table?.dialect.header === true ? 1 : 0
    return order === undefined ? row - first : order.indexOf(row)
  },
}

export interface CellText {
  row: number
  text: string
  /** Characters, which may be more than `text` has. */
  length: number
}

function rowAt({ index, dialect }: Table, place: number): number | undefined {
  const row = order === undefined ? place + (dialect.header ? 1 : 0) : order[place]
  return row === undefined || row >= index.rows ? undefined : row
}

export type CsvMethods = typeof methods

serveCalls(methods)
