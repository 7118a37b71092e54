import { explainError } from '#api/transport/explain-error.ts'
import { ProgressBar } from '#ui/display/ProgressBar.tsx'
import type { BinaryRow } from '../list/rows.ts'
import type { BulkResults, RowResult } from './bulk.ts'
import styles from './bulk.module.css'

export interface BulkResultListProps {
  rows: readonly BinaryRow[]
  results: BulkResults
  running: boolean
}

/** How far it is, and what became of each row; failures come first. */
export function BulkResultList({ rows, results, running }: BulkResultListProps) {
  const counts = { waiting: 0, running: 0, done: 0, unchanged: 0, failed: 0, stopped: 0 }
  for (const { state } of results.values()) counts[state] += 1
  const over = rows.length - counts.waiting - counts.running
  const failed = rows.filter(({ id }) => results.get(id)?.state === 'failed')
  const others = rows.filter(({ id }) => results.get(id)?.state !== 'failed')
  const listed = [...failed, ...others].slice(0, LISTED)
  return (
    <div className={styles['results']}>
      {running && <ProgressBar label="Progress" value={over} max={rows.length} />}
      <p role="status">
        {over.toLocaleString()} of {rows.length.toLocaleString()}
        {counts.unchanged > 0 && ` · ${counts.unchanged} were so already`}
        {counts.failed > 0 && ` · ${counts.failed} failed`}
        {counts.stopped > 0 && ` · ${counts.stopped} were left as they were`}
      </p>
      <ul className={styles['list']} aria-label="Results">
        {listed.map((row) => (
          <li key={row.id} className={styles['item']}>
            <span className={styles['name']} title={row.id}>
              {row.label}
            </span>
            <span className={styles['word']}>{words(results.get(row.id))}</span>
          </li>
        ))}
      </ul>
      {rows.length > LISTED && <p>and {(rows.length - LISTED).toLocaleString()} more</p>}
    </div>
  )
}

/** A list of ten thousand is read by nobody; failures are always among the first. */
const LISTED = 500

function words(result: RowResult | undefined): string {
  switch (result?.state) {
    case undefined:
    case 'waiting':
      return 'Waiting'
    case 'running':
      return 'Under way…'
    case 'done':
      return 'Done'
    case 'unchanged':
      return 'Was so already'
    case 'stopped':
      return 'Stopped before its turn'
    case 'failed': {
      const { title, advice } = explainError(result.error)
      return `${title} ${advice}`
    }
  }
}
