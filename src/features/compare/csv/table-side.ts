import { readRow } from '#formats/csv/index-rows.ts'
import type { Table } from '#formats/csv/table.ts'

/** Rows of one side that are compared. */
export const MOST_ROWS = 1_000_000

/** A table with its rows below the header; cells are read when they are asked for, the last row kept. */
export class TableSide {
  readonly rows: number[] = []
  readonly table: Table
  private last = -1
  private cells: string[] = []

  constructor(table: Table) {
    this.table = table
    const from = table.dialect.header ? 1 : 0
    const end = Math.min(table.index.rows, from + MOST_ROWS)
    for (let row = from; row < end; row += 1) {
      if ((table.index.cells[row] ?? 0) > 0) this.rows.push(row)
    }
  }

  cell = (row: number, column: number): string => this.all(row)[column] ?? ''

  /** A row as it is written, by its number in the index. */
  raw(row: number): string {
    const { text, index } = this.table
    return text.slice(index.starts[row] ?? 0, index.starts[row + 1] ?? text.length)
  }

  /** By the row's number in the index. */
  all(row: number): string[] {
    if (row !== this.last) {
      this.cells = readRow(this.table.text, this.table.index.starts[row] ?? 0, this.table.dialect)
      this.last = row
    }
    return this.cells
  }
}
