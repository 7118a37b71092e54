import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createApi } from '#api/api.ts'
import type { PastPlan } from '#api/binaries/restoring/state-at.ts'
import { createClient } from '#api/transport/client.ts'
import type { Binary } from '#fhir/types.ts'
import { testCredentials, type Credentials } from '#test/credentials.ts'
import { startFaultProxy, type FaultProxy } from '#test/fault-proxy.ts'
import { client } from '#test/test-client.ts'
import { A, testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import { dismissAllToasts, toasts } from '#ui/feedback/toasts.ts'
import { rowOf, type BinaryRow } from '../list/rows.ts'
import { createBulkOperation, type BulkOperation } from './bulk-operation.ts'

let server: TestServer
let proxy: FaultProxy
let bulk: BulkOperation
let credentials: Credentials
let signIn: (subject: string, token: string) => void
let cache: QueryClient

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
  dismissAllToasts()
  cache = new QueryClient()
  ;({ credentials, signIn } = testCredentials())
  signIn('ada', TOKENS.writer)
  bulk = createBulkOperation({
    actor: credentials.actor,
    apiFor: (actor) => apiOf(actor),
    cacheFor: () => cache,
  })
})

function apiOf(actor: NonNullable<ReturnType<Credentials['actor']>>) {
  return createApi(createClient({ base: proxy.url, actor, logCdata: () => undefined }))
}

async function rowsOf(count: number, fields: Partial<Binary> = {}): Promise<BinaryRow[]> {
  const { create } = client(server)
  const rows: BinaryRow[] = []
  for (let n = 0; n < count; n += 1) {
    const row = rowOf(await create({ data: 'eA==', ...fields }))
    if (row) rows.push(row)
  }
  return rows
}

const states = () => [...(bulk.get()?.results.values() ?? [])].map(({ state }) => state)
async function finished(): Promise<void> {
  await expect.poll(() => bulk.get()?.phase).toBe('finished')
}
const writes = () => proxy.seen.filter(({ method }) => method === 'DELETE' || method === 'PATCH')

async function read(id: string) {
  const answer = await client(server).get(`${A}/${id}`)
  return { status: answer.status, body: answer.status === 200 ? answer.json() : undefined }
}

test('every change carries If-Match; what is newer fails, and is retried on its current version', async () => {
  const rows = await rowsOf(3)
  const [, second] = rows
  await client(server).patch(`${A}/${second?.id}`, [{ op: 'add', path: '/language', value: 'en' }])
  bulk.start('a', rows, { kind: 'language', value: 'fr' })
  await finished()
  expect(states()).toEqual(['done', 'failed', 'done'])
  expect(writes().map(({ headers }) => headers['if-match'])).toEqual(['W/"1"', 'W/"1"', 'W/"1"'])
  proxy.clear()
  bulk.retryFailed()
  await finished()
  expect(states()).toEqual(['done', 'done', 'done'])
  expect(writes().map(({ headers }) => headers['if-match'])).toEqual(['W/"2"'])
})

test('fields are set back whole, with If-Match on the version that was made', async () => {
  const securityContext = { reference: 'Patient/1', display: 'Ada Lovelace', type: 'Patient' }
  const rows = await rowsOf(2, { securityContext })
  bulk.start('a', rows, { kind: 'securityContext', value: 'Patient/2' })
  await finished()
  const [first, second] = rows
  // Somebody changes one of them before the Undo.
  await client(server).patch(`${A}/${second?.id}`, [{ op: 'add', path: '/language', value: 'en' }])
  bulk.undo()
  await finished()
  expect(states()).toEqual(['undone', 'failed'])
  expect((await read(first?.id ?? '')).body?.securityContext).toEqual(securityContext)
  expect((await read(second?.id ?? '')).body?.securityContext?.reference).toBe('Patient/2')
})

test('deletions are taken back, each with If-Match on the deletion', async () => {
  const rows = await rowsOf(2)
  bulk.start('a', rows, { kind: 'remove' })
  await finished()
  expect((await read(rows[0]?.id ?? '')).status).toBe(410)
  bulk.undo()
  await finished()
  expect(states()).toEqual(['undone', 'undone'])
  expect((await read(rows[0]?.id ?? '')).status).toBe(200)
  const puts = proxy.seen.filter(({ method }) => method === 'PUT')
  expect(puts.map(({ headers }) => headers['if-match'])).toEqual(['W/"2"', 'W/"2"'])
})

test('waits behind the lock, continues for the same person, and never for another', async () => {
  const rows = await rowsOf(16)
  proxy.add({ path: /Binary/ }, { kind: 'delay', milliseconds: 50 })
  bulk.start('a', rows, { kind: 'remove' })
  await expect.poll(() => writes().length).toBeGreaterThan(3)
  credentials.lock()
  await new Promise((resolve) => setTimeout(resolve, 200))
  const sent = writes().length
  expect(sent).toBeLessThan(16)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(writes()).toHaveLength(sent)
  signIn('ada', TOKENS.writer)
  await expect.poll(() => writes().length).toBeGreaterThan(sent)
  credentials.lock()
  // What was sent before the lock still arrives.
  await new Promise((resolve) => setTimeout(resolve, 200))
  const before = writes().length
  signIn('bob', TOKENS.admin)
  expect(bulk.get()).toBeUndefined()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(writes()).toHaveLength(before)
  expect(writes().every(({ headers }) => headers.authorization?.includes('writer'))).toBe(true)
})

