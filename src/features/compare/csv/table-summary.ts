import { counted, type Change } from '../changes.ts'
import type { ColumnPair } from './match-columns.ts'
import type { TableSide } from './table-side.ts'

/** Cells of a column that came or went which are told with it. */
const TOLD = 5

/** Columns that came, went, moved or got another name. */
export function columnChanges(
  columns: readonly ColumnPair[],
  before: TableSide,
  after: TableSide,
): Change[] {
  return columns.flatMap(({ name, nameBefore, left, right, isMoved }): Change[] => {
    const label = /^column \d/iu.test(name) ? name : `Column ${name}`
    const place = { label, path: '', anchor: '' }
    if (left < 0) return [{ ...place, kind: 'added', after: cellsOf(after, right) }]
    if (right < 0) return [{ ...place, kind: 'removed', before: cellsOf(before, left) }]
    const names = { before: nameBefore ?? name, after: name }
    const places = { before: `place ${left + 1}`, after: `place ${right + 1}` }
    return [
      ...(nameBefore === undefined
        ? []
        : [{ ...place, label: `Name of column ${right + 1}`, kind: 'changed', ...names } as const]),
      ...(isMoved ? [{ ...place, kind: 'moved', ...places } as const] : []),
    ]
  })
}

/** "(5, 6, 7 …)" */
function cellsOf(side: TableSide, column: number): string {
  const cells = side.rows.slice(0, TOLD).map((row) => side.cell(row, column))
  const more = side.rows.length > TOLD ? ' …' : ''
  return cells.every((cell) => cell === '') ? '' : `(${cells.join(', ')}${more})`
}

/** "3 rows changed, 1 added, 1 column removed." */
export function tableSummary(
  counts: { changed: number; added: number; removed: number; moved: number },
  columns: readonly ColumnPair[],
): string {
  const words: string[] = []
  for (const fate of ['changed', 'added', 'removed', 'moved'] as const) {
    const count = counts[fate]
    if (count === 0) continue
    const number = words.length === 0 ? counted(count, 'row') : count.toLocaleString('en')
    words.push(`${number} ${fate}`)
  }
  const of = (fits: (column: ColumnPair) => boolean, fate: string) => {
    const count = columns.filter(fits).length
    if (count > 0) words.push(`${counted(count, 'column')} ${fate}`)
  }
  of(({ left }) => left < 0, 'added')
  of(({ right }) => right < 0, 'removed')
  of(({ isMoved }) => isMoved, 'moved')
  of(({ nameBefore }) => nameBefore !== undefined, 'renamed')
  return `${words.join(', ')}.`
}

/** Where no cell differs. */
export function whenSame(isSameText: boolean): string {
  return isSameText
    ? 'The tables are the same.'
    : 'All cells are the same; only quotes, delimiters, line ends or blank lines differ.'
}
