import fc from 'fast-check'
import { batchesOf } from '#features/upload/queue/batches.ts'
import type { Again } from '#features/upload/queue/item.ts'
import { nextToStart } from '#features/upload/queue/next-to-start.ts'
import { emptyQueue, type QueueState } from '#features/upload/queue/queue-state.ts'
import type { AttemptEvent, QueueEvent } from '#features/upload/queue/queue.ts'
import { reduce } from '#features/upload/queue/reduce.ts'
import { fileOf, passing, specOf } from './upload-items.ts'

/** What a user, a server, a network and a clock can do to the queue, by small numbers that a step reads as it needs. */
export interface Step {
  what: number
  at: number
  more: number
}

export const steps = fc.array(
  fc.record({
    what: fc.nat({ max: 21 }),
    at: fc.nat({ max: 11 }),
    more: fc.nat({ max: 9 }),
  }),
  { minLength: 10, maxLength: 120 },
)

const AGAIN: readonly Again[] = [
  { kind: 'later' },
  { kind: 'later', afterMs: 5_000 },
  { kind: 'token' },
  { kind: 'file' },
  { kind: 'asked' },
]

const SIZES = [0, 900, 5_000_000, 20_000_000, 200_000_000]

/** The queue as the runner drives it: after each event what may start is started. */
export class DrivenQueue {
  state: QueueState = emptyQueue
  readonly added: string[] = []
  readonly gone = new Set<string>()
  readonly stored = new Map<string, number>()
  #now = 1_000
  #attempts = 0

  step({ what, at, more }: Step): void {
    const before = this.state
    for (const event of this.#events(what, at, more)) {
      this.#apply(event)
      if (event.type === 'stored') this.#countStored(before, event.key)
    }
    const starting = nextToStart(this.state)
    const first = this.#attempts
    const batches = batchesOf(starting, this.state)
    for (const item of starting) {
      this.#attempts += 1
      const batch = batches.findIndex((items) => items.includes(item))
      const shared = batch < 0 ? undefined : first + batch
      const [key, attempt, at] = [item.key, this.#attempts, iso(this.#now)]
      this.#apply({ type: 'started', key, attempt, at, batch: shared })
    }
  }

  #apply(event: QueueEvent): void {
    deepFreeze(this.state)
    const before = this.state
    this.state = reduce(before, event, { now: this.#now, random: (this.#now % 7) / 7 })
    for (const { key } of before.items) if (!this.state.places.has(key)) this.gone.add(key)
  }

  #countStored(before: QueueState, key: string): void {
    const [was, now] = [before, this.state].map(({ items }) => items.find((one) => one.key === key))
    if (was?.state.kind !== 'stored' && now?.state.kind === 'stored') {
      this.stored.set(key, (this.stored.get(key) ?? 0) + 1)
    }
  }

  #events(what: number, at: number, more: number): QueueEvent[] {
    const item = this.state.items[at % Math.max(1, this.state.items.length)]
    const key = item?.key ?? 'nobody'
    const attempt = more === 9 ? this.#attempts - 1 : (item?.attempt ?? 0)
    const told = (event: Untold) => [{ ...event, key, attempt } as QueueEvent]
    this.#now += more * 700
    switch (what) {
      case 0:
      case 1:
        return [this.#add(more)]
      case 2:
        return [{ type: 'ticked' }]
      case 3:
        return [{ type: 'network', isThere: more % 2 === 0 }]
      case 4:
        return [{ type: 'token-renewed' }]
      case 5:
        return [{ type: 'queue-paused', by: more % 2 === 0 ? 'user' : 'lock' }]
      case 6:
        return [
          { type: 'queue-resumed', by: 'lock' },
          { type: 'queue-resumed', by: 'user' },
        ]
      case 7:
        return [{ type: 'retried-all' }]
      case 8:
        return more < 3 ? [{ type: 'cleared' }] : []
      case 9:
        return [{ type: 'slots-set', slots: 1 + (more % 5) }]
      case 10:
        return [{ type: more < 5 ? 'cancelled' : 'paused', key }]
      case 11:
        return [{ type: more < 5 ? 'retried' : 'resumed', key }]
      case 12:
        return more < 3 ? [{ type: 'removed', key }] : [{ type: 'sent-again', key }]
      case 13:
        return [{ type: 'chosen-again', key, file: fileOf(key, 12) }]
      case 14:
        return told({
          type: 'failed',
          failure: { ...passing, again: AGAIN[more % 5]!, uncertain: more > 4 },
        })
      case 15:
        return told({ type: 'conflicted' })
      case 16:
        return told(
          more > 4 ? { type: 'not-told' } : { type: 'mismatched', id: key, versionId: '1' },
        )
      case 17:
        return told({
          type: 'progressed',
          at: this.#now,
          progress: { phase: phaseOf(more), loaded: more, total: 9 },
        })
      case 21:
        return more < 7
          ? [
              { type: 'batches-known', org: 'clinic', taken: more > 0 },
              { type: 'added', items: this.#many(24) },
            ]
          : [{ type: 'batches-known', org: 'clinic', taken: false }]
      case 18:
        return told({ type: 'located', location: more > 4 ? 'there' : undefined })
      default:
        return told({ type: 'stored', id: key, versionId: '1', verified: true, found: false })
    }
  }

  /** As many small files as go together. */
  #many(count: number) {
    const keys = Array.from({ length: count }, (_, n) => `k${this.added.length + n}`)
    this.added.push(...keys)
    return keys.map((key) => ({ key, spec: specOf(key, { file: fileOf(key, 900) }) }))
  }

  #add(more: number): QueueEvent {
    const keys = Array.from({ length: 1 + (more % 3) }, (_, n) => `k${this.added.length + n}`)
    this.added.push(...keys)
    const size = SIZES[more % SIZES.length] ?? 0
    const specs = keys.map((key) => ({ key, spec: specOf(key, { file: fileOf(key, size) }) }))
    return { type: 'added', items: specs }
  }
}

type Untold = AttemptEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'attempt'>
    : never
  : never

function phaseOf(more: number) {
  return (['preparing', 'sending', 'saving'] as const)[more % 3] ?? 'saving'
}

function iso(now: number): string {
  return new Date(now).toISOString()
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  if (value instanceof File || value instanceof Map) return
  Object.freeze(value)
  for (const member of Object.values(value)) deepFreeze(member)
}
