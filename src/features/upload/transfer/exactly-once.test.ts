import { QueryClient } from '@tanstack/react-query'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createApi } from '#api/api.ts'
import { withFileName } from '#fhir/binary/binary.ts'
import type { Mishap, ModelTraits } from '#test/model-server.ts'
import { ModelServer } from '#test/model-server.ts'
import { itemOf, queueOf, reduce } from '#test/upload-items.ts'
import type { UploadItem, UploadTarget } from '../queue/item.ts'
import type { QueueState } from '../queue/queue-state.ts'
import type { QueueEvent } from '../queue/queue.ts'
import { runAttempt } from './run-attempt.ts'

/** Only what waits is at stake; the bytes are hashed by the platform, in its own time. */
beforeEach(() =>
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }),
)
afterEach(() => vi.useRealTimers())

const FIELDS = withFileName({ resourceType: 'Binary', contentType: 'text/plain' }, 'a.txt')

/** An upload that is retried at once, whenever it fails, until it is stored or nobody knows. */
async function upload(server: ModelServer, target: UploadTarget = { kind: 'create' }) {
  const api = createApi(server.client)
  const reads = new QueryClient()
  const file = new File(['content'], 'a.txt')
  const more = { file, fields: FIELDS, target, newId: crypto.randomUUID() }
  let state: QueueState = queueOf(itemOf('a.txt', { kind: 'waiting' }, more))
  const item = () => state.items[0] as UploadItem
  const tell = (event: QueueEvent) => {
    state = reduce(state, event)
  }
  for (let attempt = 1; attempt < 20; attempt += 1) {
    const at = new Date().toISOString()
    tell({ type: 'started', key: 'a.txt', attempt, at })
    const deps = {
      api,
      reads,
      cache: reads,
      refresh: () => undefined,
      place: undefined,
      declared: () => undefined,
      claimed: () => new Set<string>(),
      upcoming: () => [],
      tell,
    }
    await passing(runAttempt(item(), deps, new AbortController().signal))
    const { kind } = item().state
    if (kind !== 'failed' && kind !== 'resting') break
    tell({ type: 'retried', key: 'a.txt' })
  }
  // What was on its way has arrived by then.
  await vi.advanceTimersByTimeAsync(10_000)
  return item().state
}

/** Lets the time go by until it is done. */
async function passing(work: Promise<void>): Promise<void> {
  const awaited = { isDone: false }
  void work.finally(() => {
    awaited.isDone = true
  })
  while (!awaited.isDone) {
    await vi.advanceTimersByTimeAsync(100)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const mishaps = (...kinds: Mishap[]) => fc.array(fc.constantFrom(...kinds), { maxLength: 5 })

describe('no sequence of broken connections and retries stores a file twice, or loses it', () => {
  test.each<ModelTraits>([
    { ownIds: 'taken', tags: false, checksums: true },
    { ownIds: 'taken', tags: false, checksums: false },
    { ownIds: 'replaced', tags: false, checksums: true },
    { ownIds: 'undeclared', tags: true, checksums: true },
    { ownIds: 'refused', tags: true, checksums: true },
  ])('whoever repeats it: %o', async (traits) => {
    const any = mishaps('none', 'before', 'after', 'late', 'twice', 'busy')
    await fc.assert(
      fc.asyncProperty(any, async (list) => {
        const server = new ModelServer(traits, list)
        const state = await upload(server)
        expect(state).toMatchObject({ kind: 'stored', verified: true })
        expect(server.ids()).toHaveLength(1)
      }),
      { numRuns: 40 },
    )
  })

  // Nothing that the console can do keeps a browser from repeating a plain POST.
  test.each<ModelTraits>([
    { ownIds: 'undeclared', tags: false, checksums: true },
    { ownIds: 'undeclared', tags: false, checksums: false },
    { ownIds: 'refused', tags: false, checksums: true },
  ])('as long as only the console repeats it: %o', async (traits) => {
    await fc.assert(
      fc.asyncProperty(mishaps('none', 'before', 'after', 'late', 'busy'), async (list) => {
        const server = new ModelServer(traits, list)
        const state = await upload(server)
        expect(state).toMatchObject({ kind: 'stored', verified: true })
        expect(server.ids()).toHaveLength(1)
      }),
      { numRuns: 40 },
    )
  })

  test('and a new version is made once', async () => {
    const any = mishaps('none', 'before', 'after', 'late', 'twice', 'busy')
    await fc.assert(
      fc.asyncProperty(any, fc.boolean(), async (list, checksums) => {
        const server = new ModelServer({ ownIds: 'taken', tags: false, checksums }, [
          'none',
          ...list,
        ])
        await upload(server)
        const [id = ''] = server.ids()
        const state = await upload(server, { kind: 'version', id, ifMatch: '1' })
        expect(state).toMatchObject({ kind: 'stored', id, versionId: '2', verified: true })
        expect(server.versions).toHaveLength(2)
      }),
      { numRuns: 40 },
    )
  })
})
