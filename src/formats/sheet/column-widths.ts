import { placeKey, type SheetContent } from './sheet-content.ts'
import { MARK, showCell, type CellContext } from './show-cell.ts'

/** Cells that are looked at for the widths of columns. */
const SAMPLE = 20_000
/** Texts wider than this are cut in the grid, as a spreadsheet cuts them. */
const WIDEST_TEXT = 45
/** A column is made so wide for its texts even where the file has it narrower: there they run over empty neighbours. */
const READABLE = 28
const USUAL = 8.43

/**
 * How many characters each column needs: as many as the file says, but never so few that a number of the first rows
 * would be cut, since a number without its end is another one.
 */
export function columnCharacters(sheet: SheetContent, context: CellContext): number[] {
  const { cells, columns, widths } = sheet
  const numbers = Array.from({ length: columns }, () => 0)
  // A title over many columns says nothing of the first one's width.
  const spread = new Set(
    sheet.merges
      .filter(({ left, right }) => right > left)
      .map(({ top, left }) => placeKey(top, left)),
  )
  const texts = Array.from({ length: columns }, () => 0)
  for (let at = 0; at < Math.min(SAMPLE, cells.count); at += 1) {
    const { text, marks } = showCell(cells, at, context)
    const column = cells.columns[at] ?? 0
    if (spread.has(placeKey(cells.rows[at] ?? 0, column))) continue
    const lengths = (marks & MARK.number) === 0 ? texts : numbers
    lengths[column] = Math.max(lengths[column] ?? 0, text.length)
  }
  return numbers.map((number, column) => {
    const said = widths.get(column)
    const text = Math.min(texts[column] ?? 0, WIDEST_TEXT)
    return Math.max(said ?? USUAL, Math.min(text, said === undefined ? text : READABLE), number)
  })
}
