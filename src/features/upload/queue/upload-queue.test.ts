import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { withFileName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { actorOf } from '#test/actor.ts'
import { connect } from '#test/connect-api.ts'
import { startFaultProxy, type FaultProxy } from '#test/fault-proxy.ts'
import { startMinimalServer, type MinimalServer } from '#test/minimal-server.ts'
import { A, testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import { isPending, type UploadSpec } from './item.ts'
import { createUploadQueue, type UploadQueue } from './upload-queue.ts'

const owner = actorOf({ token: () => TOKENS.writer })

/** No bytes are shared between tests, so that none is found in another's place. */
let run = 0

function spec(name: string, content: string, more: Partial<UploadSpec> = {}): UploadSpec {
  const fields: Binary = { resourceType: 'Binary', contentType: 'text/plain' }
  return {
    org: 'a',
    file: new File([`${run} ${content}`], name),
    name,
    folder: '',
    fields: withFileName(fields, name),
    target: { kind: 'create' },
    ...more,
  }
}

/** Resolves once nothing goes on by itself; the queue tells of every change. */
async function settled(queue: UploadQueue): Promise<string[]> {
  while (queue.get().items.some(isPending)) {
    await new Promise<void>((resolve) => {
      const stop = queue.subscribe(() => {
        stop()
        resolve()
      })
    })
  }
  return queue.get().items.map(({ state }) => state.kind)
}

describe('the queue on the real server, through a proxy that breaks', () => {
  let server: TestServer
  let proxy: FaultProxy
  let queue: UploadQueue
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
    run += 1
    proxy.clear()
    const { api, queryClient } = connect(proxy.url, { token: () => TOKENS.writer })
    queue = createUploadQueue({
      actor: () => owner,
      apiFor: () => api,
      cacheFor: () => queryClient,
    })
  })

  async function total(): Promise<number> {
    const answer = await server.app.inject({
      url: `${A}?_count=0`,
      headers: { authorization: `Bearer ${TOKENS.writer}` },
    })
    return answer.json<{ total: number }>().total
  }

  test('uploads all, never more than three at a time, and the lists know', async () => {
    let most = 0
    queue.subscribe(() => {
      const active = queue
        .get()
        .items.filter(
          ({ state }) =>
            state.kind === 'preparing' || state.kind === 'saving' || state.kind === 'sending',
        )
      most = Math.max(most, active.length)
    })
    const before = await total()
    queue.add(Array.from({ length: 12 }, (_, i) => spec(`${i}.txt`, `file ${i}`)))
    expect(await settled(queue)).toEqual(Array.from({ length: 12 }, () => 'stored'))
    expect(most).toBe(3)
    expect(await total()).toBe(before + 12)
    expect(queue.get().items.every(({ state }) => state.kind === 'stored' && state.verified)).toBe(
      true,
    )
  })

  test('a failure stops no other, and is retried', async () => {
    proxy.add(CREATE, { kind: 'answer', status: 413 }, 1)
    queue.add([spec('a', 'one'), spec('b', 'two'), spec('c', 'three'), spec('d', 'four')])
    const kinds = await settled(queue)
    expect(kinds.filter((kind) => kind === 'failed')).toHaveLength(1)
    queue.retryAll()
    expect(await settled(queue)).toEqual(['stored', 'stored', 'stored', 'stored'])
  })

  test('a failure of the moment is tried again by itself', async () => {
    const before = await total()
    proxy.add(CREATE, { kind: 'answer', status: 503 }, 3)
    queue.add([spec('a', 'one'), spec('b', 'two'), spec('c', 'three'), spec('d', 'four')])
    expect(await settled(queue)).toEqual(['stored', 'stored', 'stored', 'stored'])
    expect(await total()).toBe(before + 4)
  })

  test('what was stored without an answer is found, also among equals', async () => {
    const before = await total()
    queue.add([spec('same', 'equal')])
    await settled(queue)
    proxy.add(CREATE, { kind: 'drop', after: true }, 1)
    queue.add([spec('same', 'equal'), spec('same', 'equal')])
    expect(await settled(queue)).toEqual(['stored', 'stored', 'stored'])
    expect(await total()).toBe(before + 3)
    const ids = queue.get().items.map(({ state }) => (state.kind === 'stored' ? state.id : ''))
    expect(new Set(ids).size).toBe(3)
  })

  test('what never arrived is sent again, though an equal one is there', async () => {
    const before = await total()
    queue.add([spec('same', 'equal')])
    await settled(queue)
    proxy.add(CREATE, { kind: 'drop' }, 1)
    queue.add([spec('same', 'equal')])
    expect(await settled(queue)).toEqual(['stored', 'stored'])
    expect(await total()).toBe(before + 2)
  })

  test('a new version that lost its answer does not conflict with itself', async () => {
    queue.add([spec('v', 'first')])
    await settled(queue)
    const [first] = queue.get().items
    const id = first?.state.kind === 'stored' ? first.state.id : ''
    queue.clearFinished()
    proxy.add({ method: 'PUT', path: /./ }, { kind: 'drop', after: true }, 1)
    queue.add([spec('v', 'second', { target: { kind: 'version', id, ifMatch: '1' } })])
    await settled(queue)
    expect(queue.get().items[0]?.state).toMatchObject({
      kind: 'stored',
      id,
      versionId: '2',
      found: true,
    })
  })

  test('a conflict names the version in the way, and goes on top of it when told to', async () => {
    queue.add([spec('v', 'first')])
    await settled(queue)
    const [first] = queue.get().items
    const id = first?.state.kind === 'stored' ? first.state.id : ''
    queue.clearFinished()
    const target = { kind: 'version', id, ifMatch: '1' } as const
    queue.add([spec('v', 'theirs', { target })])
    await settled(queue)
    queue.clearFinished()
    queue.add([spec('v', 'mine', { target }), spec('other', 'goes on')])
    await settled(queue)
    await expect
      .poll(() => queue.get().items[0]?.state)
      .toMatchObject({ kind: 'conflict', remote: { kind: 'live', versionId: '2' } })
    expect(queue.get().items[1]?.state.kind).toBe('stored')
    queue.command(queue.get().items[0]?.key ?? '', { type: 'reapply', ifMatch: '2' })
    await settled(queue)
    expect(queue.get().items[0]?.state).toMatchObject({ kind: 'stored', versionId: '3' })
  })
})

