import { withItems } from '#features/upload/queue/change-items.ts'
import {
  factsOf,
  type Failure,
  type ItemState,
  type UploadItem,
  type UploadSpec,
} from '#features/upload/queue/item.ts'
import { emptyQueue, type QueueState } from '#features/upload/queue/queue-state.ts'
import type { QueueEvent } from '#features/upload/queue/queue.ts'
import { reduce as reduceAt } from '#features/upload/queue/reduce.ts'

/** A file of a size without the bytes: `size` is all that is asked of it. */
export function fileOf(name: string, size = 1_000): File {
  const file = new File([], name)
  return Object.defineProperty(file, 'size', { value: size })
}

export function specOf(name: string, more: Partial<UploadSpec> = {}): UploadSpec {
  return {
    org: 'clinic',
    file: fileOf(name),
    name,
    folder: '',
    fields: { resourceType: 'Binary', contentType: 'text/plain' },
    target: { kind: 'create' },
    ...more,
  }
}

export function itemOf(name: string, state: ItemState, more: Partial<UploadItem> = {}): UploadItem {
  const spec = specOf(name)
  return {
    ...spec,
    facts: factsOf(more.file ?? spec.file),
    newId: `id-of-${name}`,
    sha256: undefined,
    location: undefined,
    tries: 0,
    batch: undefined,
    key: name,
    attempt: 0,
    startedAt: undefined,
    uncertainSince: undefined,
    state,
    ...more,
  }
}

export function queueOf(...items: UploadItem[]): QueueState {
  return withItems(emptyQueue, items)
}

export const passing: Failure = {
  title: 'The server failed.',
  advice: 'Try again.',
  details: '',
  remedy: 'retry',
  again: { kind: 'asked' },
  uncertain: false,
}

/** When `started` began. */
export const AT = '2026-11-22T10:00:00.000Z'

/** Of a test where the time does not matter. */
const MOMENT = { now: 0, random: 1 }

export function reduce(state: QueueState, event: QueueEvent): QueueState {
  return reduceAt(state, event, MOMENT)
}

export function after(state: QueueState, ...events: QueueEvent[]): QueueState {
  return events.reduce((now, event) => reduce(now, event), state)
}

export function only(state: QueueState): UploadItem {
  const [item] = state.items
  if (!item || state.items.length !== 1) throw new Error('There is not exactly one item')
  return item
}

/** One that has been started as attempt 1. */
export function started(state: ItemState, more: Partial<UploadItem> = {}): QueueState {
  return queueOf(itemOf('a', state, { attempt: 1, startedAt: AT, ...more }))
}

export const preparing: ItemState = { kind: 'preparing', loaded: 0, total: 1_000 }
export const sending: ItemState = { kind: 'sending', loaded: 10, total: 1_000, samples: [] }
export const saving: ItemState = { kind: 'saving' }
