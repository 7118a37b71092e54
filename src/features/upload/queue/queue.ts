import type { UploadProgress } from '#api/binaries/types.ts'
import {
  canRetry,
  factsOf,
  isActive,
  isFinished,
  isPending,
  newUuid,
  type Failure,
  type StoredState,
  type Remote,
  type UploadItem,
  type UploadSpec,
} from './item.ts'
import { withSample } from './pace.ts'
import { emptyQueue, type PausedBy, type QueueState } from './queue-state.ts'
import { reapply } from './reapply.ts'

/** The upload queue's decisions, all of them; its effects are in `upload-queue.ts`. */

export type QueueEvent =
  | { type: 'added'; items: readonly { key: string; spec: UploadSpec }[] }
  | { type: 'queue-paused'; by: PausedBy }
  | { type: 'queue-resumed'; by: PausedBy }
  | { type: 'retried-all' }
  | { type: 'cleared' }
  /** Signed out. */
  | { type: 'dropped' }
  | ({ key: string } & (CommandEvent | AttemptEvent))

/** What the user wants of one upload. */
export type CommandEvent =
  | { type: 'cancelled' }
  | { type: 'paused' }
  | { type: 'resumed' }
  | { type: 'retried' }
  /** Sent without looking first: the user has looked. */
  | { type: 'sent-again' }
  | { type: 'removed' }
  | { type: 'chosen-again'; file: File }
  | { type: 'reapply'; ifMatch: string | undefined }
  | { type: 'remote-known'; remote: Remote }

/** What happens to one attempt; heard only while this attempt is under way. */
export type AttemptEvent = { attempt: number } & (
  | { type: 'started'; at: string }
  | { type: 'not-there' }
  | { type: 'hashed'; sha256: string }
  | { type: 'located'; location: string | undefined }
  | { type: 'progressed'; progress: UploadProgress; at: number }
  | ({ type: 'stored' } & Omit<StoredState, 'kind'>)
  | { type: 'failed'; failure: Failure }
  | { type: 'not-told' }
  | { type: 'conflicted' }
)

export function reduce(state: QueueState, event: QueueEvent): QueueState {
  switch (event.type) {
    case 'added':
      return { ...state, items: [...state.items, ...event.items.map(newItem)] }
    case 'queue-paused':
      return pause(state, event.by)
    case 'queue-resumed':
      // What the user paused stays so when the screen is unlocked.
      return event.by === 'user' || state.paused === 'lock'
        ? { ...state, paused: undefined }
        : state
    case 'retried-all':
      return { ...state, items: state.items.map((item) => (mayRepeat(item) ? wait(item) : item)) }
    case 'cleared':
      return { ...state, items: state.items.filter((item) => !isFinished(item)) }
    case 'dropped':
      return emptyQueue
    case 'removed':
      return {
        ...state,
        items: state.items.filter((item) => item.key !== event.key || isPending(item)),
      }
    case 'stored':
      return claim(onItem(state, event.key, attempted(event)), event)
    case 'started':
    case 'not-there':
    case 'progressed':
    case 'hashed':
    case 'located':
    case 'failed':
    case 'not-told':
    case 'conflicted':
      return onItem(state, event.key, attempted(event))
    case 'cancelled':
    case 'paused':
    case 'resumed':
    case 'retried':
    case 'sent-again':
    case 'chosen-again':
    case 'reapply':
    case 'remote-known':
      return onItem(state, event.key, commanded(event))
  }
}

/** Failed ones only: what was cancelled stays so. */
function mayRepeat(item: UploadItem): boolean {
  return item.state.kind === 'failed' && canRetry(item)
}

function newItem({ key, spec }: { key: string; spec: UploadSpec }): UploadItem {
  return {
    ...spec,
    key,
    attempt: 0,
    startedAt: undefined,
    facts: factsOf(spec.file),
    newId: newUuid(),
    sha256: undefined,
    location: undefined,
    uncertainSince: undefined,
    tries: 0,
    state: { kind: 'waiting' },
  }
}

type Change = (item: UploadItem) => UploadItem

function onItem(state: QueueState, key: string, change: Change): QueueState {
  const items = state.items.map((item) => (item.key === key ? change(item) : item))
  return items.every((item, index) => item === state.items[index]) ? state : { ...state, items }
}

