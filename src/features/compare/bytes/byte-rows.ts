import type { ByteSpan } from './align-bytes.ts'
import { placesOf, type BytePlace } from './describe-bytes.ts'

/** A place where both contents may have a byte; `undefined` for the side that has none there. */
export interface ByteCell {
  kind: ByteSpan['kind']
  left: number | undefined
  right: number | undefined
}

/** What is drawn: a row of so many columns from one on, or a fold that stands for columns of equal or differing bytes. */
export type ByteRow =
  | { type: 'row'; column: number; count: number; place: number | undefined }
  | { type: 'fold'; column: number; count: number; differs: boolean }

/** Two contents beside each other, column by column. */
export interface ByteLayout {
  rows: readonly ByteRow[]
  /** The row that each place begins in. */
  starts: readonly number[]
}

/** Columns in a row. */
export const PER_ROW = 16
/** Columns of equal bytes around a place that stay in view, and of differing ones that are shown unasked. */
const CONTEXT = 32
const UNASKED = 16 * 256
/** Rows that a fold opens by at a time. */
const OPENED = 16 * 256
/** Rows of a view; a browser can't scroll over many more. */
const MOST_ROWS = 200_000

/**
 * Folds equal bytes but for those around each place, and differing ones beyond what can be looked at.
 * @param opened columns of folds that the reader has opened, and how often
 */
export function layRows(
  spans: readonly ByteSpan[],
  opened: ReadonlyMap<number, number>,
): ByteLayout {
  const columns = columnsOf(spans)
  const end = columns.at(-1) ?? 0
  const rows: ByteRow[] = []
  const starts: number[] = []
  const addRows = (from: number, to: number, place: number | undefined) => {
    for (let column = from; column < to && rows.length < MOST_ROWS; column += PER_ROW) {
      rows.push({ type: 'row', column, count: Math.min(PER_ROW, to - column), place })
    }
  }
  const addFolded = (from: number, to: number, place: number | undefined) => {
    const unasked = place === undefined ? 0 : UNASKED
    const shown = Math.min(to - from, unasked + (opened.get(from) ?? 0) * OPENED)
    // A fold of a row or two would save nothing.
    const isWorth = to - from - shown > 2 * PER_ROW
    addRows(from, isWorth ? from + shown : to, place)
    if (isWorth) {
      const column = from + shown
      rows.push({ type: 'fold', column: from, count: to - column, differs: place !== undefined })
    }
  }
  let at = 0
  for (const [index, place] of placesOf(spans).entries()) {
    const [from, to] = [columns[place.from] ?? 0, columns[place.to] ?? end]
    const before = Math.max(at, from - CONTEXT)
    addFolded(at, before, undefined)
    addRows(before, from, undefined)
    starts.push(rows.length)
    addFolded(from, to, index)
    at = Math.min(end, to + CONTEXT, nextStart(spans, columns, place) ?? end)
    addRows(to, at, undefined)
  }
  addFolded(at, end, undefined)
  return { rows, starts }
}

function nextStart(
  spans: readonly ByteSpan[],
  columns: readonly number[],
  { to }: BytePlace,
): number | undefined {
  const next = spans.findIndex(
    ({ kind }, index) => index >= to && index <= to + 1 && kind !== 'same',
  )
  return next < 0 ? undefined : columns[next]
}

/** The column that each span begins in, and the one behind the last. */
export function columnsOf(spans: readonly ByteSpan[]): number[] {
  const columns = [0]
  let at = 0
  for (const { leftLength, rightLength } of spans) {
    at += Math.max(leftLength, rightLength)
    columns.push(at)
  }
  return columns
}

/** What stands in the columns of a row. @param columns as `columnsOf` gives them */
export function cellsOf(
  spans: readonly ByteSpan[],
  columns: readonly number[],
  { column, count }: { column: number; count: number },
): ByteCell[] {
  let index = spanAt(columns, column)
  const cells: ByteCell[] = []
  for (let at = column; at < column + count; at += 1) {
    while (at >= (columns[index + 1] ?? Infinity)) index += 1
    const span = spans[index]
    if (span === undefined) break
    const offset = at - (columns[index] ?? 0)
    cells.push({
      kind: span.kind,
      left: offset < span.leftLength ? span.left + offset : undefined,
      right: offset < span.rightLength ? span.right + offset : undefined,
    })
  }
  return cells
}

function spanAt(columns: readonly number[], column: number): number {
  let [low, high] = [0, columns.length - 1]
  while (low < high) {
    const half = (low + high + 1) >> 1
    if ((columns[half] ?? 0) <= column) low = half
    else high = half - 1
  }
  return low
}
