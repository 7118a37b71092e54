import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useId } from 'react'
import { Link } from 'react-router'
import { assertNever } from '#lib/assert-never.ts'
import { formatBytes } from '#lib/format.ts'
import { paths } from '#site/paths.ts'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { useUpload } from '../context.tsx'
import { isActive, type UploadItem } from '../queue/item.ts'
import { speedOf, timeLeft, timeLeftWords } from '../queue/pace.ts'
import type { CommandEvent } from '../queue/queue.ts'
import { percent, progressOf } from '../queue/totals.ts'
import { Countdown } from './Countdown.tsx'
import { RowActions } from './RowActions.tsx'
import { Trouble } from './UploadProblem.tsx'
import styles from './upload-row.module.css'

/** One upload: what it is, how far it is, and what can be done about it. */
export function UploadRow(props: {
  item: UploadItem
  /** Why nothing that waits is started. */
  offline: boolean
  awaitsToken: boolean
  awaitsSignIn: boolean
  /** Its conflict is being decided there. */
  isInDialog: boolean
  onLook: () => void
}) {
  const { item, isInDialog, onLook } = props
  const { queue } = useUpload()
  const nameId = useId()
  const command = (event: CommandEvent) => queue.command(item.key, event)
  const { state } = item
  const label = item.name === '' ? 'Unnamed' : item.name
  const isTrouble = ['failed', 'unsure', 'conflict', 'missing'].includes(state.kind)
  return (
    <div className={cx(styles['row'], isTrouble && styles['troubled'])}>
      <div className={styles['text']}>
        <p id={nameId} className={styles['name']} title={placeOf(item, label)}>
          <span className={styles['file']}>
            {state.kind === 'stored' ? (
              <Link to={paths.binary(item.org, state.id)}>
                <bdi>{label}</bdi>
              </Link>
            ) : (
              <bdi>{label}</bdi>
            )}
          </span>
          {item.folder !== '' && (
            <span className={styles['folder']}>
              {' '}
              in <bdi>{item.folder}</bdi>
            </span>
          )}
        </p>
        {isActive(item) && <ProgressBar label={`Upload of ${label}`} value={progressOf(item)} />}
        <p className={styles['words']}>
          {state.kind === 'stored' && (
            <span className={styles['end']}>
              <Icon icon={CircleCheck} size={14} />
              <span>{state.verified ? 'Verified' : 'Uploaded'}</span>
            </span>
          )}
          {isTrouble && <Icon icon={TriangleAlert} size={14} />}
          <span>{stateWords(item, props)}</span>
          {state.kind === 'resting' && <Countdown until={state.until} />}
          {state.kind === 'stored' && state.found && (
            <span>· already stored by the first attempt</span>
          )}
        </p>
      </div>
      <RowActions item={item} describedBy={nameId} command={command} />
      {isTrouble && !isInDialog && (
        <Trouble item={item} describedBy={nameId} command={command} onLook={onLook} />
      )}
    </div>
  )
}

/** Files of the same name in different folders are told apart where the row is too narrow for both. */
function placeOf({ folder }: UploadItem, label: string): string {
  return folder === '' ? label : `${label} in ${folder}`
}

/** Where an upload stands, in one line; failures and conflicts are explained in rows of their own. */
function stateWords(
  { state, uncertainSince, facts }: UploadItem,
  hold: { offline: boolean; awaitsToken: boolean; awaitsSignIn: boolean },
): string {
  if (hold.awaitsSignIn && (state.kind === 'checking' || state.kind === 'preparing'))
    return 'Waits for your sign-in'
  switch (state.kind) {
    case 'waiting':
      if (hold.awaitsToken || hold.awaitsSignIn) return 'Waits for your sign-in'
      return hold.offline ? 'Waits for the network' : 'Waiting'
    case 'checking':
      return 'Checking whether it was stored…'
    case 'preparing':
      return state.total === 0 ? 'Preparing…' : `Preparing… ${percent(state.loaded / state.total)}`
    case 'sending':
      return sendingWords(state, hold.awaitsSignIn)
    case 'saving':
      return 'Saving…'
    case 'stored':
      return formatBytes(facts.size)
    case 'failed':
      return uncertainSince === undefined ? 'Not stored' : 'May be stored'
    case 'resting':
      return state.failure.title
    case 'missing':
      return 'Its file must be chosen again'
    case 'unsure':
      return 'May be stored'
    case 'conflict':
      return 'Not stored'
    case 'cancelled':
      return uncertainSince === undefined
        ? 'Cancelled'
        : 'Cancelled after it was sent: it may be stored'
    case 'paused':
      return 'Paused'
    default:
      return assertNever(state)
  }
}

/** @param isHeld nothing more is sent for now, so that a speed would be that of before */
function sendingWords(
  { loaded, total, samples }: Extract<UploadItem['state'], { kind: 'sending' }>,
  isHeld: boolean,
): string {
  const speed = isHeld ? undefined : speedOf(samples)
  const left = timeLeft(total - loaded, speed)
  return [
    `${formatBytes(loaded)} of ${formatBytes(total)}`,
    speed === undefined ? '' : `${formatBytes(speed)}/s`,
    left === undefined ? '' : timeLeftWords(left),
  ]
    .filter((part) => part !== '')
    .join(' · ')
}
