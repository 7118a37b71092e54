import { setImmediate } from 'node:timers/promises'
import { Counter, Gauge } from 'prom-client'
import type { Health } from '#server/health/health.ts'
import type { Places } from '#server/http/connections/places.ts'
import type { MemoryBudget } from '#server/http/memory-budget.ts'
import { inTime } from '#server/store/in-time.ts'
import type { Store } from '#server/store/store.ts'
import type { AuditBacklog } from './measured-store.ts'
import type { Metrics } from './metrics.ts'

/** What is looked at when somebody scrapes. What can not be looked at in time is left out. */
interface Watched {
  store: Pick<Store, 'room' | 'check' | 'words' | 'organizations'>
  health: Health
  backlog: AuditBacklog
}

/** Adds what the parts of the server say of themselves when they are asked. */
export function addStoreGauges({ registry }: Metrics, { store, health, backlog }: Watched): void {
  const gauge = gaugesOf(registry)
  gauge('binnacle_audit_waiting_records', 'Audit records that are not written yet.', (set) =>
    set(backlog.waiting),
  )
  gauge('binnacle_ready', 'Whether no check of /readyz failed.', async (set) =>
    set((await health.report()).ready ? 1 : 0),
  )
  gauge(
    'binnacle_health',
    'What each check of /readyz found: 1 for the state that it is in.',
    async (set) => {
      const { checks } = await health.report()
      for (const [check, { kind }] of Object.entries(checks))
        for (const state of HEALTH_STATES) set({ check, state }, kind === state ? 1 : 0)
    },
    ['check', 'state'],
  )
  gauge(
    'binnacle_disk_bytes',
    'What is free on the disk of the data, and below which nothing is stored.',
    async (set) => {
      const { free, least } = await store.room.state(ROOM_SEEN)
      if (Number.isFinite(free)) set({ kind: 'free' }, free)
      set({ kind: 'least' }, least)
    },
    ['kind'],
  )
  addCheckGauges(gauge, store)
  const words = new WordSums(store)
  gauge(
    'binnacle_words_contents',
    'Contents by what the index of words knows of them, in all organizations; at most some minutes old.',
    async (set) => {
      for (const [state, contents] of Object.entries((await words.sums()) ?? {}))
        set({ state }, contents)
    },
    ['state'],
  )
}

const HEALTH_STATES = ['ok', 'warning', 'failed'] as const
/** Milliseconds. */
const ROOM_SEEN = 1000

function addCheckGauges(gauge: AddGauge, { check }: Watched['store']): void {
  gauge(
    'binnacle_faulty_contents',
    'Contents that are known to be damaged or missing.',
    async (set) => {
      const { damaged, missing } = await check.state()
      set({ fault: 'damaged' }, damaged)
      set({ fault: 'missing' }, missing)
    },
    ['fault'],
  )
  gauge(
    'binnacle_check_finished_seconds',
    'When a check last read all contents, since 1970.',
    async (set) => {
      const { last } = await check.state()
      if (last) set(Date.parse(last.finished) / 1000)
    },
  )
  gauge(
    'binnacle_check_bytes',
    'What the last check and the one under way have read.',
    async (set) => {
      const { last, current } = await check.state()
      if (last) set({ check: 'last' }, last.bytes)
      if (current) set({ check: 'current' }, current.bytes)
    },
    ['check'],
  )
}

/** Adds what the application holds: connections, and memory for requests. */
export function addAppGauges(
  { registry }: Metrics,
  { memory, places }: { memory: MemoryBudget; places: Pick<Places<unknown>, 'counts'> },
): void {
  const gauge = gaugesOf(registry)
  gauge(
    'binnacle_memory_bytes',
    'What is held for requests, and the most that may be.',
    (set) => {
      set({ kind: 'held' }, memory.held)
      set({ kind: 'most' }, memory.most)
    },
    ['kind'],
  )
  counter(
    registry,
    'binnacle_memory_refused_total',
    'Requests that found no room in memory.',
    () => memory.refused,
  )
  gauge(
    'binnacle_connections',
    'Open connections: of callers who have shown a good token, and of strangers.',
    (set) => {
      const { known, strangers } = places.counts
      set({ who: 'known' }, known)
      set({ who: 'stranger' }, strangers)
    },
    ['who'],
  )
  counter(
    registry,
    'binnacle_connections_refused_total',
    'Connections for which there was no place.',
    () => places.counts.refused,
  )
  counter(
    registry,
    'binnacle_connections_closed_total',
    'Connections that were closed for others.',
    () => places.counts.displaced,
  )
}

type AddGauge = ReturnType<typeof gaugesOf>

interface Set {
  (value: number): void
  (labels: Record<string, string>, value: number): void
}

function gaugesOf(registry: Metrics['registry']) {
  return (
    name: string,
    help: string,
    look: (set: Set) => void | Promise<void>,
    labelNames: string[] = [],
  ): void => {
    const gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const found: [labels: Record<string, string>, value: number][] = []
        const set: Set = (first: number | Record<string, string>, value: number = 0) =>
          void found.push(typeof first === 'number' ? [{}, first] : [first, value])
        const isDone = await inTime(doneOf(look, set), PATIENCE, false)
        gauge.reset()
        // One without labels would be 0.
        gauge.remove({})
        if (isDone) for (const [labels, value] of found) gauge.set(labels, value)
      },
    })
  }
}

async function doneOf(look: (set: Set) => void | Promise<void>, set: Set): Promise<boolean> {
  try {
    await look(set)
    return true
  } catch {
    return false
  }
}

/** Milliseconds for a look: a scrape ends in time, with all that can be said. */
const PATIENCE = 2000

function counter(
  registry: Metrics['registry'],
  name: string,
  help: string,
  read: () => number,
): void {
  const counting = new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      counting.reset()
      counting.inc(read())
    },
  })
}

/**
 * What the index of words knows, of all organizations together. They are gone through one after the other, beside what
 * the server does, so that a scrape does not wait for however many there are.
 */
class WordSums {
  readonly #store: Watched['store']
  #known: { at: number; sums: Record<string, number> | undefined } | undefined
  #looking: Promise<void> | undefined

  constructor(store: Watched['store']) {
    this.#store = store
  }

  /** What was known last; the first time, what is found within a moment. */
  async sums(): Promise<Record<string, number> | undefined> {
    if (!this.#known || performance.now() - this.#known.at > SUMS_FRESH) {
      this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
      // Nobody waits for it once something is known: what can't be looked at stays as it was.
      this.#looking.catch(() => undefined)
    }
    if (!this.#known) await this.#looking
    return this.#known?.sums
  }

  async #look(): Promise<void> {
    const sums = { indexed: 0, cut: 0, pending: 0, wordless: 0, unreadable: 0 }
    let isOn = false
    for (const { id } of await this.#store.organizations.list()) {
      const state = await this.#store.words.state(id)
      if (state.kind === 'off') break
      isOn = true
      for (const name of WORD_STATES) sums[name] += state[name]
      await setImmediate()
    }
    this.#known = { at: performance.now(), sums: isOn ? sums : undefined }
  }
}

const WORD_STATES = ['indexed', 'cut', 'pending', 'wordless', 'unreadable'] as const
/** Milliseconds. */
const SUMS_FRESH = 30_000
