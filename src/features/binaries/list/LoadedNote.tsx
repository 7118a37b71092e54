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
  among: 'found' | 'filtered' | 'sorted' | undefined
}) {
  const { hasMore, loadAll } = list
  return (
    <span className={styles['note']}>
      {loadAll.running ? (
        <>
          <ProgressBar label="Loading all" value={list.snapshot.looked} max={list.outOf} />
          <span>{loadedWords(list)}</span>
          <Button size="s" onClick={loadAll.stop}>
            Stop
          </Button>
        </>
      ) : (
        <>
          <span role="status">{noteWords(list, among)}</span>
          {hasMore && (
            <Button size="s" variant="quiet" onClick={loadAll.start}>
              Load all
            </Button>
          )}
        </>
      )}
    </span>
  )
}

/** `200 of 5,000` */
function loadedWords({ snapshot, outOf, hasMore }: BinaryList): string {
  const of = outOf === undefined || !hasMore ? '' : ` of ${outOf.toLocaleString()}`
  return snapshot.looked.toLocaleString() + of
}

function noteWords(list: BinaryList, among: 'found' | 'filtered' | 'sorted' | undefined): string {
  const { snapshot, hasMore } = list
  const shown = snapshot.rows.length
  const loaded = loadedWords(list)
  if (among === 'found') return `${shown.toLocaleString()} found among ${loaded}`
  const matching = shown === snapshot.loaded ? '' : `${shown.toLocaleString()} shown · `
  if (among === undefined || !hasMore) return `${matching}${loaded} loaded`
  const word = among === 'sorted' ? 'Sorted' : 'Filtered'
  return matching === '' ? `${word} among ${loaded}` : `${matching}${among} among ${loaded}`
}
