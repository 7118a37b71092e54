import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import type { OpenedTable } from './csv-worker.ts'
import styles from './csv.module.css'

/** Rows named one by one. */
const NAMED = 3

/** What is odd about a table: rows of another length, quotes, blank lines. */
export function TableRemarks(props: { table: OpenedTable; onGoTo: (row: number) => void }) {
  const { table, onGoTo } = props
  const { ragged, oddQuotes, notes, dialect } = table
  const by = dialect.header ? 'the header' : 'most rows'
  const rows = ragged.first.slice(0, NAMED).map(({ row, cells }) => ({
    row,
    words: `Row ${row + 1} has ${cells} ${cells === 1 ? 'cell' : 'cells'}, ${by} ${dialect.header ? '' : 'have '}${ragged.expected}.`,
  }))
  const quotes = oddQuotes.slice(0, NAMED)
  const more = ragged.count - rows.length
  if (rows.length + quotes.length + notes.length + ragged.blank === 0) return null
  const isWrong = rows.length + quotes.length > 0
  const blank =
    ragged.blank === 0
      ? undefined
      : `${ragged.blank} blank ${ragged.blank === 1 ? 'line' : 'lines'}.`
  return (
    <Banner
      tone={isWrong ? 'warning' : 'info'}
      title={
        isWrong ? 'Some rows are not like the others' : [...notes, blank].filter(Boolean).join(' ')
      }
    >
      {isWrong && (
        <ul className={styles['remarks']}>
          {[...rows, ...quotes].map(({ row, words }) => (
            <li key={words}>
              {words}{' '}
              <Button
                size="s"
                variant="quiet"
                aria-label={`Go to row ${row + 1}`}
                onClick={() => onGoTo(row)}
              >
                Go to it
              </Button>
            </li>
          ))}
          {more > 0 && (
            <li>
              {more === 1
                ? 'One more row has another number of cells.'
                : `${more.toLocaleString()} more rows have another number of cells.`}
            </li>
          )}
          {blank !== undefined && <li>{blank}</li>}
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Banner>
  )
}
