import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { countResults, wordsOf } from './bulk.ts'
import { BulkResults, type BulkResultsProps } from './BulkResults.tsx'
import { useBulk } from './context.tsx'
import styles from './bulk.module.css'

/** How far a bulk change is, in the top bar of every page; opens its results. */
export function BulkButton({ state, onDecide }: BulkResultsProps) {
  const bulk = useBulk()
  const { action, rows, results, phase } = state
  const { finished, failed, stopped } = countResults(results)
  const words = wordsOf(action)
  return (
    <>
      {!state.dismissed && (
        <Button variant="quiet" title="Show the results" onClick={bulk.open}>
          <span className={styles['total']}>
            {phase === 'finished' ? (
              <span>
                {(failed + stopped).toLocaleString()}{' '}
                <span className={styles['wide']}>of {rows.length.toLocaleString()} </span>
                not {words.done}
              </span>
            ) : (
              <>
                <span>
                  <span className={styles['wide']}>{words.doing} </span>
                  {finished.toLocaleString()} of {rows.length.toLocaleString()}
                </span>
                <ProgressBar label="Bulk change" value={finished} max={rows.length} />
              </>
            )}
          </span>
        </Button>
      )}
      {state.open && <BulkResults {...{ state, onDecide }} />}
    </>
  )
}
