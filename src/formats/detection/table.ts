/** The separators of tables, as they are tried. */
const DELIMITERS = [',', ';', '\t', '|'] as const

/**
 * Whether a text reads as a table: several rows of the same number of cells (RFC 4180, quoted line breaks included).
 * Prose has commas too, so two columns are not enough where every comma is followed by a space.
 * @returns the delimiter
 */
export function tableOf(text: string, isWhole: boolean): string | undefined {
  return DELIMITERS.find((delimiter) => {
    const rows = rowsOf(text, delimiter)
    if (!isWhole && rows.length <= 2) return isWideRow(rows[0], text, delimiter)
    const complete = isWhole || rows.length < 2 ? rows : rows.slice(0, -1)
    const filled = complete.filter((row) => row.cells > 1 || row.length > 0)
    const width = filled[0]?.cells ?? 0
    if (filled.length < 2 || width < 2 || filled.some(({ cells }) => cells !== width)) return false
    const isProse = filled.every(({ spaced }) => spaced === width - 1)
    return !isProse || (width > 2 && filled.length > 2)
  })
}

/** Cells of a first line, where no end is seen of it or of the second. */
const WIDE = 100
/** Characters that programs and markup are full of, and names and values are not. */
const CODE = /[{}()<>=;]/g

/** Whether what is seen begins with a row of many short cells: a table of thousands of columns. */
function isWideRow(row: TableRow | undefined, text: string, delimiter: string): boolean {
  if (row === undefined || row.cells < WIDE || row.length > row.cells * 100) return false
  const code = (text.match(CODE) ?? []).filter((sign) => sign !== delimiter).length
  return row.spaced < row.cells / 2 && code < row.cells / 10
}

interface TableRow {
  cells: number
  /** Characters. */
  length: number
  /** Delimiters that a space follows. */
  spaced: number
}

const ROWS = 40

function rowsOf(text: string, delimiter: string): TableRow[] {
  const rows: TableRow[] = []
  let row: TableRow = { cells: 1, length: 0, spaced: 0 }
  let isQuoted = false
  let isAtStart = true
  for (let at = 0; at < text.length && rows.length < ROWS; at += 1) {
    const char = text.charAt(at)
    if (isQuoted) {
      if (char !== '"') continue
      if (text[at + 1] === '"') at += 1
      else isQuoted = false
    } else if (char === '"' && isAtStart) {
      isQuoted = true
      row.length += 1
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[at + 1] === '\n') at += 1
      rows.push(row)
      row = { cells: 1, length: 0, spaced: 0 }
      isAtStart = true
      continue
    } else if (char === delimiter) {
      row.cells += 1
      if (text[at + 1] === ' ') row.spaced += 1
      isAtStart = true
      continue
    } else row.length += 1
    isAtStart = false
  }
  return row.length > 0 || row.cells > 1 ? [...rows, row] : rows
}
