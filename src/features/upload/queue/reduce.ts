import { attempted } from './attempted.ts'
import { withBatches } from './batches.ts'
import {
  onEveryItem,
  onItem,
  onItems,
  isMergedOfAnother,
  reapply,
  withMerged,
  storedNames,
  withMore,
  without,
  type Change,
} from './change-items.ts'
import { isProbing, withAnswer, withFailure, withNetwork, type Moment } from './holding.ts'
import {
  canRetry,
  factsOf,
  interrupted,
  isActive,
  isFinished,
  isPending,
  newUuid,
  wait,
  type StoredState,
  type UploadItem,
  type UploadSpec,
} from './item.ts'
import { emptyQueue, itemAt, type PausedBy, type QueueState } from './queue-state.ts'
import type { AttemptEvent, CommandEvent, QueueEvent } from './queue.ts'

/** The upload queue's decisions, all of them; its effects are in `queue-runner.ts`. */

export function reduce(state: QueueState, event: QueueEvent, moment: Moment): QueueState {
  switch (event.type) {
    case 'added':
      return withMore(state, event.items.map(newItem))
    case 'restored':
      return withMore(state, event.items)
    case 'taken':
      return without(state, ({ key }) => event.keys.has(key))
    case 'queue-paused':
      return pause(state, event.by)
    case 'queue-resumed':
      return resume(state, event.by)
    case 'retried-all':
      return onEveryItem(tryNow(state), (item) => (mayRepeat(item) ? retry(item) : item))
    case 'cleared':
      return without(state, isFinished)
    case 'dropped':
      return { ...emptyQueue, slots: state.slots }
    case 'ticked':
      return tick(state, moment.now)
    case 'network':
      return event.isThere
        ? awake(withNetwork(state, true, moment))
        : withNetwork(state, false, moment)
    case 'token-renewed':
      return state.awaitsToken ? { ...state, awaitsToken: false } : state
    case 'sign-in-awaited':
      return { ...state, awaitsSignIn: event.isAwaited }
    case 'slots-set':
      return state.slots === event.slots ? state : { ...state, slots: event.slots }
    case 'batches-known':
      return withBatches(state, event)
    case 'started':
    case 'not-there':
    case 'hashed':
    case 'located':
    case 'progressed':
    case 'stored':
    case 'failed':
    case 'mismatched':
    case 'not-told':
    case 'conflicted':
      return hear(state, event, moment)
    case 'removed':
      return without(state, (item) => item.key === event.key && !isPending(item))
    case 'retried':
      return onItem(tryNow(state), event.key, commanded(event))
    case 'cancelled':
    case 'paused':
    case 'resumed':
    case 'sent-again':
    case 'chosen-again':
    case 'found':
    case 'file-changed':
    case 'reapply':
    case 'remote-known':
      return onItem(state, event.key, commanded(event))
  }
}

/** What failed, or rests until it is tried again: what was cancelled stays so. */
function mayRepeat(item: UploadItem): boolean {
  return ['failed', 'resting'].includes(item.state.kind) && canRetry(item)
}

function newItem({ key, spec }: { key: string; spec: UploadSpec }): UploadItem {
  return {
    ...spec,
    key,
    attempt: 0,
    startedAt: undefined,
    facts: spec.facts ?? factsOf(spec.file),
    newId: newUuid(),
    sha256: undefined,
    location: undefined,
    uncertainSince: undefined,
    tries: 0,
    batch: undefined,
    state: { kind: 'waiting' },
  }
}

/** What an attempt tells, and what that says of the server. */
function hear(
  state: QueueState,
  event: { key: string } & AttemptEvent,
  moment: Moment,
): QueueState {
  const before = itemAt(state, event.key)
  const next = onItem(state, event.key, attempted(event, moment, isProbing(state)))
  if (next === state) return event.type === 'stored' ? claim(state, event) : state
  switch (event.type) {
    case 'failed': {
      const awaitsToken = next.awaitsToken || event.failure.again.kind === 'token'
      return answered(state, withFailure({ ...next, awaitsToken }, event.failure.again, moment))
    }
    case 'stored':
    case 'mismatched':
    case 'not-told':
    case 'conflicted':
      return answered(state, withAnswer(next))
    case 'progressed': {
      const gained = (before?.tries ?? 0) > 0 && itemAt(next, event.key)?.tries === 0
      return gained ? answered(state, withAnswer(next)) : next
    }
    case 'started':
    case 'not-there':
    case 'hashed':
    case 'located':
      return next
  }
}

