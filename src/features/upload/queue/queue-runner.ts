import { QueryClient } from '@tanstack/react-query'
import { createRefresher } from '#api/binaries/refresher.ts'
import type { Capabilities } from '#api/binaries/types.ts'
import type { Actor } from '#api/transport/actor.ts'
import type { Store } from '#ui/store.ts'
import type { QueueJournal } from '../journal/journal.ts'
import { uploadSlots } from '../slots.ts'
import { AwaitedSignIn } from '../transfer/awaited-sign-in.ts'
import { runAttempt, type AttemptApi } from '../transfer/run-attempt.ts'
import { Together, type SharedPlace } from '../transfer/together.ts'
import { abandonedParts, claimsOf, unwantedFiles } from './change-items.ts'
import { notBegun } from './failure.ts'
import { nextDue } from './holding.ts'
import { isActive, newKey, type UploadSpec } from './item.ts'
import { nextToStart, upcoming } from './next-to-start.ts'
import { itemAt, type QueueState } from './queue-state.ts'
import { isEnd, type QueueEvent } from './queue.ts'
import { reduce } from './reduce.ts'

export interface UploadQueueDeps {
  /** Who is signed in now: the uploads that are added belong to them. */
  actor: () => Actor | undefined
  apiFor: (actor: Actor) => AttemptApi
  /** What the pages of that person show. */
  cacheFor: (actor: Actor) => QueryClient
  /** The server, for which what is left is kept on this machine; without it the queue ends with the page. */
  keptFor?: string
}

/** Milliseconds between two looks at the queue: what moves faster nobody can read. */
const TELL_EVERY = 100
/** Uploads that are written down as begun along with the next one. */
const AHEAD = 15
/** Uploads that are read while others are sent. */
const READ_AHEAD = 5