function commanded(event: CommandEvent): Change {
  return (item) => {
    switch (event.type) {
      case 'cancelled':
        return isPending(item) || item.state.kind === 'paused'
          ? { ...interrupted(item), state: { kind: 'cancelled' } }
          : item
      case 'paused':
        return isPending(item) ? { ...interrupted(item), state: { kind: 'paused' } } : item
      case 'resumed':
        return item.state.kind === 'paused' ? wait(item) : item
      case 'retried':
        return canRetry(item) ? wait(item) : item
      case 'sent-again':
        return item.state.kind === 'unsure' ? { ...wait(item), uncertainSince: undefined } : item
      case 'chosen-again':
        return item.state.kind === 'failed' ? { ...wait(item), file: event.file } : item
      case 'reapply':
        return item.state.kind === 'conflict'
          ? reapply(item, item.state.remote, event.ifMatch)
          : item
      case 'remote-known':
        return item.state.kind === 'conflict'
          ? { ...item, state: { kind: 'conflict', remote: event.remote } }
          : item
      case 'removed':
        return item
    }
  }
}

function attempted(event: AttemptEvent): Change {
  return (item) => {
    if (event.type === 'started') return started(item, event)
    if (event.attempt !== item.attempt || !isActive(item)) return item
    switch (event.type) {
      case 'not-there':
        return { ...item, uncertainSince: undefined, state: preparing(item) }
      case 'hashed':
        return { ...item, sha256: event.sha256 }
      case 'located':
        return { ...item, location: event.location }
      case 'progressed':
        return progressed(item, event)
      case 'stored': {
        const { id, versionId, verified, found } = event
        return { ...item, state: { kind: 'stored', id, versionId, verified, found } }
      }
      case 'failed': {
        const { failure } = event
        const since = failure.uncertain ? item.startedAt : undefined
        const uncertainSince = item.uncertainSince ?? since
        return { ...item, uncertainSince, state: { kind: 'failed', failure } }
      }
      case 'not-told':
        return { ...item, state: { kind: 'unsure' } }
      case 'conflicted':
        return { ...item, state: { kind: 'conflict', remote: { kind: 'unknown' } } }
    }
  }
}

function started(item: UploadItem, { at, attempt }: { at: string; attempt: number }): UploadItem {
  if (item.state.kind !== 'waiting') return item
  const state = item.uncertainSince === undefined ? preparing(item) : { kind: 'checking' as const }
  return { ...item, attempt, startedAt: at, state }
}

function preparing({ facts }: UploadItem) {
  return { kind: 'preparing' as const, loaded: 0, total: facts.size }
}

function progressed(
  item: UploadItem,
  { progress, at }: { progress: UploadProgress; at: number },
): UploadItem {
  const { phase, loaded, total } = progress
  // A worker's last word may come after the first byte has gone.
  if (item.state.kind === 'saving') return item
  if (item.state.kind === 'sending' && phase === 'preparing') return item
  switch (phase) {
    case 'preparing':
      return { ...item, state: { kind: 'preparing', loaded, total } }
    case 'sending': {
      const before = item.state.kind === 'sending' ? item.state.samples : []
      const samples = withSample(before, { at, loaded })
      return { ...item, state: { kind: 'sending', loaded, total, samples } }
    }
    case 'saving':
      return { ...item, state: { kind: 'saving' } }
  }
}

function wait(item: UploadItem): UploadItem {
  return { ...item, state: { kind: 'waiting' } }
}

/**
 * A locked screen lets everything that is under way finish. A pause by the user puts back what is being sent, and lets
 * only an answer arrive that is due.
 */
function pause(state: QueueState, by: PausedBy): QueueState {
  if (by === 'lock') return { ...state, paused: state.paused ?? 'lock' }
  const items = state.items.map((item) =>
    isActive(item) && item.state.kind !== 'saving' ? wait(interrupted(item)) : item,
  )
  return { ...state, paused: 'user', items }
}

/** Below this size everything may have been sent before the first progress event. */
const SMALL = 4 * 1024 * 1024

/** An attempt that ends before its answer: once all was sent, the server may have stored it. */
function interrupted(item: UploadItem): UploadItem {
  const { kind } = item.state
  const mayBeSent = kind === 'sending' || kind === 'preparing'
  const allSent = kind === 'saving' || (mayBeSent && item.facts.size < SMALL)
  return allSent ? { ...item, uncertainSince: item.uncertainSince ?? item.startedAt } : item
}

function claim(state: QueueState, { id, versionId }: Omit<StoredState, 'kind'>): QueueState {
  const names = versionId === undefined ? [id] : [id, `${id}/${versionId}`]
  return { ...state, claimed: [...new Set([...state.claimed, ...names])] }
}
