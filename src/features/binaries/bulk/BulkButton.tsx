import { lazy, Suspense } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/ProgressBar.tsx'
import { countResults, summaryOf } from './bulk.ts'
import { useBulk, useBulkState } from './context.tsx'
import styles from './bulk.module.css'

/** With the first bulk change. */
const BulkResults = lazy(async () => ({ default: (await import('./BulkResults.tsx')).BulkResults }))

/** How far a bulk change is, in the top bar of every page; opens its results. Hidden when there is none. */
export function BulkButton() {
  const bulk = useBulk()
  const state = useBulkState()
  if (state === undefined) return null
  const { action, rows, results, phase } = state
  const { finished } = countResults(results)
  return (
    <>
      {!state.dismissed && (
        <Button variant="quiet" title="Show the results" onClick={bulk.open}>
          <span className={styles['total']}>
            {phase === 'finished' ? (
              summaryOf(action, results)
            ) : (
              <>
                <span>
                  {action.kind === 'remove' ? 'Deleting' : 'Changing'} {finished.toLocaleString()}{' '}
                  of {rows.length.toLocaleString()}
                </span>
                <ProgressBar label="Bulk change" value={finished} max={rows.length} />
              </>
            )}
          </span>
        </Button>
      )}
      <Suspense fallback={null}>{state.open && <BulkResults state={state} />}</Suspense>
    </>
  )
}
