import { randomBytes } from 'node:crypto'
import { unlink, writeFile } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Binary, Bundle } from '#fhir/types.ts'
import type { PageEntry } from '#server/binaries/bundle.ts'
import { handingOut, testContents, type TestContents } from '#test/body-streams.ts'
import { bundleJson, type EntryContents } from './resource-stream.ts'

let store: TestContents

beforeAll(async () => {
  store = await testContents()
})

afterAll(() => store.remove())

describe('a Bundle', () => {
  const head: Bundle = { resourceType: 'Bundle', type: 'history', total: 4 }
  const plain: Pick<EntryContents, 'sending' | 'instead' | 'turn'> = {
    turn: () => nextTurn(),
    sending: () => undefined,
    instead: ({ fullUrl = '' }) => ({
      fullUrl,
      resource: { resourceType: 'OperationOutcome', issue: [] },
    }),
  }
  /** @param made told of each entry that is made */
  async function* entriesOf(entries: PageEntry[], made: () => void = () => undefined) {
    for (const entry of entries) {
      made()
      yield await Promise.resolve(entry)
    }
  }
  const read = async (entries: PageEntry[]) => {
    let sent = 0
    const chunks = bundleJson(
      { head, heaviest: 0, entries: entriesOf(entries) },
      { ...plain, contents: store.contents, sending: (bytes) => void (sent += bytes) },
    )
    return {
      json: JSON.parse(String(Buffer.concat(await Array.fromAsync(chunks)))) as unknown,
      sent,
    }
  }

  test('has the data of those entries that are to have it', async () => {
    const [first, second] = [randomBytes(100_000), randomBytes(5)]
    const entries: PageEntry[] = [
      {
        entry: { fullUrl: 'http://a', resource: { resourceType: 'Binary', id: 'a' }, search: {} },
        content: await store.put(first),
      },
      { entry: { resource: { resourceType: 'Binary', id: 'b' } } },
      {
        entry: { resource: { resourceType: 'Binary', id: 'c', language: 'é' } },
        content: await store.put(second),
      },
      { entry: { request: { method: 'DELETE', url: 'Binary/d' } } },
    ]
    const entry = entries.map((one) => structuredClone(one.entry)) as { resource: Binary }[]
    entry[0]!.resource.data = first.toString('base64')
    entry[2]!.resource.data = second.toString('base64')
    expect(await read(entries)).toStrictEqual({ json: { ...head, entry }, sent: 100_005 })
  })

  test('without entries', async () => {
    expect(await read([])).toStrictEqual({ json: head, sent: 0 })
  })

  test('makes each entry when it is its turn, and lets others be answered between them', async () => {
    let made = 0
    let turns = 0
    let watching = true
    const watch = () => {
      turns += 1
      if (watching) setImmediate(watch)
    }
    setImmediate(watch)
    const entry = { resource: { resourceType: 'Binary' as const, language: 'x'.repeat(100_000) } }
    const entries = Array.from({ length: 100 }, () => ({ entry }))
    let taken = 0
    const bundle = { head, heaviest: 0, entries: entriesOf(entries, () => (made += 1)) }
    for await (const chunk of bundleJson(bundle, { ...plain, contents: store.contents })) {
      taken += 1
      expect(chunk.length).toBeLessThan(200_000)
      expect(made).toBeLessThanOrEqual(taken)
    }
    watching = false
    expect(taken).toBe(101)
    expect(turns).toBeGreaterThanOrEqual(100)
  })

  test('reads a large entry in one turn, and writes it in others, piece by piece', async () => {
    const steps: string[] = []
    const entry = { resource: { resourceType: 'Binary' as const, language: 'x'.repeat(100_000) } }
    const entries = entriesOf([{ entry }, { entry }], () => steps.push('read'))
    const turn = async () => void steps.push('turn')
    const bundle = { head, heaviest: 100_000, entries }
    const chunks = bundleJson(bundle, { ...plain, turn, contents: store.contents })
    for await (const _ of chunks) steps.push('written')
    const each = ['read', 'turn', 'turn', 'written', 'turn']
    expect(steps).toEqual([...each, ...each, 'written'])
  })

  test('of which one is damaged and one missing has something else for these, and the rest', async () => {
    const all = [randomBytes(700_000), randomBytes(600_000), randomBytes(100), randomBytes(50)]
    const entries: PageEntry[] = []
    for (const [i, bytes] of all.entries()) {
      const resource = { resourceType: 'Binary' as const, id: String(i) }
      entries.push({ entry: { fullUrl: `http://${i}`, resource }, content: await store.put(bytes) })
    }
    await writeFile(store.path(entries[1]!.content!), randomBytes(600_000))
    await unlink(store.path(entries[3]!.content!))
    const instead = { resource: { resourceType: 'OperationOutcome', issue: [] } }
    const whole = (i: number) => ({
      fullUrl: `http://${i}`,
      resource: { resourceType: 'Binary', id: String(i), data: all[i]?.toString('base64') },
    })
    expect(await read(entries)).toStrictEqual({
      json: {
        ...head,
        entry: [
          whole(0),
          { fullUrl: 'http://1', ...instead },
          whole(2),
          { fullUrl: 'http://3', ...instead },
        ],
      },
      sent: 700_100,
    })
  })

  test('of large contents opens one at a time, as far as the reader has come', async () => {
    let opened = 0
    let open = 0
    const size = 3_000_000
    const contents = handingOut(store.contents, async function* () {
      opened += 1
      open += 1
      try {
        for (let i = 0; i < size; i += 100_000) yield await Promise.resolve(Buffer.alloc(100_000))
      } finally {
        open -= 1
      }
    })
    const content = { owner: 1, sha256: 'any', size }
    const entries = Array.from({ length: 500 }, (_, i) => ({
      entry: { resource: { resourceType: 'Binary' as const, id: String(i) } },
      content,
    }))
    let read = 0
    for await (const chunk of bundleJson(
      { head, heaviest: 0, entries: entriesOf(entries) },
      { ...plain, contents },
    )) {
      read += chunk.length
      expect(open).toBeLessThanOrEqual(1)
      if (read > 10_000_000) break
    }
    expect(open).toBe(0)
    expect(opened).toBeLessThan(5)
  })
})
