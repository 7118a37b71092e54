import { QueryClient } from '@tanstack/react-query'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createApi } from '#api/api.ts'
import { UploadBatch } from '#api/uploads/batch.ts'
import { fileName, withFileName } from '#fhir/binary/binary.ts'
import { ModelServer, type Mishap, type ModelTraits } from '#test/model-server.ts'
import { itemOf, queueOf, reduce } from '#test/upload-items.ts'
import { itemAt, type QueueState } from '../queue/queue-state.ts'
import type { QueueEvent } from '../queue/queue.ts'
import { forgetAttempts } from './look-for-stored.ts'
import { runAttempt } from './run-attempt.ts'

/** Only what waits is at stake; the bytes are hashed by the platform, in its own time. */
beforeEach(() =>
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }),
)
afterEach(() => vi.useRealTimers())

const NAMES = ['a', 'b', 'c', 'd', 'e']

/** What a user does to one of them while they are sent, by its name. */
interface Command {
  name: string
  /** Milliseconds after they began. */
  after: number
  /** And not before this holds. */
  once?: () => boolean
}

/** Five files that begin together, and are retried together, until nothing is left to do. */
async function upload(server: ModelServer, commands: readonly Command[] = []) {
  const api = createApi(server.client)
  const reads = new QueryClient()
  const file = (name: string) => new File([name === 'e' ? '' : `content of ${name}`], name)
  const items = NAMES.map((name) => {
    // In a queue no key is ever used again.
    forgetAttempts(name)
    const fields = withFileName({ resourceType: 'Binary' as const, contentType: 'a/b' }, name)
    const newId = crypto.randomUUID()
    return itemOf(name, { kind: 'waiting' }, { file: file(name), fields, newId, org: 'clinic' })
  })
  let state: QueueState = queueOf(...items)
  const tell = (event: QueueEvent) => {
    state = reduce(state, event)
  }
  const cancelled = new Set<string>()
  let attempts = 0
  let isRefused = false
  for (let round = 0; round < 20; round += 1) {
    const waiting = state.items.filter((item) => item.state.kind === 'waiting')
    if (waiting.length === 0) break
    const batch = new UploadBatch(() => {
      isRefused = true
    })
    const places = waiting.map(() => (isRefused ? undefined : batch.place()))
    const runs = waiting.map(async ({ key }, at) => {
      attempts += 1
      tell({ type: 'started', key, attempt: attempts, at: new Date().toISOString() })
      const item = itemAt(state, key)
      if (!item) return
      const controller = new AbortController()
      const command = round === 0 ? commands.find(({ name }) => name === key) : undefined
      if (command !== undefined) {
        const cancel = () => {
          if (command.once?.() === false) return void setTimeout(cancel, 1)
          cancelled.add(key)
          tell({ type: 'cancelled', key })
          controller.abort(new DOMException('Cancelled', 'AbortError'))
        }
        setTimeout(cancel, command.after)
      }
      const deps = {
        api,
        reads,
        cache: reads,
        refresh: () => undefined,
        place: places[at],
        declared: () => undefined,
        claimed: () => new Set<string>(),
        upcoming: () => [],
        tell,
      }
      await runAttempt(item, deps, controller.signal)
      places[at]?.leave()
    })
    await passing(Promise.all(runs))
    tell({ type: 'retried-all' })
  }
  // What was on its way has arrived by then.
  await vi.advanceTimersByTimeAsync(10_000)
  return { items: state.items, cancelled, attempts }
}

/** Lets the time go by until it is done. */
async function passing(work: Promise<unknown>): Promise<void> {
  const awaited = { isDone: false }
  void work.finally(() => {
    awaited.isDone = true
  })
  while (!awaited.isDone) {
    await vi.advanceTimersByTimeAsync(5)
    // Reading and hashing take turns of their own, while no time goes by.
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }
}

const mishaps = fc.array(
  fc.constantFrom<Mishap>('none', 'before', 'after', 'late', 'twice', 'busy', 'partly'),
  { maxLength: 5 },
)

/** Nothing that the console can do keeps a browser from repeating a plain POST. */
const unrepeated = mishaps.map((list) => list.filter((one) => one !== 'twice'))

