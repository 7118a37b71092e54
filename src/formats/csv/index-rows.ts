/** How a table of delimited text is written. */
export interface Dialect {
  /** One character. */
  delimiter: string
  /** One character; `''` where quotes are text like any other. */
  quote: string
  /** Whether the first row names the columns. */
  header: boolean
}

/**
 * Where each row begins and how many cells it has: 8 bytes a row, so that a million rows cost 8 MB beside their text.
 * A cell is read again from the text when it is wanted.
 */
export interface RowIndex {
  rows: number
  /** Characters from the start of the text; one more than there are rows, the last being the end of the text. */
  starts: Uint32Array
  /** Cells of each row; 0 for a blank line. */
  cells: Uint32Array
  /** Of the widest row. */
  columns: number
  /** The first rows whose quotes are odd, from 0. */
  oddQuotes: readonly OddQuote[]
}

export interface OddQuote {
  row: number
  type: 'text after the closing quote' | 'never closed'
}

const QUOTES_KEPT = 100
const LF = 10
const CR = 13
const BLANK = ' '

/**
 * Finds the rows of a delimited text (RFC 4180, and what is written in spite of it: any line end, text behind a closing
 * quote, a quote that never closes). Never throws; one pass, in linear time.
 *
 * @param from where the table begins, in characters
 * @param limit rows to read at most
 */
export function indexRows(text: string, dialect: Dialect, from = 0, limit = Infinity): RowIndex {
  const delimiter = dialect.delimiter.charCodeAt(0)
  const starts = growing()
  const counts = growing()
  const oddQuotes: OddQuote[] = []
  let columns = 0
  let at = from
  while (at < text.length && counts.length() < limit) {
    const start = at
    starts.push(start)
    let cells = 1
    let cellStart = true
    for (; at < text.length;) {
      const code = text.charCodeAt(at)
      if (code === LF || code === CR) break
      const open = cellStart ? openingQuote(text, at, dialect) : -1
      if (open >= 0) {
        const end = closingQuote(text, open, dialect.quote)
        const odd = end < 0 ? 'never closed' : afterQuote(text, end + 1, delimiter)
        if (odd !== undefined && oddQuotes.length < QUOTES_KEPT) {
          oddQuotes.push({ row: counts.length(), type: odd })
        }
        at = end < 0 ? text.length : end + 1
        cellStart = false
        continue
      }
      cellStart = code === delimiter
      if (cellStart) cells += 1
      at += 1
    }
    if (at === start) cells = 0
    counts.push(cells)
    if (cells > columns) columns = cells
    at = afterLineEnd(text, at)
  }
  starts.push(at)
  return { rows: counts.length(), starts: starts.done(), cells: counts.done(), columns, oddQuotes }
}

/**
 * The cells of one row, from `start` to its line end; quotes are taken off.
 *
 * @param most cells to read; further ones are left out
 */
export function readRow(text: string, start: number, dialect: Dialect, most = Infinity): string[] {
  const cells: string[] = []
  const { delimiter, quote } = dialect
  let at = start
  for (;;) {
    let cell = ''
    const open = openingQuote(text, at, dialect)
    if (open >= 0) {
      const closing = closingQuote(text, open, quote)
      const end = closing < 0 ? text.length : closing
      cell = text.slice(open + 1, end).replaceAll(quote + quote, quote)
      at = Math.min(text.length, end + 1)
    }
    const end = cellEnd(text, at, delimiter)
    cells.push(cell + text.slice(at, end))
    if (text.charAt(end) !== delimiter || end >= text.length || cells.length >= most) return cells
    at = end + 1
  }
}

/**
 * The quote that opens the cell at `at`, or -1. Blanks in front of it are passed over where the cell ends behind its
 * closing quote: elsewhere the quote is a part of a text.
 */
function openingQuote(text: string, at: number, { delimiter, quote }: Dialect): number {
  if (quote === '') return -1
  if (text.charAt(at) === quote) return at
  if (delimiter === BLANK || text.charAt(at) !== BLANK) return -1
  let open = at + 1
  while (text.charAt(open) === BLANK) open += 1
  if (text.charAt(open) !== quote) return -1
  const closing = closingQuote(text, open, quote)
  const isWhole =
    closing > 0 && afterQuote(text, closing + 1, delimiter.charCodeAt(0)) === undefined
  return isWhole ? open : -1
}

/** The quote that closes the one at `open`, doubled ones skipped; -1 where none does. */
function closingQuote(text: string, open: number, quote: string): number {
  let at = text.indexOf(quote, open + 1)
  while (at >= 0 && text.charAt(at + 1) === quote) at = text.indexOf(quote, at + 2)
  return at
}

function afterQuote(
  text: string,
  at: number,
  delimiter: number,
): 'text after the closing quote' | undefined {
  if (at >= text.length) return undefined
  const code = text.charCodeAt(at)
  return code === delimiter || code === LF || code === CR
    ? undefined
    : 'text after the closing quote'
}

function cellEnd(text: string, from: number, delimiter: string): number {
  const wanted = delimiter.charCodeAt(0)
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === wanted || code === LF || code === CR) return at
  }
  return text.length
}

/** Behind `\r\n`, `\n` or `\r`. */
function afterLineEnd(text: string, at: number): number {
  if (text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF) return at + 2
  return Math.min(text.length, at + 1)
}

/** A list of numbers that grows without an object a number. */
function growing() {
  let numbers = new Uint32Array(1024)
  let length = 0
  return {
    push(value: number) {
      if (length === numbers.length) {
        const larger = new Uint32Array(length * 2)
        larger.set(numbers)
        numbers = larger
      }
      numbers[length] = value
      length += 1
    },
    length: () => length,
    done: () => numbers.slice(0, length),
  }
}
