import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { useQueueState, useUpload } from '../context.tsx'
import { holdOf, type Hold } from '../queue/holding.ts'
import { timeLeftWords } from '../queue/pace.ts'
import type { QueueState } from '../queue/queue-state.ts'
import { files, percent, totalsOf } from '../queue/totals.ts'
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
  token: {
    title: 'You are no longer signed in',
    next: 'The uploads go on when you sign in again.',
  },
  'sign-in': {
    title: 'The uploads wait for your sign-in',
    next: 'They go on by themselves as soon as it is renewed.',
  },
  offline: { title: 'No network connection', next: undefined },
  resting: { title: 'The server can’t be reached or is busy', next: undefined },
} as const

/** The queue's total progress; unfolds the list. Hidden when nothing is running. */
export function TotalProgress() {
  const { items, paused } = useQueueState()
  const { isPanelOpen, setPanelOpen } = useUpload()
  const { pending, share } = totalsOf(items)
  if (pending === 0) return null
  return (
    <span className={styles['inBar']}>
      <Button
        variant="quiet"
        aria-expanded={isPanelOpen}
        title={isPanelOpen ? 'Fold the list' : 'Unfold the list'}
        onClick={() => setPanelOpen(!isPanelOpen)}
      >
        <span className={styles['total']}>
          <span>
            {files(pending)} to go{paused === undefined ? `, ${percent(share)}` : ', paused'}
          </span>
          <ProgressBar label="All files" value={share} />
        </span>
      </Button>
    </span>
  )
}

/** How many uploads go on behind the lock, and never which, since anybody may read it. */
export function BehindLock() {
  const { active, pending } = totalsOf(useQueueState().items)
  if (pending === 0) return null
  const waiting = pending - active
  return (
    <p className={styles['behindLock']} role="status">
      {active > 0 && `${files(active)} ${active === 1 ? 'is' : 'are'} still being sent. `}
      {waiting > 0 && `${files(waiting)} ${waiting === 1 ? 'waits' : 'wait'} until you unlock.`}
    </p>
  )
}
