import { formatBytes } from '#lib/format.ts'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { holdOf, type Hold } from '../queue/holding.ts'
import { timeLeftWords } from '../queue/pace.ts'
import type { QueueState } from '../queue/queue-state.ts'
import { totalsOf } from '../queue/totals.ts'
import { Countdown } from './Countdown.tsx'
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
      {totals.pending > 0 && <HoldBanner hold={holdOf(state)} />}
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

/** What holds all of them up. It is spoken when it begins, and never again while the seconds run. */
function HoldBanner({ hold }: { hold: Hold | undefined }) {
  const titles = hold === undefined || hold.kind === 'paused' ? undefined : TITLES[hold.kind]
  return (
    <div className={styles['hold']}>
      <VisuallyHidden role="status">{titles?.title}</VisuallyHidden>
      {titles && (
        <Banner tone="warning" title={titles.title}>
          {hold !== undefined && 'until' in hold ? <Countdown until={hold.until} /> : titles.next}
        </Banner>
      )}
    </div>
  )
}

const TITLES = {
  token: { title: 'The token was refused', next: 'The uploads go on when you sign in again.' },
  offline: { title: 'No network connection', next: undefined },
  resting: { title: 'The server can’t be reached or is busy', next: undefined },
} as const
