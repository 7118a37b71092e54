import { cellsOf, readTable, type Table } from '#formats/csv/table.ts'
import { findKey, isIdentity, isStrict } from './find-key.ts'
import { Findings, type TableComparison } from './findings.ts'
import { matchColumns, type ColumnPair } from './match-columns.ts'
import { matchByKey, matchByLikeness } from './match-rows.ts'
import { pairRenamed } from './renamed-columns.ts'
import { TableSide } from './table-side.ts'

/**
 * Compares two delimited texts as tables: columns by name, rows by a key where one is found, else by likeness. Rows that
 * differ in what or whom they are about are never shown as one that changed.
 */
export function diffTables(
  leftText: string,
  rightText: string,
  types: readonly [string, string] = ['', ''],
): TableComparison {
  const [one, other] = withOneHeader(
    readTable(leftText, {}, types[0]),
    readTable(rightText, {}, types[1]),
  )
  const [left, right] = [new TableSide(one), new TableSide(other)]
  const columns = pairRenamed(matchColumns(left.table, right.table), left, right)
  const key = findKey(columns, left, right)
  const { pairs, isRough } =
    key === undefined
      ? byLikeness(columns, left, right)
      : { pairs: matchByKey(key, columns.filter(isStrictPair), left, right), isRough: false }
  const found = new Findings(columns, key, left, right)
  found.columns()
  for (const pair of pairs) found.row(pair)
  return found.finish(leftText === rightText, isRough)
}

function isStrictPair(column: ColumnPair): boolean {
  return column.left >= 0 && column.right >= 0 && isStrict(column)
}

function byLikeness(columns: readonly ColumnPair[], left: TableSide, right: TableSide) {
  const shared = columns.filter((column) => column.left >= 0 && column.right >= 0)
  const numbers = new Map<string, number>()
  const ids = (side: TableSide, which: 'left' | 'right') =>
    Int32Array.from(side.rows, (row) => {
      const text = shared.map((column) => side.cell(row, column[which])).join('\u0000')
      let id = numbers.get(text)
      if (id === undefined) numbers.set(text, (id = numbers.size))
      return id
    })
  const alike = (one: number, other: number) => {
    const before = left.all(left.rows[one] ?? 0)
    const after = right.all(right.rows[other] ?? 0)
    let same = 0
    for (const column of shared) {
      const isSame = (before[column.left] ?? '') === (after[column.right] ?? '')
      if (isSame) same += 1
      else if (isIdentity(column)) return 0
    }
    return shared.length === 0 ? 0 : same / shared.length
  }
  return matchByLikeness(ids(left, 'left'), ids(right, 'right'), alike)
}

/** Where only one of the two seems to have names of columns, both have, if their first rows are the same, else none. */
function withOneHeader(left: Table, right: Table): [Table, Table] {
  if (left.dialect.header === right.dialect.header) return [left, right]
  const header = JSON.stringify(cellsOf(left, 0)) === JSON.stringify(cellsOf(right, 0))
  const read = (table: Table) =>
    table.dialect.header === header ? table : readTable(table.text, { ...table.dialect, header })
  return [read(left), read(right)]
}