/** The effects of the queue: starts what is next, aborts what no longer counts as under way, and tells of it all. */
export class QueueRunner {
  readonly #store: Store<QueueState>
  readonly #deps: UploadQueueDeps
  readonly #keep: (actor: Actor) => QueueJournal | undefined
  readonly #running = new Map<string, { attempt: number; controller: AbortController }>()
  readonly #progress = new Map<string, QueueEvent>()
  /** What attempts read for themselves. Not the cache of the pages, which is emptied when the screen is locked. */
  readonly #reads = new QueryClient()
  readonly #refresher = createRefresher((org, states) => {
    const actor = this.#owner
    // Behind a locked screen nothing may enter the cache of the pages; it is read anew after the unlocking.
    if (actor?.isPresent() !== true) return
    void this.#deps.apiFor(actor).binaries.invalidateMany(this.#deps.cacheFor(actor), org, states)
  })
  readonly #together = new Together(
    () => this.#state,
    (event) => this.dispatch(event),
  )
  readonly #awaited = new AwaitedSignIn((event) => this.dispatch(event))
  #owner: Actor | undefined
  #journal: QueueJournal | undefined
  #attempts = 0
  /** Newer than what the store tells. */
  #state: QueueState
  #telling: ReturnType<typeof setTimeout> | undefined
  #alarm: { at: number; timer: ReturnType<typeof setTimeout> } | undefined

  /** @param keep where the uploads of that person are written down; nowhere where it gives nothing */
  constructor(
    deps: UploadQueueDeps,
    store: Store<QueueState>,
    keep: (actor: Actor) => QueueJournal | undefined,
  ) {
    this.#deps = deps
    this.#store = store
    this.#keep = keep
    this.#state = store.get()
    this.dispatch({ type: 'slots-set', slots: uploadSlots.get() })
    uploadSlots.subscribe(() => this.dispatch({ type: 'slots-set', slots: uploadSlots.get() }))
    // Only the browser has a network that comes and goes.
    if (typeof addEventListener === 'undefined') return
    addEventListener('online', () => this.dispatch({ type: 'network', isThere: true }))
    addEventListener('offline', () => this.dispatch({ type: 'network', isThere: false }))
  }

  get state(): QueueState {
    return this.#state
  }

  add(specs: readonly UploadSpec[]): void {
    const actor = this.#deps.actor()
    if (!actor) return
    this.belongTo(actor)
    this.dispatch({ type: 'added', items: specs.map((spec) => ({ key: newKey(), spec })) })
  }

  /** From now on the queue is that person's; it ends with them. */
  belongTo(actor: Actor): void {
    if (this.#owner === actor) return
    this.#owner = actor
    this.#journal = this.#keep(actor)
    const journal = this.#journal
    const drop = () => {
      void journal?.clear()
      this.#refresher.flush()
      this.#owner = undefined
      this.#journal = undefined
      this.dispatch({ type: 'dropped' })
      this.#reads.clear()
      void this.#deps.apiFor(actor).forgetAhead()
    }
    actor.ended.addEventListener('abort', drop, { once: true })
  }

  /** Something that must be seen at once. */
  dispatch(event: QueueEvent): void {
    this.#apply(event)
    this.#settle()
    clearTimeout(this.#telling)
    this.#telling = undefined
    this.#store.set(this.#state)
  }

  /** Something that an attempt tells: of thousands, there are hundreds in a second. */
  #hear(event: QueueEvent): void {
    if (event.type === 'progressed' && this.#isSamePhase(event)) {
      this.#progress.set(event.key, event)
      this.#tellSoon()
      return
    }
    this.#apply(event)
    this.#settle()
    this.#tellSoon()
  }

  /** A new phase decides what becomes of an attempt that is stopped, so that it must not wait. */
  #isSamePhase({ key, progress }: Extract<QueueEvent, { type: 'progressed' }>): boolean {
    return itemAt(this.#state, key)?.state.kind === progress.phase
  }

  #apply(event: QueueEvent): void {
    const before = this.#state
    if ('key' in event) this.#progress.delete(event.key)
    this.#state = reduce(before, event, { now: Date.now(), random: Math.random() })
    if (this.#state === before || event.type === 'progressed') return
    const files = unwantedFiles(before, this.#state, event)
    if (files.length > 0 && this.#owner) void this.#deps.apiFor(this.#owner).forgetAhead(files)
    for (const location of abandonedParts(before, this.#state, event)) {
      if (this.#owner) void this.#deps.apiFor(this.#owner).endUpload(location)
    }
    if ('key' in event) {
      this.#journal?.note(event.key)
      // Only the end of a rest changes others along with it.
      if (this.#state.resting === before.resting) return
    }
    for (const { key } of before.items) if (!this.#state.places.has(key)) this.#journal?.note(key)
    for (const item of this.#state.items) {
      if (itemAt(before, item.key) !== item) this.#journal?.note(item.key)
    }
  }

  #tellSoon(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined
      for (const event of this.#progress.values()) this.#apply(event)
      this.#store.set(this.#state)
    }, TELL_EVERY)
  }

  #settle(): void {
    for (const [key, { attempt, controller }] of this.#running) {
      const item = itemAt(this.#state, key)
      if (item && item.attempt === attempt && isActive(item)) continue
      this.#running.delete(key)
      controller.abort(new DOMException('The upload was cancelled.', 'AbortError'))
    }
    if (this.#owner !== undefined) {
      const starting = nextToStart(this.#state)
      const places = this.#together.placesFor(starting, this.#state)
      const keys = starting.map(({ key }) => key)
      for (const key of keys) this.#start(key, this.#owner, keys, places.get(key))
    }
    this.#setAlarm()
  }

  /** Timers sleep with the machine; what is due is decided by the clock. */
  #setAlarm(): void {
    const at = nextDue(this.#state)
    if (at === this.#alarm?.at) return
    clearTimeout(this.#alarm?.timer)
    this.#alarm = undefined
    if (at === undefined) return
    const ring = () => {
      this.#alarm = undefined
      this.dispatch({ type: 'ticked' })
    }
    const wait = Math.min(Math.max(0, at - Date.now()), LONGEST_TIMER)
    this.#alarm = { at, timer: setTimeout(ring, wait) }
  }

  /** @param along the keys of what starts at the same time @param shared the request with some of these */
  #start(key: string, actor: Actor, along: readonly string[], shared?: SharedPlace): void {
    this.#attempts += 1
    const attempt = this.#attempts
    const at = new Date().toISOString()
    this.#apply({ type: 'started', key, attempt, at, batch: shared?.batch })
    const controller = new AbortController()
    this.#running.set(key, { attempt, controller })
    const tell = (event: QueueEvent) => {
      // Once it has ended, what it still does, such as refreshing the lists, must not be aborted.
      if (isEnd(event) && this.#running.get(key)?.attempt === attempt) this.#running.delete(key)
      this.#hear(event)
    }
    // The lease lets it finish although the screen is locked meanwhile.
    const lease = actor.lease()
    const deps = {
      api: this.#deps.apiFor(this.#awaited.watch(lease)),
      refresh: this.#refresher.add,
      reads: this.#reads,
      cache: this.#deps.cacheFor(actor),
      tell,
      place: shared?.place,
      declared: (org: string, said: Capabilities) => this.#together.declared(org, said),
      claimed: () => claimsOf(this.#state),
      upcoming: () => upcoming(this.#state, READ_AHEAD),
    }
    void this.#begin(key, along, controller.signal)
      .then(async (item) => {
        // It came with the queue: were it loaded only now, a network that is gone would fail all of them.
        if (item) await runAttempt(item, deps, controller.signal)
      })
      // A fault of the console's own; an attempt reports its own failures.
      .catch((error: unknown) => tell({ type: 'failed', key, attempt, failure: notBegun(error) }))
      .finally(() => {
        shared?.place.leave()
        lease.release()
      })
  }

  /** @returns the upload once it may begin; undefined where it is not this tab's any more */
  async #begin(key: string, along: readonly string[], signal: AbortSignal) {
    if (this.#journal !== undefined) {
      const next = [...along, ...upcoming(this.#state, AHEAD).map((item) => item.key)]
      const isOurs = await this.#journal.begin(key, next)
      if (!isOurs) this.dispatch({ type: 'taken', keys: new Set([key]) })
    }
    return signal.aborted ? undefined : itemAt(this.#state, key)
  }
}

/** Milliseconds; longer ones end at once in browsers. */
const LONGEST_TIMER = 2 ** 31 - 1
