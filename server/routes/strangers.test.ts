import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { AuditRecord } from '#server/store/audit.ts'
import { client } from '#test/test-client.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

async function started(clock = () => new Date()): Promise<TestServer> {
  const server = await testServer({ clock })
  onTestFinished(() => server[Symbol.asyncDispose]())
  return server
}

async function recordsOf(server: TestServer): Promise<AuditRecord[]> {
  return (await server.store.audit.list({ count: 500 })).records
}

test('the first of a minute is in the log at once, those after it are counted in the same record', async () => {
  let now = Date.parse('2026-11-22T12:00:10Z')
  const server = await started(() => new Date(now))
  const api = client(server)
  await api.get(`${A}/x`, { token: null })
  const [first, ...others] = await recordsOf(server)
  expect(others).toEqual([])
  expect(first).toMatchObject({
    at: '2026-11-22T12:00:10.000Z',
    organization: 'a',
    interaction: 'read',
    id: 'x',
    status: 401,
    folded: { kind: 'refused', count: 1, address: '127.0.0.1', until: '2026-11-22T12:00:10.000Z' },
  })
  now += 30_000
  for (let at = 0; at < 56; at += 1)
    await api.put(`${A}/y${at}`, {}, { token: `unknown-token-${at}-0123456789` })
  await server.restart()
  expect(await recordsOf(server)).toEqual([
    { ...first, folded: { ...first?.folded, count: 57, until: '2026-11-22T12:00:40.000Z' } },
  ])
})

test('another minute, organization or status is counted apart; a name that is none is not kept', async () => {
  let now = Date.parse('2026-11-22T12:00:10Z')
  const server = await started(() => new Date(now))
  const api = client(server)
  const ask = (path: string) => api.get(path, { token: null })
  await ask(A)
  await ask('/organizations/beta/fhir/4/Binary')
  await ask('/organizations/not-there/fhir/4/Binary')
  await ask('/organizations')
  now += 60_000
  await ask(A)
  const records = await recordsOf(server)
  expect(
    records.map(({ at, organization, folded }) => [at.slice(14, 16), organization, folded?.count]),
  ).toEqual([
    ['01', 'a', 1],
    ['00', undefined, 1],
    ['00', 'b', 1],
    ['00', 'a', 1],
  ])
  await server.restart()
  const counts = (await recordsOf(server)).map(({ folded }) => folded?.count)
  expect(counts).toEqual([1, 2, 1, 1])
})

test('requests with a good token are recorded one by one, refused ones too', async () => {
  const server = await started()
  const api = client(server)
  for (let at = 0; at < 3; at += 1) await api.get(A, { token: TOKENS.ofB })
  const records = await recordsOf(server)
  expect(records.map(({ token, status }) => [token, status])).toEqual([
    ['ofB', 403],
    ['ofB', 403],
    ['ofB', 403],
  ])
})

test('strangers can not fill the disk', async () => {
  const server = await started()
  const api = client(server)
  const many = 2000
  const headers = { 'log-cdata': `a=${'x'.repeat(1900)}` }
  for (let at = 0; at < many; at += 1)
    await api.get(`/organizations/${'o'.repeat(200)}${at}/fhir/4/Binary/${'i'.repeat(200)}${at}`, {
      token: null,
      headers,
    })
  await server.restart()
  const records = await recordsOf(server)
  // A minute may end in between.
  expect(records.length).toBeLessThan(6)
  expect(records.reduce((sum, { folded }) => sum + (folded?.count ?? 0), 0)).toBe(many)
  const { size } = await stat(join(server.folder, 'data', 'binnacle.sqlite'))
  expect(size / many).toBeLessThan(200)
})
