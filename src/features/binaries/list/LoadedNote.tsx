import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import type { BinaryList } from './use-binary-list.ts'
import styles from './list.module.css'

/**
 * How much of the whole is loaded, and the way to the rest: order and filters only know what is loaded,
 * and say so.
 *
 * @param among what was done to the loaded rows alone, and could come out differently with the rest
 */
export function LoadedNote({
  list,
  among,
}: {
  list: BinaryList
  among: 'filtered' | 'sorted' | undefined
}) {
  const { snapshot, total, hasMore, loadAll } = list
  const loaded = snapshot.loaded.toLocaleString()
  const shown = snapshot.rows.length
  const of = total === undefined ? '' : ` of ${total.toLocaleString()}`
  const matching = shown === snapshot.loaded ? '' : `${shown.toLocaleString()} shown`
  if (loadAll.running) {
    return (
      <span className={styles['note']}>
        <ProgressBar label="Loading all" value={snapshot.loaded} max={total} />
        <span>
          {loaded}
          {of}
        </span>
        <Button size="s" onClick={loadAll.stop}>
          Stop
        </Button>
      </span>
    )
  }
  return (
    <span className={styles['note']}>
      <span role="status">
        {matching}
        {among !== undefined && hasMore
          ? `${among} among ${loaded}${of}`
          : `${loaded}${hasMore ? of : ''} loaded`}
      </span>
      {hasMore && (
        <Button size="s" variant="quiet" onClick={loadAll.start}>
          Load all
        </Button>
      )}
    </span>
  )
}