/** Once the server answers again, what failed because it did not is tried at once. */
function answered(before: QueueState, next: QueueState): QueueState {
  return isProbing(before) && !isProbing(next) ? awake({ ...next, restsUntil: undefined }) : next
}

/** Ends the rests, but for those that the server asked for. */
function awake(state: QueueState): QueueState {
  return onItems(state, state.resting, (item) => {
    if (item.state.kind !== 'resting') return item
    const { again } = item.state.failure
    return again.kind === 'later' && again.afterMs !== undefined ? item : wait(item)
  })
}

function tick(state: QueueState, now: number): QueueState {
  const isOver = state.restsUntil !== undefined && state.restsUntil <= now
  return onItems(isOver ? { ...state, restsUntil: undefined } : state, state.resting, (item) =>
    item.state.kind === 'resting' && item.state.until <= now ? wait(item) : item,
  )
}

/** The user does not want to wait. */
function tryNow(state: QueueState): QueueState {
  return state.restsUntil === undefined ? state : { ...state, restsUntil: undefined }
}

function retry(item: UploadItem): UploadItem {
  return { ...wait(item), tries: 0 }
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
        return canRetry(item) ? retry(item) : item
      case 'sent-again':
        return item.state.kind === 'unsure' ? { ...wait(item), uncertainSince: undefined } : item
      case 'chosen-again':
        return ['failed', 'missing'].includes(item.state.kind) ? chosen(item, event) : item
      case 'found':
        return found(item, event)
      case 'file-changed':
        return item.file === undefined && item.state.kind === 'missing'
          ? { ...item, state: { kind: 'failed', failure: event.failure } }
          : item
      case 'reapply':
        if (isMergedOfAnother(item, event)) return item
        return item.state.kind === 'conflict'
          ? reapply(withMerged(item, event), item.state.remote, event.ifMatch)
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

type Given = { file: File; handle?: FileSystemFileHandle | undefined }

/** Another file than before has another checksum, and begins anew. */
function chosen(item: UploadItem, { file, handle }: Given): UploadItem {
  const now = factsOf(file)
  const { size, lastModified } = item.facts
  const isSame = now.size === size && now.lastModified === lastModified
  const kept = isSame ? {} : { facts: now, sha256: undefined, location: undefined }
  return retry({ ...item, ...kept, file, handle })
}

/** Only the missing ones go on: what is paused, failed or in conflict stays so. */
function found(item: UploadItem, { file, handle }: Given): UploadItem {
  if (item.file !== undefined || isFinished(item)) return item
  const here = { ...item, file, handle: handle ?? item.handle }
  return item.state.kind === 'missing' ? wait(here) : here
}

function resume(state: QueueState, by: PausedBy): QueueState {
  // What the user paused stays so when the screen is unlocked.
  if (by === 'lock') return state.paused === 'lock' ? { ...state, paused: undefined } : state
  return tryNow({ ...state, paused: undefined })
}

/** A locked screen lets all finish that is under way; a pause by the user puts back what is not being saved already. */
function pause(state: QueueState, by: PausedBy): QueueState {
  if (by === 'lock') return { ...state, paused: state.paused ?? 'lock' }
  return onItems({ ...state, paused: 'user' }, state.active, (item) =>
    isActive(item) && item.state.kind !== 'saving' ? wait(interrupted(item)) : item,
  )
}

/** Stored by an attempt that nobody waits for any more. */
function claim(state: QueueState, stored: Omit<StoredState, 'kind'>) {
  return { ...state, claimed: [...state.claimed, ...storedNames(stored)] }
}
