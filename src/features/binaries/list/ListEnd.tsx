import { explainError } from '#api/transport/explain-error.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Spinner } from '#ui/display/Spinner.tsx'
import type { BinaryList } from './use-binary-list.ts'
import styles from './list.module.css'

export interface ListEndProps {
  list: BinaryList
  filtered: boolean
}

/** What stands behind the last row: more to come, a failure with its next step, or that this is all. */
export function ListEnd({ list, filtered }: ListEndProps) {
  const { snapshot, hasMore, loadingMore, error } = list
  const loaded = snapshot.loaded.toLocaleString()
  if (error) {
    const { title, advice } = explainError(error)
    return (
      <div className={styles['end']} role="alert">
        <span>
          <strong>{title}</strong> {advice}
        </span>
        <Button size="s" onClick={list.retry}>
          Retry
        </Button>
      </div>
    )
  }
  if (loadingMore) {
    return (
      <div className={styles['end']} role="status">
        <Spinner size={16} /> Loading more…
      </div>
    )
  }
  if (hasMore && filtered) {
    return (
      <div className={styles['end']} role="status">
        {snapshot.rows.length.toLocaleString()} of the {loaded} loaded match; more are on the
        server.
      </div>
    )
  }
  return (
    <div className={styles['end']} role="status">
      {hasMore ? '' : snapshot.loaded === 1 ? 'End of list' : `All ${loaded} loaded`}
    </div>
  )
}
