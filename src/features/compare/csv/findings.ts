import { gatherChanges, gatheredFor, listed, NOTHING_FOUND, type Comparison } from '../changes.ts'
import { keyOf } from './find-key.ts'
import type { ColumnPair } from './match-columns.ts'
import { numbersOf, type RowPair } from './match-rows.ts'
import { MOST_ROWS, type TableSide } from './table-side.ts'
import { columnChanges, tableSummary, whenSame } from './table-summary.ts'

/** Rows that are drawn, or written into a file. */
const DRAWN = { 'for-view': 5_000, 'for-file': 1_000_000 } as const

/** Columns that a row is drawn with; a table of more is compared whole, and drawn to here. */
export const DRAWN_COLUMNS = 200

/** A row as it is drawn, its cells by the columns of the comparison. */
export interface DrawnRow {
  fate: 'same' | 'added' | 'removed' | 'changed' | 'moved'
  /** Its number in either file, from 1, the header not counted. */
  left: number | undefined
  right: number | undefined
  before: readonly string[]
  after: readonly string[]
  /** Unchanged rows that follow, and are not drawn. */
  skipped: number
}

export interface TableComparison extends Comparison {
  columns: readonly ColumnPair[]
  rows: readonly DrawnRow[]
}

/** Gathers what two tables turn out to differ in, row by row in the order of the second one. */
export class Findings {
  private readonly gathered = gatherChanges()
  private readonly drawn: DrawnRow[] = []
  private readonly counts = { changed: 0, added: 0, removed: 0, moved: 0 }
  private readonly pairs: readonly ColumnPair[]
  private readonly key: readonly ColumnPair[] | undefined
  private readonly left: TableSide
  private readonly right: TableSide
  private isFull = false
  private readonly most = DRAWN[gatheredFor()]
  private readonly isAligned: boolean
  /** The last unchanged row that is not drawn. */
  private context: RowPair | undefined

  constructor(
    columns: readonly ColumnPair[],
    key: readonly ColumnPair[] | undefined,
    left: TableSide,
    right: TableSide,
  ) {
    this.pairs = columns
    this.key = key
    this.left = left
    this.right = right
    this.isAligned =
      columns.every((column) => column.left === column.right) &&
      left.table.dialect.delimiter === right.table.dialect.delimiter &&
      left.table.dialect.quote === right.table.dialect.quote
  }

  columns(): void {
    for (const change of columnChanges(this.pairs, this.left, this.right)) this.gathered.add(change)
  }

  row(pair: RowPair): void {
    const one = pair.left < 0 ? undefined : this.left.rows[pair.left]
    const other = pair.right < 0 ? undefined : this.right.rows[pair.right]
    if (one !== undefined && other !== undefined && !pair.isMoved && this.isSameText(one, other)) {
      return this.skip(pair)
    }
    const before = one === undefined ? [] : this.cells(this.left, one, 'left')
    const after = other === undefined ? [] : this.cells(this.right, other, 'right')
    const changed =
      one === undefined || other === undefined ? [] : this.changedColumns(one, other, before, after)
    const fate = fateOf(one, other, changed.length > 0, pair.isMoved)
    if (fate === 'same') return this.skip(pair)
    if (fate === 'changed' && pair.isMoved) this.movedToo += 1
    this.counts[fate] += 1
    const row = { fate, ...numbersOf(pair), before, after, skipped: 0 }
    this.draw({ ...row, before: drawnCells(before), after: drawnCells(after) })
    this.tell(row, fate, changed, this.nameOf(one, other))
  }

  /** Most rows of a large table: they need not be taken apart. */
  private isSameText(one: number, other: number): boolean {
    return this.isAligned && this.left.raw(one) === this.right.raw(other)
  }

  private cells(side: TableSide, row: number, which: 'left' | 'right'): string[] {
    const all = side.all(row)
    return this.pairs.map((column) => (column[which] < 0 ? '' : (all[column[which]] ?? '')))
  }

  /** Columns that both sides have; cells behind the last column count as one more. */
  private changedColumns(one: number, other: number, before: string[], after: string[]): number[] {
    const changed = this.pairs.flatMap(({ left, right }, index) =>
      left >= 0 && right >= 0 && before[index] !== after[index] ? index : [],
    )
    const counts = [this.left.all(one).length, this.right.all(other).length]
    const isShort = counts[0] !== counts[1] && changed.length === 0
    if (isShort) this.isRagged = true
    return changed
  }

  private isRagged = false
  /** Rows that changed and stand elsewhere, too. */
  private movedToo = 0

  /** The cells of the key, by which a reader knows a row. */
  private nameOf(one: number | undefined, other: number | undefined): string | undefined {
    if (this.key === undefined) return undefined
    const key =
      other === undefined
        ? keyOf(this.key, 'left', one ?? 0, this.left.cell)
        : keyOf(this.key, 'right', other, this.right.cell)
    return key?.split('\u0000').filter(Boolean).join(', ')
  }

