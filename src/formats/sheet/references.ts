/** A rectangle of cells, its last row and column included. All from 0. */
export interface Area {
  top: number
  left: number
  bottom: number
  right: number
}

/** What a sheet of Excel holds at most (since 2007). */
export const MOST_ROWS = 1_048_576
export const MOST_COLUMNS = 16_384

/** The letters of a column: 0 is A, 26 is AA. */
export function columnName(column: number): string {
  let name = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  }
  return name
}

/** A cell as Excel calls it: "B7". */
export function cellName(row: number, column: number): string {
  return `${columnName(column)}${row + 1}`
}

/**
 * Where a reference such as "B7" or "$B$7" points to.
 *
 * @returns `undefined` for anything else, and for what lies outside of a sheet
 */
export function readReference(text: string): { row: number; column: number } | undefined {
  let at = 0
  let column = 0
  if (text.charCodeAt(at) === DOLLAR) at += 1
  const letters = at
  for (; at < text.length; at += 1) {
    const letter = text.charCodeAt(at) & ~32
    if (letter < 65 || letter > 90) break
    column = column * 26 + letter - 64
  }
  if (at === letters || at - letters > 3) return undefined
  if (text.charCodeAt(at) === DOLLAR) at += 1
  const digits = at
  let row = 0
  for (; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return undefined
    row = row * 10 + digit
  }
  if (at === digits || at - digits > 7 || row === 0) return undefined
  if (row > MOST_ROWS || column > MOST_COLUMNS) return undefined
  return { row: row - 1, column: column - 1 }
}

const DOLLAR = 36

/** A rectangle such as "A1:C3", or of a single cell. */
export function readArea(text: string): Area | undefined {
  const [first = '', last = first] = text.split(':', 2)
  const from = readReference(first)
  const to = readReference(last)
  if (from === undefined || to === undefined) return undefined
  return {
    top: Math.min(from.row, to.row),
    left: Math.min(from.column, to.column),
    bottom: Math.max(from.row, to.row),
    right: Math.max(from.column, to.column),
  }
}
