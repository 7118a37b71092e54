import { counted } from '../changes.ts'
import type { ColumnPair } from './match-columns.ts'

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
  return `${words.join(', ')}.`
}

/** Where no cell differs. */
export function whenSame(isSameText: boolean): string {
  return isSameText
    ? 'The tables are the same.'
    : 'All cells are the same; only quotes, delimiters, line ends or blank lines differ.'
}