  private tell(
    { left, right, before, after }: DrawnRow,
    fate: Exclude<DrawnRow['fate'], 'same'>,
    changed: readonly number[],
    name: string | undefined,
  ): void {
    const path = `row ${(right ?? left ?? 0).toLocaleString('en')}`
    const label = name ?? `R${path.slice(1)}`
    const place = { path, anchor: String(this.drawn.length - 1) }
    const whole = (cells: readonly string[]) => cells.filter((cell) => cell !== '').join(', ')
    if (fate === 'added') this.gathered.add({ ...place, label, kind: fate, after: whole(after) })
    if (fate === 'removed') {
      this.gathered.add({ ...place, label, kind: fate, before: whole(before) })
    }
    if (fate === 'moved') {
      const rows = { before: `row ${left ?? 0}`, after: `row ${right ?? 0}` }
      this.gathered.add({ ...place, label, kind: fate, ...rows })
    }
    for (const index of changed) {
      const cells = { before: before[index] ?? '', after: after[index] ?? '' }
      const cell = `${label}, ${this.pairs[index]?.name ?? ''}`
      this.gathered.add({ ...place, label: cell, kind: 'changed', ...cells })
    }
  }

  private draw(row: DrawnRow): void {
    if (this.drawn.length >= this.most) {
      this.isFull = true
      return
    }
    const last = this.drawn.at(-1)
    if (this.context !== undefined && last !== undefined) {
      last.skipped -= 1
      this.drawn.push(this.same(this.context))
    }
    this.context = undefined
    this.drawn.push(row)
  }

  /** One unchanged row before and after a change is drawn; of others only the number. */
  private skip(pair: RowPair): void {
    const last = this.drawn.at(-1)
    if (last === undefined || (last.fate !== 'same' && this.drawn.length < this.most)) {
      this.drawn.push(this.same(pair))
      return
    }
    last.skipped += 1
    this.context = pair
  }

  private same(pair: RowPair): DrawnRow {
    const before = drawnCells(this.cells(this.left, this.left.rows[pair.left] ?? 0, 'left'))
    const after = drawnCells(this.cells(this.right, this.right.rows[pair.right] ?? 0, 'right'))
    return { fate: 'same', ...numbersOf(pair), before, after, skipped: 0 }
  }

  finish(isSameText: boolean, isRough: boolean): TableComparison {
    const { changes, total } = this.gathered.list()
    const remarks: string[] = []
    if (this.key !== undefined && total > 0) {
      const names = listed(this.key.map(({ name }) => name))
      remarks.push(`Rows are matched by ${names}.`)
    }
    const [one, other] = [this.left.table, this.right.table]
    if (one.dialect.delimiter !== other.dialect.delimiter) {
      remarks.push('The delimiter of the cells changed.')
    }
    if (this.movedToo > 0) {
      remarks.push(`Of the rows that changed ${this.movedToo.toLocaleString('en')} moved, too.`)
    }
    if (this.isRagged) remarks.push('Some rows have more or fewer empty cells at their end.')
    const notCompared = this.notCompared(isRough)
    const same = notCompared.length > 0 ? NOTHING_FOUND : whenSame(isSameText)
    const summary = total === 0 ? same : tableSummary(this.counts, this.pairs)
    return {
      summary,
      changes,
      total,
      columns: this.pairs,
      rows: this.drawn,
      remarks,
      notCompared,
    }
  }

  private notCompared(isRough: boolean): string[] {
    const notCompared: string[] = []
    for (const [which, { table, rows }] of [
      ['first', this.left] as const,
      ['second', this.right] as const,
    ]) {
      if (table.index.rows > MOST_ROWS + 1) {
        const count = rows.length.toLocaleString('en')
        notCompared.push(`Only the first ${count} rows of the ${which} one are compared.`)
      }
      if (table.index.columns > table.columns.length) {
        const count = table.columns.length.toLocaleString('en')
        notCompared.push(`Only the first ${count} columns of the ${which} one are compared.`)
      }
    }
    if (isRough) notCompared.push('The two have so little in common that not all was looked for.')
    if (this.isFull) notCompared.push('Only the first changed rows are drawn.')
    return notCompared
  }
}

/** A file has room for all of them. */
const drawnCells = (cells: string[]) =>
  gatheredFor() === 'for-file' ? cells : cells.slice(0, DRAWN_COLUMNS)

function fateOf(
  one: number | undefined,
  other: number | undefined,
  isChanged: boolean,
  isMoved: boolean,
): DrawnRow['fate'] {
  if (one === undefined) return 'added'
  if (other === undefined) return 'removed'
  if (isChanged) return 'changed'
  return isMoved ? 'moved' : 'same'
}
