import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { base64, client } from '#test/test-client.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

/** What is long is worked on in pieces, so that nobody else waits for the whole of it. */
let server: TestServer
let api: ReturnType<typeof client>
let origin: string
beforeAll(async () => {
  server = await testServer()
  api = client(server)
  origin = await server.listen()
})
afterAll(() => server[Symbol.asyncDispose]())
afterEach(() => void vi.restoreAllMocks())

const MIB = 1024 ** 2
/** Characters that may be gone through at once, by what goes through all it is given. */
const PIECE = 192 * 1024

/** Counts the turns of the event loop. */
function turnCounter(): { turns: number; stop: () => Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<true>()
  const counter = { turns: 0, stop: () => (resolve(true), counting) }
  const next = () => Promise.race([promise, turn(false)])
  const counting = (async () => {
    while (!(await next())) counter.turns += 1
  })()
  return counter
}

/** The longest text that was read or written as JSON, or decoded as base64, in one piece. */
function longestPiece(): () => number {
  const parse = vi.spyOn(JSON, 'parse')
  const stringify = vi.spyOn(JSON, 'stringify')
  const decode = vi.spyOn(Uint8Array, 'fromBase64')
  const set = vi.spyOn(Uint8Array.prototype, 'setFromBase64')
  const encode = vi.spyOn(Uint8Array.prototype, 'toBase64')
  return () => {
    const given = [parse, decode, set].flatMap((spy) => spy.mock.calls.map(([text]) => text))
    const made = [stringify, encode].flatMap((spy) => spy.mock.results.map(({ value }) => value))
    const texts = [...given, ...made] as (string | undefined)[]
    return Math.max(...texts.map((text) => text?.length ?? 0))
  }
}

async function send(path: string, method = 'GET', body?: Buffer, type = '') {
  const headers = {
    authorization: `Bearer ${TOKENS.writer}`,
    ...(type !== '' && { 'content-type': type }),
  }
  const answer = await fetch(origin + path, {
    method,
    headers,
    ...(body && { body: Uint8Array.from(body) }),
  })
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) }
}

const PATCH = 'application/json-patch+json'
const FHIR = 'application/fhir+json'

test('a patch with megabytes of data, and one that compares with them', async () => {
  const { id } = await api.create()
  const data = randomBytes(5 * MIB)
  const value = data.toString('base64')
  const bodyOf = (op: string) => Buffer.from(JSON.stringify([{ op, path: '/data', value }]))
  const [add, same] = [bodyOf('add'), bodyOf('test')]
  const other = Buffer.from(same)
  const middle = same.length >> 1
  other[middle] = other[middle] === 0x41 ? 0x42 : 0x41
  const longest = longestPiece()
  expect((await send(`${A}/${id}`, 'PATCH', add, PATCH)).status).toBe(200)
  expect((await send(`${A}/${id}`, 'PATCH', same, PATCH)).status).toBe(200)
  const refused = await send(`${A}/${id}`, 'PATCH', other, PATCH)
  expect(longest()).toBeLessThan(PIECE)
  expect([refused.status, refused.bytes.toString()]).toEqual([
    422,
    expect.stringContaining('not the one that the test expects'),
  ])
  const read = await api.get(`${A}/${id}`, { headers: { accept: 'application/octet-stream' } })
  expect(read.body.equals(data)).toBe(true)
})

test('a batch of megabytes, some of whose entries are committed in a turn', async () => {
  const entry = Array.from({ length: 60 }, () => ({
    request: { method: 'POST', url: 'Binary' },
    resource: {
      resourceType: 'Binary',
      contentType: 'text/plain',
      data: randomBytes(60_000).toString('base64'),
    },
  }))
  const body = Buffer.from(JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry }))
  const counter = turnCounter()
  const commits: number[] = []
  const commit = server.store.binaries.commit.bind(server.store.binaries)
  vi.spyOn(server.store.binaries, 'commit').mockImplementation((change) => {
    commits.push(counter.turns)
    return commit(change)
  })
  const longest = longestPiece()
  const answer = await send(A.replace(/\/Binary$/, ''), 'POST', body, FHIR)
  await counter.stop()
  expect(answer.status).toBe(200)
  expect(longest()).toBeLessThan(PIECE)
  expect(commits).toHaveLength(60)
  const together = commits.map((at) => commits.filter((other) => other === at).length)
  // The first turn is nobody's, and taken at once.
  expect(Math.max(...together)).toBeLessThanOrEqual(20)
})

test('fields of megabytes that an earlier release has stored', async () => {
  const valueString = Array.from({ length: 190_000 }, () => 1e20)
  const extension = [{ url: 'urn:x', valueString } as { url: string }]
  const commit = (id: string) =>
    server.store.binaries.commit({
      kind: 'update',
      organizationId: 'a',
      id,
      author: 'an earlier release',
      at: new Date().toISOString(),
      body: { fields: { resourceType: 'Binary', contentType: 'text/plain', meta: { extension } } },
    })
  await commit('long')
  const longest = longestPiece()
  const answers = [
    await send(`${A}/long`),
    await send(`${A}/long/_history`),
    await send(`${A}?_id=long`),
    await send(`${A}/long?_elements=meta`),
  ]
  expect(longest()).toBeLessThan(PIECE)
  vi.restoreAllMocks()
  for (const { status, bytes } of answers) {
    expect(status).toBe(200)
    const read = JSON.parse(bytes.toString()) as { entry?: { resource: unknown }[] }
    expect(read.entry?.[0]?.resource ?? read).toMatchObject({
      id: 'long',
      meta: { versionId: '1', extension: [...extension, { url: expect.any(String) }] },
    })
  }
})

test('searches for thousands of ids, however many are asked for at once', async () => {
  await api.create({ data: base64('one') })
  const ids = Array.from({ length: 5000 }, (_, at) => `id-${at}`).join(',')
  const body = Buffer.from(`_id=${ids}`)
  const type = 'application/x-www-form-urlencoded'
  const counter = turnCounter()
  const search = () => send(`${A}/_search`, 'POST', body, type)
  const answers = await Promise.all([search(), search(), search(), search()])
  await counter.stop()
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(counter.turns).toBeGreaterThan(4 * 20)
})
