import { readRow, type Dialect, type RowIndex } from './index-rows.ts'

export interface SortOrder {
  column: number
  direction: 'ascending' | 'descending'
}

/** Distinct texts that are compared by the rules of the language; more are compared by their characters, which is faster. */
const COLLATED = 50_000

/**
 * The rows in another order: numbers by their size where all filled cells of the column are numbers, else texts. Rows of
 * the same value keep their order, empty cells come last both ways. The header stays out.
 *
 * @returns indexes of rows
 */
export function sortRows(
  text: string,
  index: RowIndex,
  dialect: Dialect,
  order: SortOrder,
  locale?: string,
): Uint32Array {
  const first = dialect.header ? 1 : 0
  const values: string[] = []
  for (let row = first; row < index.rows; row += 1) {
    values.push(
      readRow(text, index.starts[row] ?? 0, dialect, order.column + 1)[order.column] ?? '',
    )
  }
  const ranks = numberRanks(values, decimalMark(dialect)) ?? textRanks(values, locale)
  const rows = Uint32Array.from({ length: values.length }, (_, at) => at)
  const sign = order.direction === 'ascending' ? 1 : -1
  rows.sort((a, b) => compareRanks(ranks[a] ?? Number.NaN, ranks[b] ?? Number.NaN, sign) || a - b)
  return rows.map((row) => row + first)
}

function compareRanks(a: number, b: number, sign: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1
  if (Number.isNaN(b)) return -1
  return a === b ? 0 : a < b ? -sign : sign
}

/** Whoever parts cells by something else may write decimals with a comma. */
function decimalMark(dialect: Dialect): '.' | ',' {
  return dialect.delimiter === ',' ? '.' : ','
}

/** The cells of a column as numbers, NaN for an empty one; `undefined` where a cell has text that is not a number. */
function numberRanks(values: readonly string[], decimal: '.' | ','): Float64Array | undefined {
  const numbers = new Float64Array(values.length).fill(Number.NaN)
  for (const [at, value] of values.entries()) {
    if (value.trim() === '') continue
    const number = parseNumber(value, '.') ?? parseNumber(value, decimal)
    if (number === undefined) return undefined
    numbers[at] = number
  }
  return numbers
}

/** Each text's place among the distinct ones, so that every pair is compared once only. */
function textRanks(values: readonly string[], locale: string | undefined): Float64Array {
  const distinct = [...new Set(values)].filter((value) => value.trim() !== '')
  if (distinct.length <= COLLATED) {
    const collator = new Intl.Collator(locale, { numeric: true })
    distinct.sort((a, b) => collator.compare(a, b))
  } else distinct.sort()
  const places = new Map(distinct.map((value, place) => [value, place]))
  return Float64Array.from(values, (value) => places.get(value) ?? Number.NaN)
}

/** A plain decimal number; `undefined` for all else (`1e5` and `0x10` are codes as often as numbers). */
export function parseNumber(text: string, decimal: '.' | ','): number | undefined {
  const trimmed = text.trim()
  const pattern = decimal === '.' ? /^[+-]?(\d+\.?\d*|\.\d+)$/ : /^[+-]?(\d+,?\d*|,\d+)$/
  if (trimmed.length > 40 || !pattern.test(trimmed)) return undefined
  return Number(decimal === ',' ? trimmed.replace(',', '.') : trimmed)
}
