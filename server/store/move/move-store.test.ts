import { afterAll, beforeAll, expect, test } from 'vitest'
import { change, dump, fill, move, newPlaces, withStore, type Kind } from '#test/moved-stores.ts'
import { startS3, type TestS3 } from '#test/s3.ts'
import { rounds, seeded, timeFor } from '#test/torture.ts'
import { openSharedStore, openStore } from '../open-store.ts'
import type { Store } from '../store.ts'

let s3: TestS3
beforeAll(async () => void (s3 = await startS3()))
afterAll(() => s3.stop())

const places = (kind: Kind) => newPlaces(kind, s3)

const KINDS: Kind[] = ['sqlite + folder', 'sqlite + s3', 'postgres + folder', 'postgres + s3']

/** All numbers go on behind those that were moved. */
async function goesOn(store: Store, before: Awaited<ReturnType<typeof dump>>): Promise<void> {
  const [newest] = before.each[1]?.versions ?? []
  if (!newest) throw new Error('There is none.')
  const { organizationId, id, sequence } = newest
  const at = new Date().toISOString()
  const body = { fields: { resourceType: 'Binary' as const, contentType: 'a/b', language: 'de' } }
  const change = { kind: 'update' as const, organizationId, id, author: 'a', at, body }
  const committed = await store.binaries.commit(change)
  expect(committed).toMatchObject({ version: { id, sequence: sequence + 1 } })
  await store.organizations.add({ id: 'new', slug: 'new', name: 'New' })
  expect((await store.binaries.typeHistory('new', { count: 5 })).total).toBe(0)
  const record = { at, requestId: '', interaction: 'read', status: 200, duration: 1, bytes: 0 }
  await store.audit.appendNow({ ...record, organization: 'new' })
  expect((await store.audit.list({ organization: 'new', count: 5 })).records).toHaveLength(1)
  const { records } = await store.audit.list({ count: 1e5 })
  expect(records.slice(1)).toEqual(before.audit)
}

/** From each to another one, with both pairs of the same database; all of them where there is time. */
const SOME: [Kind, Kind][] = [
  ['sqlite + folder', 'postgres + s3'],
  ['postgres + s3', 'sqlite + folder'],
  ['sqlite + s3', 'postgres + folder'],
  ['postgres + folder', 'sqlite + s3'],
  ['sqlite + folder', 'sqlite + s3'],
  ['postgres + s3', 'postgres + folder'],
]
const DIRECTIONS =
  rounds(1) === 1 ? SOME : KINDS.flatMap((from) => KINDS.map((to): [Kind, Kind] => [from, to]))

/** A link that signs in at the old place. */
const CODE = 'ab'.repeat(32)

test.each(DIRECTIONS)(
  'moves all from %s to %s, and goes on there',
  timeFor(30_000),
  async (from, to) => {
    const [source, target] = [await places(from), await places(to)]
    const before = await withStore(source, async (store) => {
      await fill(store, seeded(`${from} ${to}`), 60)
      await store.codes.keep(
        { hash: CODE, maker: 'link', expires: Date.now() + 60_000 },
        Date.now(),
      )
      return dump(store)
    })
    const moved = await move(source, target)
    expect(moved).toMatchObject({ organizations: 3, tokens: 2, faults: [] })
    expect(moved.versions).toBe(before.each.flatMap(({ versions }) => versions).length)
    expect(moved.records).toBe(before.audit.length)
    expect(await withStore(source, dump)).toEqual(before)
    await withStore(target, async (store) => {
      expect(await dump(store)).toEqual(before)
      expect((await store.contents.collect()).files).toBe(0)
      expect(await store.codes.claim(CODE, Date.now())).toBeUndefined()
      await goesOn(store, before)
    })
  },
)

const SAMPLE: [Kind, Kind][] = [
  ['sqlite + folder', 'postgres + s3'],
  ['postgres + folder', 'sqlite + folder'],
]

test.each(SAMPLE)(
  'goes on wherever it was stopped, from %s to %s',
  timeFor(30_000),
  async (from, to) => {
    const random = seeded(from)
    const [source, target] = [await places(from), await places(to)]
    const before = await withStore(source, async (store) => {
      await fill(store, random, 40)
      return dump(store)
    })
    const moving = (steps: number) => {
      const stop = new AbortController()
      let left = steps
      return move(source, target, {
        signal: stop.signal,
        tell: () => {
          left -= 1
          if (left <= 0) stop.abort()
        },
      })
    }
    for (let round = 0; round < rounds(3); round += 1) {
      await expect(moving(1 + random.int(12))).rejects.toThrow('aborted')
      await expect(openStore(target)).rejects.toThrow('is not finished')
      await expect(openSharedStore(target, { make: false })).rejects.toThrow('is not finished')
      await expect(move(target, await places('sqlite + folder'))).rejects.toThrow('not finished')
    }
    // What changes in between is moved, too.
    const later = await withStore(source, async (store) => {
      await change(store, random, new Date().toISOString())
      await change(store, random, new Date().toISOString())
      return dump(store)
    })
    expect(later).not.toEqual(before)
    await move(source, target)
    expect(await withStore(target, dump)).toEqual(later)
    await expect(move(source, target)).rejects.toThrow('not empty')
    expect(await withStore(target, dump)).toEqual(later)
  },
)
