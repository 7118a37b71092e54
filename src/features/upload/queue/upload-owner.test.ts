import { QueryClient } from '@tanstack/react-query'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createApi } from '#api/api.ts'
import { createClient } from '#api/transport/client.ts'
import { readSmall } from '#api/uploads/small-files.ts'
import { withFileName } from '#fhir/binary/binary.ts'
import { testCredentials, type Credentials } from '#test/credentials.ts'
import { startFaultProxy, type FaultProxy } from '#test/fault-proxy.ts'
import { A, testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import { isPending, type UploadSpec } from './item.ts'
import { createLazyQueue } from './lazy-queue.ts'
import type { UploadQueue } from './upload-queue.ts'

/** The queue belongs to the person who filled it: what a lock, a sign-out and the next person do to it. */
let server: TestServer
let proxy: FaultProxy
let queue: UploadQueue
let credentials: Credentials
let signIn: (subject: string, token: string) => void
let cache: QueryClient
const CREATE = { method: 'PUT', path: /Binary\/[^/?]+$/ }

beforeAll(async () => {
  server = await testServer()
  proxy = await startFaultProxy(await server.listen())
})
afterAll(async () => {
  await proxy.stop()
  await server[Symbol.asyncDispose]()
})
beforeEach(() => {
  proxy.clear()
  cache = new QueryClient()
  ;({ credentials, signIn } = testCredentials())
  signIn('ada', TOKENS.writer)
  queue = createLazyQueue({
    actor: credentials.actor,
    apiFor: (actor) =>
      createApi(createClient({ base: proxy.url, actor, logCdata: () => undefined })),
    cacheFor: () => cache,
  })
})

function spec(name: string, content: string): UploadSpec {
  return {
    org: 'a',
    file: new File([content], name),
    name,
    folder: '',
    fields: withFileName({ resourceType: 'Binary', contentType: 'text/plain' }, name),
    target: { kind: 'create' },
  }
}

const kinds = () => queue.get().items.map(({ state }) => state.kind)
const creates = () => proxy.seen.filter(({ method }) => method === 'PUT')

async function total(): Promise<number> {
  const headers = { authorization: `Bearer ${TOKENS.writer}` }
  const answer = await server.app.inject({ url: `${A}?_count=0`, headers })
  return answer.json<{ total: number }>().total
}

test('behind a lock finishes what is under way, starts nothing, and shows nothing', async () => {
  const before = await total()
  proxy.add(CREATE, { kind: 'delay', milliseconds: 300 })
  queue.add(['a', 'b', 'c', 'd', 'e'].map((name) => spec(name, name)))
  await expect.poll(() => creates().length).toBe(3)
  credentials.lock()
  queue.lock()
  cache.clear()
  await expect.poll(() => kinds().filter((kind) => kind === 'stored')).toHaveLength(3)
  expect(kinds().filter((kind) => kind === 'waiting')).toHaveLength(2)
  expect(creates()).toHaveLength(3)
  expect(cache.getQueryCache().getAll()).toEqual([])
  signIn('ada', TOKENS.writer)
  queue.unlock()
  await expect.poll(() => kinds().every((kind) => kind === 'stored')).toBe(true)
  expect(await total()).toBe(before + 5)
  expect(creates()).toHaveLength(5)
})

test('the next person gets none of it', async () => {
  proxy.add(CREATE, { kind: 'delay', milliseconds: 60_000 }, 1)
  queue.add(['a', 'b', 'c', 'd', 'e'].map((name) => spec(name, name)))
  await expect.poll(() => creates().length).toBeGreaterThanOrEqual(3)
  credentials.lock()
  queue.lock()
  signIn('bob', TOKENS.admin)
  queue.unlock()
  expect(queue.get()).toMatchObject({ items: [] })
  const bearers = creates().map(({ headers }) => headers.authorization)
  expect(new Set(bearers)).toEqual(new Set([`Bearer ${TOKENS.writer}`]))
  queue.add([spec('new', 'new')])
  await expect.poll(kinds).toEqual(['stored'])
  expect(creates().at(-1)?.headers.authorization).toBe(`Bearer ${TOKENS.admin}`)
})

test('signing out leaves nothing', async () => {
  proxy.add(CREATE, { kind: 'delay', milliseconds: 60_000 }, 1)
  queue.add([spec('slow', 'slow')])
  credentials.end()
  expect(queue.get().items).toEqual([])
  expect(queue.get().items.some(isPending)).toBe(false)
})

test('signing out leaves no content of the files that were read before their turn', async () => {
  proxy.add(CREATE, { kind: 'delay', milliseconds: 60_000 })
  const specs = ['a', 'b', 'c', 'd'].map((name) => spec(name, name))
  const [next] = specs.slice(-1).map(({ file }) => ({ file, read: vi.spyOn(file, 'arrayBuffer') }))
  if (!next) throw new Error('None.')
  queue.add(specs)
  await expect.poll(() => next.read.mock.calls.length).toBe(1)
  credentials.end()
  await new Promise((resolve) => setTimeout(resolve, 50))
  await readSmall(next.file)
  expect(next.read).toHaveBeenCalledTimes(2)
})

test('what was added before its code was there is the first person’s, and nobody else’s', async () => {
  queue.add([spec('a.txt', 'a')])
  signIn('bob', TOKENS.admin)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(queue.get().items).toEqual([])
  queue.add([spec('b.txt', 'b')])
  await expect.poll(kinds).toEqual(['stored'])
})
