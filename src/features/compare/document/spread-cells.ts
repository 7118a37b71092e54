/** A cell of a table with how many columns and rows it is large. */
export interface SpanningCell {
  text: string
  columns: number
  rows: number
}

/** Columns and rows that a cell is spread over at most. */
const WIDEST = 100

/**
 * The cells of rows by their columns: one that is several columns or rows large stands in each of them, as a reader sees it, so
 * that a value is never named after another column or row.
 */
export function spreadCells(rows: readonly (readonly SpanningCell[])[]): string[][] {
  const waiting = new Map<number, { text: string; rows: number }>()
  const most = (span: number) => Math.min(WIDEST, Math.max(1, span || 1))
  return rows.map((row) => {
    const cells: string[] = []
    const fromAbove = () => {
      for (let at = waiting.get(cells.length); at !== undefined; at = waiting.get(cells.length)) {
        if (at.rows > 1) waiting.set(cells.length, { ...at, rows: at.rows - 1 })
        else waiting.delete(cells.length)
        cells.push(at.text)
      }
    }
    for (const { text, columns, rows: down } of row) {
      fromAbove()
      for (let column = most(columns); column > 0; column -= 1) {
        if (most(down) > 1) waiting.set(cells.length, { text, rows: most(down) - 1 })
        cells.push(text)
      }
    }
    fromAbove()
    return cells
  })
}
