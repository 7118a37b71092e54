import { CircleCheck, Pause, Play, RotateCcw, TriangleAlert, X } from 'lucide-react'
import { useId } from 'react'
import { Link } from 'react-router'
import { assertNever } from '#lib/assert-never.ts'
import { formatBytes } from '#lib/format.ts'
import { paths } from '#site/paths.ts'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { useUpload } from '../context.tsx'
import { canRetry, isActive, type UploadItem } from '../queue/item.ts'
import { speedOf, timeLeft, timeLeftWords } from '../queue/pace.ts'
import type { CommandEvent } from '../queue/queue.ts'
import { progressOf } from '../queue/totals.ts'
import { Trouble } from './UploadProblem.tsx'
import styles from './uploads-panel.module.css'

/** One upload: what it is, how far it is, and what can be done about it. */
export function UploadRow(props: {
  item: UploadItem
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
  const isTrouble = ['failed', 'unsure', 'conflict'].includes(state.kind)
  return (
    <li className={cx(styles['row'], isTrouble && styles['troubled'])}>
      <div className={styles['text']}>
        <p id={nameId} className={styles['name']} title={label}>
          {state.kind === 'stored' ? (
            <Link to={paths.binary(item.org, state.id)}>
              <bdi>{label}</bdi>
            </Link>
          ) : (
            <bdi>{label}</bdi>
          )}
          {item.folder !== '' && <span className={styles['folder']}> in {item.folder}</span>}
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
          <span>{stateWords(item)}</span>
          {state.kind === 'stored' && state.found && (
            <span>· already stored by the first attempt</span>
          )}
        </p>
      </div>
      <Actions item={item} describedBy={nameId} command={command} />
      {isTrouble && !isInDialog && (
        <Trouble item={item} describedBy={nameId} command={command} onLook={onLook} />
      )}
    </li>
  )
}

function Actions(props: {
  item: UploadItem
  describedBy: string
  command: (event: CommandEvent) => void
}) {
  const { item, describedBy, command } = props
  const { kind } = item.state
  const isPaused = kind === 'paused'
  const canPause = isActive(item) || kind === 'waiting'
  const shared = { size: 's', 'aria-describedby': describedBy } as const
  return (
    <div className={styles['actions']}>
      {canPause && (
        <IconButton
          {...shared}
          label="Pause"
          icon={Pause}
          onClick={() => command({ type: 'paused' })}
        />
      )}
      {isPaused && (
        <IconButton
          {...shared}
          label="Resume"
          icon={Play}
          onClick={() => command({ type: 'resumed' })}
        />
      )}
      {canRetry(item) && (
        <IconButton
          {...shared}
          label="Retry"
          icon={RotateCcw}
          onClick={() => command({ type: 'retried' })}
        />
      )}
      {canPause || isPaused ? (
        <IconButton
          {...shared}
          label="Cancel"
          icon={X}
          onClick={() => command({ type: 'cancelled' })}
        />
      ) : (
        <IconButton
          {...shared}
          label="Remove"
          icon={X}
          onClick={() => command({ type: 'removed' })}
        />
      )}
    </div>
  )
}

/** Where an upload stands, in one line; failures and conflicts are explained in rows of their own. */
function stateWords({ state, uncertainSince, facts }: UploadItem): string {
  switch (state.kind) {
    case 'waiting':
      return 'Waiting'
    case 'checking':
      return 'Checking whether it was stored…'
    case 'preparing':
      return state.total === 0 ? 'Preparing…' : `Preparing… ${percent(state.loaded, state.total)}`
    case 'sending':
      return sendingWords(state)
    case 'saving':
      return 'Saving…'
    case 'stored':
      return formatBytes(facts.size)
    case 'failed':
      return uncertainSince === undefined ? 'Not stored' : 'May be stored'
    case 'resting':
      return 'Waits, and tries again'
    case 'missing':
      return 'Choose the file again'
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

function sendingWords(state: Extract<UploadItem['state'], { kind: 'sending' }>): string {
  const { loaded, total, samples } = state
  const speed = speedOf(samples)
  const left = timeLeft(total - loaded, speed)
  return [
    `${formatBytes(loaded)} of ${formatBytes(total)}`,
    speed === undefined ? '' : `${formatBytes(speed)}/s`,
    left === undefined ? '' : timeLeftWords(left),
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

function percent(loaded: number, total: number): string {
  return `${Math.floor((loaded / total) * 100)} %`
}