test('what comes in late of one person’s change is not told in the next one’s', async () => {
  const [first, second] = await rowsOf(2)
  if (!first || !second) throw new Error('There are no rows.')
  proxy.add({ path: /Binary/ }, { kind: 'delay', milliseconds: 150 })
  bulk.start('a', [first], { kind: 'remove' })
  await expect.poll(() => writes().length).toBe(1)
  signIn('bob', TOKENS.admin)
  bulk.start('a', [second], { kind: 'remove' })
  await finished()
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect([...(bulk.get()?.results.keys() ?? [])]).toEqual([second.id])
})

test('a notice of one change is gone when the next one starts, so that its Undo is not mistaken', async () => {
  const rows = await rowsOf(1)
  bulk.start('a', rows, { kind: 'language', value: 'de' })
  bulk.close()
  await finished()
  expect(toasts.get().map(({ title }) => title)).toEqual(['1 file changed'])
  bulk.start('a', await rowsOf(1), { kind: 'remove' })
  expect(toasts.get()).toEqual([])
  await finished()
})

test('lists that were scrolled far show the change without a request for every page', async () => {
  const rows = await rowsOf(12, { language: 'x-many' })
  const actor = credentials.actor()
  if (!actor) throw new Error('Nobody is signed in.')
  const options = apiOf(actor).binaries.list('a', { ids: [], language: 'x-many', method: 'GET' })
  const list = new InfiniteQueryObserver(cache, options)
  const stop = list.subscribe(() => undefined)
  await expect.poll(() => list.getCurrentResult().data?.pages.length).toBe(1)
  const data = list.getCurrentResult().data
  const [page] = data?.pages ?? []
  if (!page || !data) throw new Error('There is no page.')
  // As if each page held two.
  const pages = [0, 2, 4, 6, 8, 10].map((at) => ({ ...page, items: page.items.slice(at, at + 2) }))
  cache.setQueryData(options.queryKey, { pages, pageParams: pages.map(() => undefined) })
  proxy.clear()
  bulk.start('a', rows.slice(0, 6), { kind: 'remove' })
  await finished()
  await new Promise((resolve) => setTimeout(resolve, 100))
  const left = list.getCurrentResult().data?.pages.flatMap(({ items }) => items) ?? []
  expect(left).toHaveLength(6)
  expect(proxy.seen.filter(({ method }) => method !== 'DELETE')).toEqual([])
  stop()
})

test('files go back to a point in time, each on what its plan saw, and that is taken back', async () => {
  const rows = await rowsOf(4)
  const [changed, deleted, newer, stays] = rows.map(({ id }) => id)
  const noted = Date.now()
  await expect.poll(() => Date.now()).toBeGreaterThan(noted + 2)
  const instant = Date.now()
  await expect.poll(() => Date.now()).toBeGreaterThan(instant + 2)
  const { patch, remove } = client(server)
  const german = [{ op: 'add', path: '/language', value: 'de' }] as const
  await patch(`${A}/${changed}`, german)
  await remove(`${A}/${deleted}`)
  await patch(`${A}/${newer}`, german)
  const actor = credentials.actor()
  if (!actor) throw new Error('Nobody is signed in.')
  const api = apiOf(actor)
  const plans = new Map<string, PastPlan>()
  for (const { id } of rows) {
    const { plan } = await api.binaries.past('a', { id, instant }, new AbortController().signal)
    plans.set(id, plan)
  }
  const kinds = [...plans.values()].map(({ kind }) => kind)
  expect(kinds).toEqual(['restore', 'restore', 'restore', 'already'])
  // Somebody else is faster with one of them.
  await patch(`${A}/${newer}`, [{ op: 'replace', path: '/language', value: 'fr' }])
  bulk.start('a', rows, { kind: 'past', plans })
  await finished()
  expect(states()).toEqual(['done', 'done', 'failed', 'unchanged'])
  expect((await read(changed ?? '')).body).not.toHaveProperty('language')
  expect((await read(deleted ?? '')).status).toBe(200)
  expect((await read(newer ?? '')).body).toMatchObject({ language: 'fr' })
  expect((await read(stays ?? '')).body).toMatchObject({ meta: { versionId: '1' } })
  bulk.undo()
  await finished()
  expect(states()).toEqual(['undone', 'undone', 'failed', 'unchanged'])
  expect((await read(changed ?? '')).body).toMatchObject({ language: 'de' })
  expect((await read(deleted ?? '')).status).toBe(410)
})

test('what met a change to another field is applied again for all, and what met its own stays', async () => {
  const rows = await rowsOf(3, { language: 'en' })
  const [other, same] = rows.map(({ id }) => id)
  const { patch } = client(server)
  const context = { reference: 'Patient/7' }
  await patch(`${A}/${other}`, [{ op: 'add', path: '/securityContext', value: context }])
  await patch(`${A}/${same}`, [{ op: 'replace', path: '/language', value: 'it' }])
  bulk.start('a', rows, { kind: 'language', value: 'fr' })
  await finished()
  expect(states()).toEqual(['failed', 'failed', 'done'])
  bulk.applyAgain('untouched')
  await finished()
  expect(states()).toEqual(['done', 'failed', 'done'])
  expect((await read(other ?? '')).body).toMatchObject({
    language: 'fr',
    securityContext: context,
  })
  expect((await read(same ?? '')).body).toMatchObject({ language: 'it' })
  bulk.applyAgain({ id: same ?? '' })
  await finished()
  expect(states()).toEqual(['done', 'done', 'done'])
  bulk.undo()
  await finished()
  // Each goes back to what it was before, with what others had set.
  expect((await read(other ?? '')).body).toMatchObject({ language: 'en' })
  expect((await read(same ?? '')).body).toMatchObject({ language: 'it' })
})
