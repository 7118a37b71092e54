import { isActive, isFinished, isPending, type UploadItem } from './item.ts'
import { speedOf, timeLeft } from './pace.ts'
import type { PausedBy } from './queue-state.ts'

/** The queue in numbers. */
export interface Totals {
  stored: number
  failed: number
  conflicts: number
  cancelled: number
  /** Waiting or under way. */
  pending: number
  active: number
  paused: number
  /** From 0 to 1, over the bytes of all that is not given up. */
  share: number
  /** Bytes a second, all together. */
  speed: number | undefined
  /** Seconds. */
  left: number | undefined
}

export function totalsOf(items: readonly UploadItem[]): Totals {
  const counted = (kind: (item: UploadItem) => boolean) => items.filter(kind).length
  const counting = items.filter((item) => isPending(item) || item.state.kind === 'stored')
  const total = counting.reduce((sum, { facts }) => sum + weight(facts.size), 0)
  const sent = counting.reduce((sum, item) => sum + shareOf(item) * weight(item.facts.size), 0)
  const speeds = items.flatMap(({ state }) =>
    state.kind === 'sending' ? (speedOf(state.samples) ?? []) : [],
  )
  const speed = speeds.length === 0 ? undefined : speeds.reduce((sum, one) => sum + one, 0)
  return {
    stored: counted(({ state }) => state.kind === 'stored'),
    failed: counted(({ state }) => state.kind === 'failed' || state.kind === 'unsure'),
    conflicts: counted(({ state }) => state.kind === 'conflict'),
    cancelled: counted(({ state }) => state.kind === 'cancelled'),
    paused: counted(({ state }) => state.kind === 'paused'),
    pending: counted(isPending),
    active: counted(isActive),
    share: total === 0 ? 0 : sent / total,
    speed,
    left: timeLeft(total - sent, speed),
  }
}

/** How much is sent, from 0 to 1; `undefined` before that. Sent is not stored: the words say so. */
export function progressOf({ state }: UploadItem): number | undefined {
  if (state.kind === 'saving') return 1
  if (state.kind !== 'sending') return undefined
  return state.total === 0 ? 1 : state.loaded / state.total
}

/** How many files would be lost with the queue: all but those that are stored or given up. */
export function unfinishedCount(items: readonly UploadItem[]): number {
  return items.filter((item) => !isFinished(item)).length
}

/** How many would stop, or have to be chosen again, if the page were left now: not those that miss their file already. */
export function leftByLeaving(items: readonly UploadItem[]): number {
  return items.filter((item) => !isFinished(item) && item.file !== undefined).length
}

/** "3 files uploaded, 1 failed": for the head of the panel, and spoken at the end. */
export function summaryOf(totals: Totals): string {
  const { pending, stored, failed, conflicts, cancelled, paused } = totals
  const parts = [
    pending > 0 ? `${files(pending)} to go` : '',
    stored > 0 ? `${files(stored)} uploaded` : '',
    failed > 0 ? `${failed} failed` : '',
    conflicts > 0 ? `${conflicts} in conflict` : '',
    paused > 0 ? `${paused} paused` : '',
    cancelled > 0 ? `${cancelled} cancelled` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'Nothing to upload' : parts.join(', ')
}

export function files(count: number): string {
  return `${count} ${count === 1 ? 'file' : 'files'}`
}

function shareOf({ state }: UploadItem): number {
  if (state.kind === 'stored') return 1
  if (state.kind === 'saving') return 0.99
  if (state.kind !== 'sending' || state.total === 0) return 0
  return Math.min(0.99, state.loaded / state.total)
}

/** An empty file is a request as well. */
function weight(size: number): number {
  return size + 1024
}

/** For the head of the panel. */
export function panelWords(totals: Totals, paused: PausedBy | undefined): string {
  const { stored, failed, conflicts, pending, share } = totals
  const all = stored + failed + conflicts + pending + totals.paused
  const parts = [
    `${stored} of ${all} done`,
    failed > 0 ? `${failed} failed` : '',
    conflicts > 0 ? `${conflicts} in conflict` : '',
    paused !== undefined && pending > 0 ? 'paused' : '',
    paused === undefined && pending > 0 ? `${Math.floor(share * 100)} %` : '',
  ]
  return parts.filter((part) => part !== '').join(' · ')
}
