import { assertNever } from '#lib/assert-never.ts'
import { isActive, isPending, type ItemState, type UploadItem } from './item.ts'

/** Where an upload belongs in the list's filter. */
export type Group = 'waiting' | 'active' | 'needs-you' | 'failed' | 'stored' | 'cancelled'

/** The queue in numbers. */
export interface Totals {
  groups: Readonly<Record<Group, number>>
  /** Waiting or under way. */
  pending: number
  active: number
  paused: number
  /** The file must be given again. */
  missing: number
  /** Bytes of all that is not given up, and how many of them have gone. */
  bytes: number
  sent: number
  /** The same as work: bytes, and for each file what a request costs whatever its size. */
  work: number
  done: number
  /** From 0 to 1, of the work. */
  share: number
}

/** Each list of items is counted once, however many ask. */
const counted = new WeakMap<readonly UploadItem[], Totals>()

export function totalsOf(items: readonly UploadItem[]): Totals {
  const known = counted.get(items)
  if (known) return known
  const totals = count(items)
  counted.set(items, totals)
  return totals
}

function count(items: readonly UploadItem[]): Totals {
  const groups = { waiting: 0, active: 0, 'needs-you': 0, failed: 0, stored: 0, cancelled: 0 }
  const sums = { pending: 0, active: 0, paused: 0, missing: 0, bytes: 0, sent: 0, work: 0, done: 0 }
  for (const item of items) {
    const { kind } = item.state
    groups[groupOf(item.state)] += 1
    if (isActive(item)) sums.active += 1
    if (kind === 'paused') sums.paused += 1
    if (kind === 'missing') sums.missing += 1
    const pending = isPending(item)
    if (pending) sums.pending += 1
    if (!pending && kind !== 'stored') continue
    const { size } = item.facts
    const share = shareOf(item)
    sums.bytes += size
    sums.sent += share * size
    sums.work += size + REQUEST
    sums.done += share * (size + REQUEST)
  }
  return { groups, ...sums, share: sums.work === 0 ? 0 : sums.done / sums.work }
}

export function groupOf(state: ItemState): Group {
  switch (state.kind) {
    case 'waiting':
    case 'resting':
    case 'paused':
      return 'waiting'
    case 'checking':
    case 'preparing':
    case 'sending':
    case 'saving':
      return 'active'
    case 'unsure':
    case 'conflict':
    case 'missing':
      return 'needs-you'
    case 'failed':
    case 'stored':
    case 'cancelled':
      return state.kind
    default:
      return assertNever(state)
  }
}

/** What a request costs beside its bytes, in bytes: an empty file is a request as well, and a thousand small ones take their time. */
const REQUEST = 32_768

/** How much is sent, from 0 to 1; `undefined` before that. Sent is not stored: the words say so. */
export function progressOf({ state }: UploadItem): number | undefined {
  if (state.kind === 'saving') return 1
  if (state.kind !== 'sending') return undefined
  return state.total === 0 ? 1 : state.loaded / state.total
}

function shareOf({ state }: UploadItem): number {
  if (state.kind === 'stored') return 1
  if (state.kind === 'saving') return 0.99
  if (state.kind !== 'sending' || state.total === 0) return 0
  return Math.min(0.99, state.loaded / state.total)
}

export function percent(share: number): string {
  return `${Math.floor(share * 100)} %`
}

export function files(count: number): string {
  return `${thousands(count)} ${count === 1 ? 'file' : 'files'}`
}

export function thousands(count: number): string {
  return count.toLocaleString('en')
}
