import { formatBytes } from '#lib/format.ts'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { timeLeftWords } from '../queue/pace.ts'
import type { QueueState } from '../queue/queue-state.ts'
import { totalsOf } from '../queue/totals.ts'
import { useBatchPace, type ShownPace } from './use-batch-pace.ts'
import styles from './uploads-panel.module.css'

/** How far all of them are, and what holds them up. */
export function UploadHead({ state }: { state: QueueState }) {
  const totals = totalsOf(state.items)
  const pace = useBatchPace()
  return (
    <>
      {totals.pending > 0 && (
        <div className={styles['pace']}>
          <ProgressBar label="All uploads" value={totals.share} />
          <p>{paceWords(totals.sent, totals.bytes, pace)}</p>
        </div>
      )}
      <div className={styles['hold']} role="status">
        {totals.pending > 0 && <Hold state={state} />}
      </div>
    </>
  )
}

/** "1.2 GB of 4.8 GB · 12 MB/s · about 3 minutes left" */
function paceWords(sent: number, bytes: number, { speed, timeLeft }: ShownPace): string {
  return [
    `${formatBytes(Math.floor(sent))} of ${formatBytes(bytes)}`,
    speed === undefined ? '' : `${formatBytes(speed)}/s`,
    timeLeft === undefined ? '' : timeLeftWords(timeLeft),
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

function Hold({ state }: { state: QueueState }) {
  if (state.awaitsToken) {
    return (
      <Banner tone="warning" title="The token was refused">
        The uploads go on when you sign in again.
      </Banner>
    )
  }
  if (state.offline) {
    return (
      <Banner tone="warning" title="No network">
        The uploads go on by themselves when it is back.
      </Banner>
    )
  }
  return null
}
