import { indexRows, readRow, type Dialect } from './index-rows.ts'
import { parseNumber } from './sort-rows.ts'

/** The delimiters that are looked for, and that a reader can choose from. */
export const DELIMITERS = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Vertical bar' },
  { value: ':', label: 'Colon' },
  { value: ' ', label: 'Space' },
] as const

/** What is known of a table before its rows are read. */
export interface TableStart {
  dialect: Dialect
  /** Where the rows begin, in characters: behind the line in which a spreadsheet names the delimiter. */
  from: number
}

/** Characters that are looked at. */
const SAMPLE = 64 * 1024
const SAMPLE_ROWS = 50

/**
 * How a table is written, from its first rows: the delimiter that gives the most rows the same number of cells, the
 * quote that cells begin with, and whether the first row holds names.
 *
 * @param contentType `text/tab-separated-values` speaks for tabs
 */
export function detectDialect(text: string, contentType = ''): TableStart {
  const named = /^sep=(.)(?:\r\n|\r|\n|$)/.exec(text)
  const from = named === null ? 0 : named[0].length
  const sample = text.slice(from, from + SAMPLE)
  const whole = from + SAMPLE >= text.length
  const quote = detectQuote(sample)
  const delimiter =
    named?.[1] ??
    (/tab-separated|tsv/i.test(contentType) ? '\t' : detectDelimiter(sample, quote, whole))
  const dialect = { delimiter, quote, header: true }
  return { dialect: { ...dialect, header: detectHeader(sample, dialect) }, from }
}

/** `'` only where cells begin and end with it, and none with `"`. */
function detectQuote(sample: string): string {
  const double = sample.match(/(^|[,;\t|\r\n]) {0,9}"/g)?.length ?? 0
  const single = sample.match(/(^|[,;\t|\r\n]) {0,9}'[^'\r\n]*'(?=[,;\t|\r\n]|$)/g)?.length ?? 0
  return double === 0 && single > 0 ? "'" : '"'
}

function detectDelimiter(sample: string, quote: string, whole: boolean): string {
  // Commas within numbers part none where something else parts every row.
  const rivals = hasDecimalCommas(sample)
    ? [';', '\t', '|'].filter(
        (delimiter) => scoreOf(sample, { delimiter, quote, header: false }, whole) >= 1,
      )
    : []
  let best = { delimiter: ',', score: 0 }
  for (const { value: delimiter } of DELIMITERS) {
    if (delimiter === ',' && rivals.length > 0) continue
    // A space or a colon parts words and times too: they need every row to agree.
    const strict = delimiter === ' ' || delimiter === ':'
    const score = scoreOf(sample, { delimiter, quote, header: false }, whole)
    if (score > best.score && (!strict || (best.score === 0 && score >= 1))) {
      best = { delimiter, score }
    }
  }
  return best.delimiter
}

/** Whether commas stand between digits: almost all of them, since a name or a remark may have one too. */
function hasDecimalCommas(sample: string): boolean {
  const commas = sample.match(/,/g)?.length ?? 0
  const decimal = sample.match(/\d,(?=\d)/g)?.length ?? 0
  return decimal > 0 && decimal >= commas * 0.9
}

/** The share of rows with the usual number of cells, and a little for more cells; 0 for a single column. */
function scoreOf(sample: string, dialect: Dialect, whole: boolean): number {
  const index = indexRows(sample, dialect, 0, SAMPLE_ROWS)
  // The last row of a sample may be cut.
  const rows = whole || index.rows < 2 ? index.rows : index.rows - 1
  const counts = [...index.cells.subarray(0, rows)].filter((count) => count > 0)
  const usual = mostCommon(counts)
  if (usual < 2) return 0
  const agreeing = counts.filter((count) => count === usual).length / counts.length
  return agreeing + Math.min(0.3, usual / 100)
}

/** @returns 0 for an empty list; the larger of two that are equally common */
export function mostCommon(numbers: readonly number[]): number {
  const times = new Map<number, number>()
  for (const number of numbers) times.set(number, (times.get(number) ?? 0) + 1)
  let best = 0
  let bestTimes = 0
  for (const [number, count] of times) {
    if (count > bestTimes || (count === bestTimes && number > best)) {
      best = number
      bestTimes = count
    }
  }
  return best
}

/** Names of columns are filled, differ from each other, and look like no data; data below a name looks otherwise. */
function detectHeader(sample: string, dialect: Dialect): boolean {
  const index = indexRows(sample, dialect, 0, 20)
  const rows = Array.from({ length: index.rows }, (_, row) =>
    readRow(sample, index.starts[row] ?? 0, dialect, 1000),
  )
  const [names = [], ...others] = rows
  if (others.length === 0) return false
  const differs = names.some((name, column) => {
    const below = others.map((row) => row[column] ?? '').filter((cell) => cell !== '')
    return !looksLikeData(name) && name !== '' && below.length > 0 && below.every(looksLikeData)
  })
  if (differs) return true
  const filled = names.filter((name) => name.trim() !== '')
  return (
    filled.length === names.length &&
    new Set(filled).size === filled.length &&
    !filled.some(looksLikeData)
  )
}

function looksLikeData(cell: string): boolean {
  const text = cell.trim()
  if (text.length > 100) return false
  return (
    parseNumber(text, '.') !== undefined ||
    parseNumber(text, ',') !== undefined ||
    /^\d{4}-\d\d-\d\d|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|^\d{1,2}:\d\d/.test(text) ||
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
  )
}
