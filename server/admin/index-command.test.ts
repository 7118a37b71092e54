import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { filesNamed } from '#server/store/contract/words/word-steps.ts'
import { openStore } from '#server/store/open-store.ts'
import type { StorePlaces } from '#server/store/places.ts'
import type { Store } from '#server/store/store.ts'
import { startIndexer } from '#server/words/start-indexer.ts'
import { newSchema } from '#test/postgres.ts'
import { runAdmin } from './run-admin.ts'

const base = await mkdtemp(join(tmpdir(), 'binnacle-index-'))
afterAll(() => rm(base, { recursive: true }))

async function admin(
  data: string,
  args: string[],
  env: Record<string, string> = {},
  signal = new AbortController().signal,
) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await runAdmin(['index', ...args], {
    env: { BINNACLE_DATA: data, ...env },
    now: new Date(),
    out: (line) => out.push(line),
    note: (line) => err.push(line),
    signal,
  })
  return { code, out, err }
}

async function put(store: Store, organizationId: string, id: string, text: string) {
  const staged = await store.contents.stage(organizationId)
  await staged.write(Buffer.from(text))
  const content = await staged.keep()
  const fields = { resourceType: 'Binary' as const, contentType: 'text/plain' }
  const at = new Date().toISOString()
  const body = { fields, content }
  await store.binaries.commit({ organizationId, kind: 'update', id, author: 't', at, body })
  await staged.drop()
}

/** Two organizations, of which the first has two texts and one content that is not text. */
async function filled(): Promise<{ data: string; store: Store }> {
  const data = await mkdtemp(join(base, 'data-'))
  const store = await openStore(data)
  for (const id of ['a', 'b']) await store.organizations.add({ id, slug: `${id}-clinic`, name: id })
  await put(store, 'a', 'one', 'first words')
  await put(store, 'a', 'two', 'second words')
  await put(store, 'a', 'three', '\0\u0001\u0002\u0003\0\u0005')
  await put(store, 'b', 'one', 'other words')
  return { data, store }
}

test('without a server it reads what is left itself', async () => {
  const { data, store } = await filled()
  await store.close()
  const before = await admin(data, [])
  expect(before).toMatchObject({ code: 0, err: [] })
  expect(before.out[1]).toMatch(/^a-clinic +0 +0 +3 +0 +0$/)
  const after = await admin(data, ['--rebuild'])
  expect(after).toMatchObject({ code: 0, err: [] })
  expect(after.out[1]).toMatch(/^a-clinic +2 +0 +0 +1 +0$/)
  expect(after.out[2]).toMatch(/^b-clinic +1 +0 +0 +0 +0$/)
  expect(after.out.at(-1)).toMatch(/^The index takes /)
  const [line = ''] = (await admin(data, ['--json', '--organization', 'b-clinic'])).out
  expect(JSON.parse(line)).toMatchObject({ organization: 'b', indexed: 1, pending: 0 })
})

test('beside a server it waits until that has read all again', async () => {
  const { data, store } = await filled()
  const failures: unknown[] = []
  const indexer = startIndexer(data, (error) => failures.push(error))
  onTestFinished(async () => {
    await indexer.stop()
    await store.close()
  })
  const isDone = async () => {
    const state = await store.words.state('a')
    return state.kind === 'on' && state.pending === 0
  }
  while (!(await isDone())) await delay(20)
  for (const args of [['--rebuild'], ['--rebuild', '--organization', 'a-clinic']]) {
    const { code, out, err } = await admin(data, args)
    expect({ code, err }).toEqual({ code: 0, err: ['The server that is running reads them.'] })
    expect(out[1]).toMatch(/^a-clinic +2 +0 +0 +1 +0$/)
  }
  expect(await filesNamed(store, ['words'], 'a')).toHaveLength(2)
  expect(failures).toEqual([])
})

test('what is left is read at the next start', async () => {
  const { data, store } = await filled()
  onTestFinished(() => store.close())
  const first = startIndexer(data, () => undefined)
  await first.stop()
  const second = startIndexer(data, () => undefined)
  for (;;) {
    const state = await store.words.state('a')
    if (state.kind === 'on' && state.pending === 0) break
    await delay(20)
  }
  await second.stop()
  expect(await filesNamed(store, ['first'], 'a')).toHaveLength(1)
})

test('in PostgreSQL it reads beside servers that read as well', async () => {
  const url = await newSchema()
  const data = await mkdtemp(join(base, 'data-'))
  const places: StorePlaces = { folder: data, database: { kind: 'postgres', url } }
  const store = await openStore(places)
  onTestFinished(() => store.close())
  await store.organizations.add({ id: 'a', slug: 'a-clinic', name: 'a' })
  for (const id of ['one', 'two', 'three']) await put(store, 'a', id, `${id} words`)
  const failures: unknown[] = []
  const indexer = startIndexer(places, (error) => failures.push(error))
  const { code, out, err } = await admin(data, ['--rebuild'], { BINNACLE_DATABASE: url })
  expect({ code, err }).toEqual({ code: 0, err: [] })
  expect(out[1]).toMatch(/^a-clinic +3 +0 +0 +0 +0$/)
  expect(await filesNamed(store, ['words'], 'a')).toHaveLength(3)
  await indexer.stop()
  expect(failures).toEqual([])
})

test('switched off it says so', async () => {
  const { data, store } = await filled()
  await store.close()
  const { code, err } = await admin(data, [], { BINNACLE_CONTENT_INDEX: '0' })
  expect(code).toBe(1)
  expect(err.join()).toContain('BINNACLE_CONTENT_INDEX is 0')
})

test('Ctrl+C ends it, with or without a server, and the next one goes on', async () => {
  const { data, store } = await filled()
  const stopped = { code: 1, out: [], err: [expect.stringMatching(/^Stopped\./)] }
  expect(await admin(data, ['--rebuild'], {}, AbortSignal.abort())).toEqual(stopped)
  const indexer = startIndexer(data, () => undefined)
  await expect
    .poll(async () => (await admin(data, ['--rebuild'], {}, AbortSignal.abort())).err.length)
    .toBe(2)
  await indexer.stop()
  await store.close()
  expect((await admin(data, ['--rebuild'])).code).toBe(0)
})
