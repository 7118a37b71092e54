import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { contentSha256, withFileName } from '#fhir/binary/binary.ts'
import type { Binary, Bundle } from '#fhir/types.ts'
import { actorOf } from '#test/actor.ts'
import { connect } from '#test/connect-api.ts'
import { startFaultProxy, type FaultProxy } from '#test/fault-proxy.ts'
import { A, testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import { isPending } from './item.ts'
import { createUploadQueue, type UploadQueue } from './upload-queue.ts'

/** As many as go together, and the three that begin before the server is known. */
const COUNT = 40
const BATCH = { method: 'POST', path: /\/fhir\/4$/ }
const MOST = 10_000

let server: TestServer
let proxy: FaultProxy
let queue: UploadQueue
/** No bytes are shared between tests, so that none is found in another's place. */
let run = 0

beforeAll(async () => {
  server = await testServer({ env: { BINNACLE_MAX_BYTES: String(MOST) } })
  proxy = await startFaultProxy(await server.listen())
})
afterAll(async () => {
  await proxy.stop()
  await server[Symbol.asyncDispose]()
})
beforeEach(() => {
  run += 1
  proxy.clear()
  const owner = actorOf({ token: () => TOKENS.writer })
  const { api, queryClient } = connect(proxy.url, {
    token: () => TOKENS.writer,
    renewToken: async () => 'renewed',
    logCdata: () => ({ text: 'reason=audit', format: 'kv' }),
  })
  queue = createUploadQueue({
    actor: () => owner,
    apiFor: () => api,
    cacheFor: () => queryClient,
  })
})

function add(contents: readonly string[]): void {
  queue.add(
    contents.map((content, at) => {
      const name = `${run}-${at}.txt`
      const fields: Binary = { resourceType: 'Binary', contentType: 'text/plain' }
      return {
        org: 'a',
        file: new File([content], name),
        name,
        folder: '',
        fields: withFileName(fields, name),
        target: { kind: 'create' as const },
      }
    }),
  )
}

const contents = () => Array.from({ length: COUNT }, (_, at) => `${run} content ${at}`)

async function settled(): Promise<void> {
  while (queue.get().items.some(isPending)) {
    await new Promise<void>((resolve) => {
      const stop = queue.subscribe(() => {
        stop()
        resolve()
      })
    })
  }
}

const batches = () =>
  proxy.seen.filter(({ method, path }) => method === 'POST' && BATCH.path.test(path))
const creates = () => proxy.seen.filter(({ method }) => method === 'PUT')

/** Every file once, under the id that its upload chose, and with its own bytes. */
async function expectAll(those = queue.get().items): Promise<void> {
  const answer = await server.app.inject({
    url: `${A}/_history?_count=500`,
    headers: { authorization: `Bearer ${TOKENS.writer}` },
  })
  const { entry = [] } = answer.json<Bundle>()
  const versions = entry.map(({ resource }) => resource as Binary)
  for (const { newId, sha256, state } of those) {
    expect(state).toMatchObject({ kind: 'stored', id: newId, verified: true })
    const stored = versions.filter(({ id }) => id === newId)
    expect(stored.map(contentSha256)).toEqual([sha256])
  }
  const names = versions.filter(({ meta }) => JSON.stringify(meta).includes(`"${run}-`))
  expect(names).toHaveLength(those.length)
}

test('many small files go in one request, with the reason for it', async () => {
  add(contents())
  await settled()
  await expectAll()
  expect(batches().map(({ headers }) => headers['log-cdata'])).toEqual(['reason=audit'])
  expect(creates()).toHaveLength(3)
})

describe('whatever becomes of that request, every file is stored once', () => {
  test.each([
    ['it never arrives', { kind: 'drop' }],
    ['its answer is lost', { kind: 'drop', after: true }],
    ['its answer breaks off', { kind: 'truncate', bytes: 5_000 }],
    ['the server is busy', { kind: 'answer', status: 503 }],
    ['the token is refused, and renewed', { kind: 'answer', status: 401 }],
    [
      'there are too many requests',
      { kind: 'answer', status: 429, headers: { 'retry-after': '1' } },
    ],
  ] as const)('%s', async (_, fault) => {
    proxy.add(BATCH, fault, 1)
    add(contents())
    await settled()
    await expectAll()
    expect(batches().length).toBeGreaterThan(0)
  })

  test.each([400, 403, 404, 405, 406, 413, 501])(
    'the server answers %i: from then on each goes alone',
    async (status) => {
      proxy.add(BATCH, { kind: 'answer', status })
      add(contents())
      await settled()
      await expectAll()
      add(contents().map((content) => `${content} more`))
      await settled()
      expect(queue.get().items.every(({ state }) => state.kind === 'stored')).toBe(true)
      expect(batches()).toHaveLength(1)
    },
  )

  test('its answer is no resource: from then on each goes alone', async () => {
    proxy.add(BATCH, { kind: 'answer', status: 200, body: '<!doctype html>' })
    add(contents())
    await settled()
    await expectAll()
    expect(batches()).toHaveLength(1)
  })

  test('none of its kind ever gets through: each goes alone then', async () => {
    proxy.add(BATCH, { kind: 'answer', status: 502 })
    add(contents())
    await settled()
    await expectAll()
    expect(batches()).toHaveLength(1)
  })

  test('one is too large, and fails alone', async () => {
    add([...contents(), 'x'.repeat(MOST + 1), `${run} last`])
    await settled()
    const failed = queue.get().items.filter(({ state }) => state.kind === 'failed')
    expect(failed.map(({ facts }) => facts.size)).toEqual([MOST + 1])
    await expectAll(queue.get().items.filter((item) => !failed.includes(item)))
  })

  test('the queue is paused and goes on, and one is cancelled', async () => {
    proxy.add(BATCH, { kind: 'delay', milliseconds: 300 }, 1)
    add(contents())
    const cancelled = queue.get().items.at(-1)?.key ?? ''
    await expect.poll(() => batches().length).toBe(1)
    queue.command(cancelled, { type: 'cancelled' })
    queue.pause()
    queue.resume()
    await settled()
    const others = queue.get().items.filter(({ key }) => key !== cancelled)
    expect(others).toHaveLength(COUNT - 1)
    for (const { state } of others) expect(state).toMatchObject({ kind: 'stored', verified: true })
  })
})