describe('the queue on a server that gives no checksums', () => {
  let server: MinimalServer
  let proxy: FaultProxy
  beforeAll(async () => {
    server = await startMinimalServer()
    proxy = await startFaultProxy(server.url)
  })
  afterAll(async () => {
    await proxy.stop()
    await server.stop()
  })

  test(
    'compares what is stored itself, also after a broken answer',
    { timeout: 40_000 },
    async () => {
      run += 1
      const { api, queryClient } = connect(proxy.url, { token: () => server.token })
      const queue = createUploadQueue({
        actor: () => actorOf({ token: () => server.token }),
        apiFor: () => api,
        cacheFor: () => queryClient,
      })
      const org = server.organization
      queue.add([spec('a.txt', 'one', { org })])
      await settled(queue)
      expect(queue.get().items[0]?.state).toMatchObject({ kind: 'stored', verified: true })
      queue.clearFinished()

      proxy.add({ method: 'POST', path: /Binary$/ }, { kind: 'drop' }, 1)
      queue.add([spec('b.txt', 'another', { org })])
      expect(await settled(queue)).toEqual(['stored'])
      queue.clearFinished()

      proxy.add({ method: 'POST', path: /Binary$/ }, { kind: 'drop', after: true }, 1)
      queue.add([spec('c.txt', 'a third', { org })])
      expect(await settled(queue)).toEqual(['stored'])
      expect(queue.get().items[0]?.state).toMatchObject({ found: true, verified: true })
      expect(server.seen.filter((one) => one.startsWith('POST'))).toHaveLength(3)
    },
  )
})
