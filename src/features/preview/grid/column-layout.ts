/** Where columns lie: each begins where the one before it ends. */
export interface ColumnLayout {
  /** Pixels from the start; one more than there are columns, the last being the whole width. */
  starts: readonly number[]
}

const CHARACTER = 7.6
const PADDING = 24
export const NARROWEST = 48
const WIDEST = 360

/** The width that a column gets unasked, for cells of so many characters. */
export function defaultWidth(characters: number): number {
  return Math.round(Math.min(WIDEST, Math.max(72, characters * CHARACTER + PADDING)))
}

/** @param changed widths set by hand, by column */
export function layOut(
  defaults: readonly number[],
  changed: ReadonlyMap<number, number>,
): ColumnLayout {
  const starts = [0]
  let at = 0
  for (const [column, width] of defaults.entries()) {
    at += changed.get(column) ?? width
    starts.push(at)
  }
  return { starts }
}

/** The columns that a view shows, from the first to behind the last: found by halving, as there may be thousands. */
export function columnsIn({ starts }: ColumnLayout, left: number, width: number): [number, number] {
  const count = starts.length - 1
  if (count <= 0) return [0, 0]
  const first = Math.max(0, Math.min(count - 1, lastAtMost(starts, left)))
  const last = Math.min(count, lastAtMost(starts, left + width) + 1)
  return [first, Math.max(first + 1, last)]
}

/** The last index whose value is at most `wanted`. */
function lastAtMost(values: readonly number[], wanted: number): number {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((values[middle] ?? 0) <= wanted) low = middle
    else high = middle - 1
  }
  return low
}

/** A cell of the grid; row -1 is the header. */
export interface Place {
  row: number
  column: number
}

/** Where a key leads from a cell; `undefined` for keys that do not move. @param page rows in view */
export function placeAfter(
  key: { key: string; ctrlKey: boolean },
  at: Place,
  size: { rows: number; columns: number; page: number },
): Place | undefined {
  const { rows, columns, page } = size
  const place = (row: number, column: number): Place => ({
    row: Math.max(-1, Math.min(rows - 1, row)),
    column: Math.max(0, Math.min(columns - 1, column)),
  })
  switch (key.key) {
    case 'ArrowDown':
      return place(key.ctrlKey ? rows - 1 : at.row + 1, at.column)
    case 'ArrowUp':
      return place(key.ctrlKey ? 0 : at.row - 1, at.column)
    case 'ArrowRight':
      return place(at.row, key.ctrlKey ? columns - 1 : at.column + 1)
    case 'ArrowLeft':
      return place(at.row, key.ctrlKey ? 0 : at.column - 1)
    case 'PageDown':
      return place(at.row + page, at.column)
    case 'PageUp':
      return place(Math.max(0, at.row - page), at.column)
    case 'Home':
      return place(key.ctrlKey ? 0 : at.row, 0)
    case 'End':
      return place(key.ctrlKey ? rows - 1 : at.row, columns - 1)
    default:
      return undefined
  }
}