const stops = fc.array(fc.record({ name: fc.constantFrom(...NAMES), after: fc.nat({ max: 30 }) }), {
  maxLength: 3,
})

/** The first request arrives after the look for what it stored; the second does not do all of it, and nobody hears which. */
const LATE_THEN_PARTLY: { examples: [Mishap[], Command[]][] } = {
  examples: [[['late', 'partly'], []]],
}

/** The first is done in part, the next of one that goes alone is not heard of, and the others go together again. */
const PARTLY_THEN_ALONE: { examples: [Mishap[], Command[]][] } = {
  examples: [
    ...LATE_THEN_PARTLY.examples,
    [
      ['partly', 'after', 'after'],
      [
        { name: 'd', after: 18 },
        { name: 'e', after: 30 },
        { name: 'd', after: 14 },
      ],
    ],
  ],
}

describe('no sequence of broken connections and retries stores a file of a batch twice, or loses it', () => {
  const own = { ownIds: 'taken', tags: false, checksums: true } as const
  const together = { ...own, ownIds: 'together', tags: true } as const
  test.each<ModelTraits>([
    { ...own, batch: 'taken' },
    { ...own, batch: 'taken', checksums: false },
    { ...own, batch: 'taken', ownIds: 'replaced' },
    { ...own, batch: 'turned' },
    { ...own, batch: 'silent' },
    { ...own, batch: 'refused' },
  ])('%o', async (traits) => {
    await fc.assert(
      fc.asyncProperty(mishaps, async (list) => {
        const server = new ModelServer(traits, list)
        const { items } = await upload(server)
        expect(server.batches).toBeGreaterThan(0)
        for (const { state, newId, file } of items) {
          expect(state).toMatchObject({ kind: 'stored', id: newId })
          // An empty file is not given as bytes by a server that knows no checksums.
          if (file?.size !== 0) expect(state).toMatchObject({ verified: true })
        }
        expect(server.ids().toSorted()).toEqual(items.map(({ newId }) => newId).toSorted())
        if (traits.ownIds === 'taken') expect(server.versions).toHaveLength(NAMES.length)
      }),
      { numRuns: 25 },
    )
  })

  test.each<ModelTraits>([
    { ...together, batch: 'turned' },
    { ...together, batch: 'silent' },
    { ...together, batch: 'silent', checksums: false },
    { ...together, batch: 'silent', tags: false },
  ])('nor where each alone is refused, which the batch has stored: %o', async (traits) => {
    await fc.assert(
      fc.asyncProperty(traits.tags ? mishaps : unrepeated, stops, async (list, given) => {
        const server = new ModelServer(traits, list)
        const { items } = await upload(server, given)
        const settled = items.filter(({ state }) => state.kind !== 'cancelled')
        for (const { state } of settled) expect(state).toMatchObject({ kind: 'stored' })
        const names = server.versions.map(({ binary }) => fileName(binary))
        expect(new Set(names).size).toBe(names.length)
      }),
      { numRuns: 40, ...PARTLY_THEN_ALONE },
    )
  })

  test('one that is cancelled costs the others no attempt', async () => {
    const server = new ModelServer({ ...own, batch: 'taken' }, [])
    const { items, attempts } = await upload(server, [
      { name: 'b', after: 15, once: () => server.batches > 0 },
    ])
    const kinds = items.map(({ state }) => state.kind)
    expect(kinds).toEqual(['stored', 'cancelled', 'stored', 'stored', 'stored'])
    expect([attempts, server.batches]).toEqual([NAMES.length, 2])
  })

  test('whoever is cancelled on the way, the others are stored once', async () => {
    await fc.assert(
      fc.asyncProperty(mishaps, stops, async (list, given) => {
        const server = new ModelServer({ ...own, batch: 'taken' }, list)
        const { items, cancelled } = await upload(server, given)
        for (const { key, state } of items) {
          if (state.kind === 'cancelled') expect(cancelled).toContain(key)
          else expect(state).toMatchObject({ kind: 'stored' })
        }
        expect(server.versions).toHaveLength(server.ids().length)
        const known = new Set(items.map(({ newId }) => newId))
        expect(server.ids().every((id) => known.has(id))).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})
