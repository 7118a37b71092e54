import type { UploadProgress } from '#api/binaries/types.ts'
import type { Change } from './change-items.ts'
import { mismatch } from './failure.ts'
import { backOff, MOST_TRIES, type Moment } from './holding.ts'
import { isActive, wait, type Failure, type UploadItem } from './item.ts'
import { withSample } from './pace.ts'
import type { AttemptEvent } from './queue.ts'

/**
 * What an attempt tells of its upload; only the one that is under way is heard.
 * @param isProbing no upload succeeds now, which says nothing of this one
 */
export function attempted(event: AttemptEvent, moment: Moment, isProbing: boolean): Change {
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
      case 'failed':
        return failed(item, event.failure, moment, isProbing)
      case 'mismatched':
        return mismatched(item, event)
      case 'not-told':
        return { ...item, state: { kind: 'unsure' } }
      case 'conflicted':
        return { ...item, state: { kind: 'conflict', remote: { kind: 'unknown' } } }
    }
  }
}

function started(
  item: UploadItem,
  { at, attempt, batch }: { at: string; attempt: number; batch?: number | undefined },
): UploadItem {
  if (item.state.kind !== 'waiting') return item
  const state = item.uncertainSince === undefined ? preparing(item) : { kind: 'checking' as const }
  return { ...item, attempt, batch, startedAt: at, state }
}

function failed(
  item: UploadItem,
  failure: Failure,
  { now, random }: Moment,
  isProbing: boolean,
): UploadItem {
  const since = failure.uncertain ? item.startedAt : undefined
  const doubtful = { ...item, uncertainSince: item.uncertainSince ?? since }
  const { again } = failure
  switch (again.kind) {
    case 'token':
      return wait(doubtful)
    case 'later': {
      const tries = item.tries + 1
      if (tries >= MOST_TRIES && !isProbing) break
      const until = now + backOff(tries, random, again.afterMs)
      return { ...doubtful, tries, state: { kind: 'resting', until, failure, tries } }
    }
    case 'file':
    case 'asked':
  }
  return { ...doubtful, state: { kind: 'failed', failure } }
}

/** Another attempt puts the file on top of what is damaged, so that no second copy stands beside it. */
function mismatched(
  item: UploadItem,
  { id, versionId }: { id: string; versionId: string | undefined },
): UploadItem {
  const on = versionId === undefined ? {} : { ifMatch: versionId }
  return {
    ...item,
    target: { kind: 'version', id, ...on },
    uncertainSince: undefined,
    location: undefined,
    // Perhaps the file is what has changed.
    sha256: undefined,
    state: { kind: 'failed', failure: mismatch(id) },
  }
}

function preparing({ facts }: UploadItem) {
  return { kind: 'preparing' as const, loaded: 0, total: facts.size }
}

/** Bytes within the last seconds that show that an upload in parts gets on, however often it is cut. */
const GAINED = 1024 * 1024

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
      const gained = loaded - (samples[0]?.loaded ?? loaded)
      const tries = item.location !== undefined && gained > GAINED ? 0 : item.tries
      return { ...item, tries, state: { kind: 'sending', loaded, total, samples } }
    }
    case 'saving':
      return { ...item, state: { kind: 'saving' } }
  }
}
