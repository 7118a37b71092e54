import { assertNever } from '#lib/assert-never.ts'
import { formatBytes } from '#lib/format-bytes.ts'
import type { UploadItem } from '../queue/item.ts'
import { speedOf, timeLeft, timeLeftWords } from '../queue/pace.ts'

/** Where an upload stands, in one line; failures and conflicts are explained in rows of their own. */
export function stateWords({ state, uncertainSince, file }: UploadItem): string {
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
      return formatBytes(file.size)
    case 'failed':
      return uncertainSince === undefined ? 'Not stored' : 'May be stored'
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
