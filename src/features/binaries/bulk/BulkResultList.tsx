import { Check, TriangleAlert } from 'lucide-react'
import { explainError } from '#api/transport/explain-error.ts'
import { Icon } from '#ui/display/Icon.tsx'
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
        {counts.unchanged > 0 && ` · ${counts.unchanged} already set`}
        {counts.failed > 0 && ` · ${counts.failed} failed`}
        {counts.stopped > 0 && ` · ${counts.stopped} not started`}
      </p>
      <ul className={styles['list']} aria-label="Results">
        {listed.map((row) => (
          <li key={row.id} className={styles['item']} data-state={results.get(row.id)?.state}>
            <span className={styles['name']} title={row.id}>
              {row.label}
            </span>
            <span className={styles['word']}>
              <Sign state={results.get(row.id)?.state} />
              {words(results.get(row.id))}
            </span>
          </li>
        ))}
      </ul>
      {rows.length > LISTED && <p>and {(rows.length - LISTED).toLocaleString()} more</p>}
    </div>
  )
}

function Sign({ state }: { state: RowResult['state'] | undefined }) {
  if (state === 'failed') return <Icon icon={TriangleAlert} size={14} />
  return state === 'done' ? <Icon icon={Check} size={14} /> : null
}

/** A list of ten thousand is read by nobody; failures are always among the first. */
const LISTED = 500

function words(result: RowResult | undefined): string {
  switch (result?.state) {
    case undefined:
    case 'waiting':
      return 'Waiting'
    case 'running':
      return 'In progress…'
    case 'done':
      return 'Done'
    case 'unchanged':
      return 'Already set'
    case 'stopped':
      return 'Not started'
    case 'failed': {
      const { title, advice } = explainError(result.error)
      return `${title} ${advice}`
    }
  }
}
