import { Circle, CircleCheck, CircleMinus, CircleX, LoaderCircle, Undo2 } from 'lucide-react'
import type { PastPlan } from '#api/binaries/restoring/state-at.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { cx } from '#ui/cx.ts'
import { Icon, type IconType } from '#ui/display/Icon.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import type { BinaryRow } from '../list/rows.ts'
import type { BulkState } from './bulk-operation.ts'
import {
  countResults,
  files,
  metAnother,
  resultWords,
  summaryOf,
  wordsOf,
  type BulkAction,
  type RowResult,
} from './bulk.ts'
import { useBulk } from './context.tsx'
import styles from './bulk.module.css'

export interface BulkResultsProps {
  state: BulkState
  /** Opens the question about a restore that met another change; what follows comes back by `BulkOperation.decided`. */
  onDecide: (row: BinaryRow, plan: PastPlan & { kind: 'restore' }) => void
}

/** How far it is, and what came of each row. Closing it does not stop anything: the top bar shows how it continues. */
export function BulkResults({ state, onDecide }: BulkResultsProps) {
  const bulk = useBulk()
  const { action, rows, results, phase } = state
  const counts = countResults(results)
  const retryable = counts.failed + counts.stopped
  return (
    <Dialog
      open
      title={`${wordsOf(action).title} ${files(rows.length)}`}
      onClose={bulk.close}
      footer={
        phase === 'finished' ? (
          <>
            {counts.undoable > 0 && (
              <Button icon={Undo2} onClick={bulk.undo}>
                Undo
              </Button>
            )}
            {retryable > 0 && <Button onClick={bulk.retryFailed}>Retry failed</Button>}
            <Button variant="primary" onClick={bulk.close}>
              Done
            </Button>
          </>
        ) : (
          <>
            <Button onClick={bulk.close}>Continue in background</Button>
            <Button busy={phase === 'stopping'} onClick={bulk.stop}>
              Stop
            </Button>
          </>
        )
      }
    >
      <div className={styles['results']}>
        {phase !== 'finished' && (
          <ProgressBar label="Progress" value={counts.finished} max={rows.length} />
        )}
        <p role="status">
          {counts.finished.toLocaleString()} of {rows.length.toLocaleString()}
          {phase === 'finished' && ` · ${summaryOf(action, results)}`}
          {phase !== 'finished' && counts.failed > 0 && ` · ${counts.failed} failed`}
        </p>
        {phase === 'finished' && counts.failed > 0 && (
          <p className={styles['note']}>
            “Retry failed” uses the version that is current then, also where somebody else has
            changed a file.
          </p>
        )}
        {phase === 'finished' && <Conflicts state={state} />}
        <Rows {...{ state, onDecide }} />
      </div>
    </Dialog>
  )
}

/** For all at once that met a change to something else. */
function Conflicts({ state: { action, rows, results } }: { state: BulkState }) {
  const bulk = useBulk()
  const met = rows.filter(({ id }) => metAnother(results.get(id))).length
  if (met === 0 || action.kind === 'remove') return null
  return (
    <div>
      <Button size="s" onClick={() => bulk.applyAgain('untouched')}>
        Apply again where others changed something else
      </Button>
    </div>
  )
}

/** Nobody reads a list of ten thousand; failures are always among the first. */
const LISTED = 500

function Rows({ state, onDecide }: BulkResultsProps) {
  const { org, action, rows, results, phase } = state
  const bulk = useBulk()
  const failed = rows.filter(({ id }) => results.get(id)?.state === 'failed')
  const others = rows.filter(({ id }) => results.get(id)?.state !== 'failed')
  const listed = [...failed, ...others].slice(0, LISTED)
  return (
    <>
      <ul className={styles['list']} aria-label="Results">
        {listed.map((row) => {
          const result = results.get(row.id)
          const { icon, look } = LOOKS[result?.state ?? 'waiting']
          return (
            <li key={row.id} className={styles['item']} data-state={result?.state ?? 'waiting'}>
              <span className={cx(styles['sign'], styles[look])}>
                <Icon icon={icon} />
              </span>
              <span className={styles['name']} title={row.id}>
                <bdi>{row.label}</bdi>
              </span>
              <span className={cx(styles['word'], styles[look])}>
                {resultWords(action, result)}
                {phase === 'finished' && metAnother(result) && (
                  <span className={styles['met']}>
                    <LinkButton
                      size="s"
                      to={paths.versions(org, row.id)}
                      target="_blank"
                      aria-label={`Look closer at ${row.label}, in a new tab`}
                    >
                      Look closer
                    </LinkButton>
                    <Decide {...{ action, row, onDecide }} />
                    <Button
                      size="s"
                      aria-label={`Apply again to ${row.label}`}
                      title="On the version that is stored now"
                      onClick={() => bulk.applyAgain({ id: row.id })}
                    >
                      Apply again
                    </Button>
                  </span>
                )}
              </span>
            </li>
          )
        })}
      </ul>
      {rows.length > LISTED && <p>and {(rows.length - LISTED).toLocaleString()} more</p>}
    </>
  )
}

/** For a restore: both sides, and what can be merged. */
function Decide(
  props: { action: BulkAction; row: BinaryRow } & Pick<BulkResultsProps, 'onDecide'>,
) {
  const { action, row, onDecide } = props
  const plan = action.kind === 'past' ? action.plans.get(row.id) : undefined
  if (plan?.kind !== 'restore') return null
  return (
    <Button size="s" aria-label={`Decide about ${row.label}`} onClick={() => onDecide(row, plan)}>
      Decide…
    </Button>
  )
}

/** Each state has a sign of its own, besides its words and its colour. */
const LOOKS: Record<RowResult['state'], { icon: IconType; look: string }> = {
  waiting: { icon: Circle, look: 'pending' },
  running: { icon: LoaderCircle, look: 'pending' },
  done: { icon: CircleCheck, look: 'done' },
  unchanged: { icon: CircleMinus, look: 'pending' },
  skipped: { icon: CircleMinus, look: 'pending' },
  stopped: { icon: CircleMinus, look: 'pending' },
  undone: { icon: Undo2, look: 'pending' },
  failed: { icon: CircleX, look: 'failed' },
}
