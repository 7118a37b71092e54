import type { Table } from '#formats/csv/table.ts'
import { longestRising } from '../align/longest-rising.ts'

/** A column of the comparison: its place on either side, -1 where that lacks it. */
export interface ColumnPair {
  name: string
  left: number
  right: number
  isMoved: boolean
  /** Where the older side calls it something else. */
  nameBefore?: string
}

/** Matches columns by their names (the nth of a name with the nth), without a header by their places. */
export function matchColumns(left: Table, right: Table): ColumnPair[] {
  const hasNames = left.dialect.header && right.dialect.header
  const keys = (table: Table) => {
    const seen = new Map<string, number>()
    return table.columns.map(({ name }, index) => {
      const key = hasNames ? name.trim() : String(index)
      const nth = (seen.get(key) ?? 0) + 1
      seen.set(key, nth)
      return `${key}\u0000${nth}`
    })
  }
  const lefts = new Map(keys(left).map((key, index) => [key, index]))
  const rights = keys(right)
  const pairs = rights.map((key, index): ColumnPair => {
    const from = lefts.get(key) ?? -1
    lefts.delete(key)
    return { name: right.columns[index]?.name ?? '', left: from, right: index, isMoved: false }
  })
  const kept = new Set(inOrder(pairs.flatMap(({ left: from }) => (from < 0 ? [] : from))))
  for (const pair of pairs) pair.isMoved = pair.left >= 0 && !kept.has(pair.left)
  for (const from of lefts.values()) {
    const name = left.columns[from]?.name ?? ''
    // Where it stood, beside its neighbour.
    const at = pairs.findLastIndex((pair) => pair.left >= 0 && pair.left < from)
    pairs.splice(at + 1, 0, { name, left: from, right: -1, isMoved: false })
  }
  return pairs
}

function inOrder(places: readonly number[]): number[] {
  return longestRising(places).map((index) => places[index] ?? 0)
}
