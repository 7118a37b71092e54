import { QueryClient } from '@tanstack/react-query'
import { createRefresher } from '#api/binaries/refresher.ts'
import type { Actor } from '#api/transport/actor.ts'
import { createStore, type Store } from '#ui/store.ts'
import type { AttemptApi } from '../transfer/run-attempt.ts'
import { notBegun } from './failure.ts'
import { isActive, type UploadSpec } from './item.ts'
import { newKey } from './item.ts'
import { nextToStart } from './next-to-start.ts'
import { emptyQueue, type QueueState } from './queue-state.ts'
import { reduce, type CommandEvent, type QueueEvent } from './queue.ts'

export interface UploadQueueDeps {
  /** Who is signed in now: the uploads that are added belong to them. */
  actor: () => Actor | undefined
  apiFor: (actor: Actor) => AttemptApi
  /** What the pages of that person show. */
  cacheFor: (actor: Actor) => QueryClient
}

/**
 * The queue of uploads, outside of React, so that it continues whatever page is shown. It belongs to the person who
 * filled it: it ends when they sign out or somebody else signs in.
 */
export interface UploadQueue {
  get: () => QueueState
  subscribe: (listener: () => void) => () => void
  add: (specs: readonly UploadSpec[]) => void
  /** For one upload, by its key. */
  command: (key: string, command: CommandEvent) => void
  retryAll: () => void
  pause: () => void
  resume: () => void
  clearFinished: () => void
  /** The screen is locked: what is under way finishes, nothing new is started. */
  lock: () => void
  /** The same person has unlocked it. */
  unlock: () => void
}

/**
 * Runs the state machine of `queue.ts`: starts what it says is next, and aborts what it no longer counts as under way.
 * @param store where the state is kept, also before this code is loaded; see `lazy-queue.ts`
 */
export function createUploadQueue(
  deps: UploadQueueDeps,
  store = createStore(emptyQueue),
): UploadQueue {
  const runner = new QueueRunner(deps, store)
  const dispatch = (event: QueueEvent) => runner.dispatch(event)
  return {
    get: store.get,
    subscribe: store.subscribe,
    add: (specs) => runner.add(specs),
    command: (key, command) => dispatch({ ...command, key }),
    retryAll: () => dispatch({ type: 'retried-all' }),
    pause: () => dispatch({ type: 'queue-paused', by: 'user' }),
    resume: () => dispatch({ type: 'queue-resumed', by: 'user' }),
    clearFinished: () => dispatch({ type: 'cleared' }),
    lock: () => dispatch({ type: 'queue-paused', by: 'lock' }),
    unlock: () => dispatch({ type: 'queue-resumed', by: 'lock' }),
  }
}

class QueueRunner {
  readonly store: Store<QueueState>
  readonly #deps: UploadQueueDeps
  readonly #running = new Map<string, { attempt: number; controller: AbortController }>()
  /** What attempts read for themselves. Not the cache of the pages, which is emptied when the screen is locked. */
  readonly #reads = new QueryClient()
  #owner: Actor | undefined
  readonly #refresher = createRefresher((org, states) => {
    const actor = this.#owner
    // Behind a locked screen nothing may enter the cache of the pages; it is read anew after the unlocking.
    if (actor?.isPresent() !== true) return
    void this.#deps.apiFor(actor).binaries.invalidateMany(this.#deps.cacheFor(actor), org, states)
  })
  #attempts = 0

  constructor(deps: UploadQueueDeps, store: Store<QueueState>) {
    this.#deps = deps
    this.store = store
  }

  add(specs: readonly UploadSpec[]): void {
    const actor = this.#deps.actor()
    if (!actor) return
    this.#belongTo(actor)
    this.dispatch({ type: 'added', items: specs.map((spec) => ({ key: newKey(), spec })) })
  }

  dispatch(event: QueueEvent): void {
    this.store.set(reduce(this.store.get(), event))
    this.#abortStale()
    if (this.#owner === undefined) return
    for (const { key } of nextToStart(this.store.get())) this.#start(key, this.#owner)
  }

  #belongTo(actor: Actor): void {
    if (this.#owner === actor) return
    this.#owner = actor
    const drop = () => {
      this.#refresher.flush()
      this.#owner = undefined
      this.dispatch({ type: 'dropped' })
      this.#reads.clear()
    }
    actor.ended.addEventListener('abort', drop, { once: true })
  }

  #abortStale(): void {
    for (const [key, { attempt, controller }] of this.#running) {
      const item = this.store.get().items.find((one) => one.key === key)
      if (item && item.attempt === attempt && isActive(item)) continue
      this.#running.delete(key)
      controller.abort(new DOMException('The upload was cancelled.', 'AbortError'))
    }
  }

  #start(key: string, actor: Actor): void {
    this.#attempts += 1
    const attempt = this.#attempts
    const at = new Date().toISOString()
    this.store.set(reduce(this.store.get(), { type: 'started', key, attempt, at }))
    const item = this.store.get().items.find((one) => one.key === key)
    if (!item) return
    const controller = new AbortController()
    this.#running.set(key, { attempt, controller })
    const tell = (event: QueueEvent) => {
      // Once it has ended, what it still does, such as refreshing the lists, must not be aborted.
      if (isEnd(event) && this.#running.get(key)?.attempt === attempt) this.#running.delete(key)
      this.dispatch(event)
    }
    // The lease lets it finish although the screen is locked meanwhile.
    const lease = actor.lease()
    const deps = {
      api: this.#deps.apiFor(lease),
      refresh: this.#refresher.add,
      reads: this.#reads,
      cache: this.#deps.cacheFor(actor),
      tell,
      claimed: () => new Set(this.store.get().claimed),
    }
    void import('../transfer/run-attempt.ts')
      .then(({ runAttempt }) => runAttempt(item, deps, controller.signal))
      // The code itself could not be loaded; an attempt reports its own failures.
      .catch((error: unknown) => tell({ type: 'failed', key, attempt, failure: notBegun(error) }))
      .finally(() => lease.release())
  }
}

function isEnd({ type }: QueueEvent): boolean {
  return ['stored', 'failed', 'not-told', 'conflicted'].includes(type)
}
