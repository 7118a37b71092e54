import type { ColumnPair } from './match-columns.ts'
import type { TableSide } from './table-side.ts'

/** Rows that are looked at, and the share of them that must hold the same for a column to be one that got another name. */
const LOOKED_AT = 500
const ALIKE = 0.5

/**
 * Pairs a column that went with the one that came in its place, where most cells are the same: it got another name, and what
 * changed in its cells must not go unseen.
 */
export function pairRenamed(
  columns: readonly ColumnPair[],
  left: TableSide,
  right: TableSide,
): ColumnPair[] {
  const paired: ColumnPair[] = []
  for (let at = 0; at < columns.length; at += 1) {
    // Those that went stand before those that came, between the same neighbours.
    let end = at
    while (end < columns.length && isAlone(columns[end])) end += 1
    const alone = columns.slice(at, end)
    const [gone, come] = [alone.filter((one) => one.right < 0), alone.filter((one) => one.left < 0)]
    if (gone.length === 0 || gone.length !== come.length) {
      paired.push(...alone)
    } else {
      for (const [index, one] of gone.entries()) {
        const other = come[index]
        if (other === undefined) continue
        if (areAlike(one.left, other.right, left, right)) {
          paired.push({ ...other, left: one.left, nameBefore: one.name })
        } else paired.push(one, other)
      }
    }
    const next = columns[end]
    if (next !== undefined) paired.push(next)
    at = end
  }
  return paired
}

function isAlone(column: ColumnPair | undefined): boolean {
  return column !== undefined && (column.left < 0 || column.right < 0)
}

function areAlike(one: number, other: number, left: TableSide, right: TableSide): boolean {
  const before = left.rows.slice(0, LOOKED_AT).map((row) => left.cell(row, one))
  const after = right.rows.slice(0, LOOKED_AT).map((row) => right.cell(row, other))
  const longest = Math.max(before.length, after.length)
  if (longest === 0) return false
  if (left.rows.length === right.rows.length) {
    return before.filter((cell, row) => cell === after[row]).length >= ALIKE * longest
  }
  const counts = new Map<string, number>()
  for (const cell of before) counts.set(cell, (counts.get(cell) ?? 0) + 1)
  let shared = 0
  for (const cell of after) {
    const count = counts.get(cell) ?? 0
    if (count > 0) shared += 1
    counts.set(cell, count - 1)
  }
  return shared >= ALIKE * longest
}
