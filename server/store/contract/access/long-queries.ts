import { createHash } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { UnknownOrganization } from '../../errors.ts'
import type { LongQueryKey, Store } from '../../store.ts'
import type { SharedData } from '../shared.ts'
import type { OpenStore } from '../support.ts'
import { here, openFilled } from '../support.ts'

const SIZE = 20_000
const ROOM = 100_000

const long = (name: string) => `_id=${name.repeat(SIZE).slice(0, SIZE - 4)}`
const keyOf = (query: string, { subject = 'ada', organizationId = 'here' } = {}): LongQueryKey => ({
  organizationId,
  subject,
  name: createHash('sha256').update(query).digest('hex'),
})

/** Keeps it as of this moment, in milliseconds. */
const keep = (
  { longQueries }: Store,
  query: string,
  now: number,
  asker: { subject?: string; organizationId?: string } = {},
) => longQueries.keep(keyOf(query, asker), query, { now, most: ROOM })

export function describeLongQueries(open: OpenStore): void {
  describe('long queries', () => {
    test('are found by whom they are of, and by nobody else', async () => {
      const store = await openFilled(open)
      const query = long('äa')
      await keep(store, query, 5)
      expect(await store.longQueries.find(keyOf(query))).toEqual({ query, used: 5 })
      expect(await store.longQueries.used(keyOf(query))).toBe(5)
      for (const other of [{ subject: 'bob' }, { organizationId: 'there' }, { subject: '' }]) {
        expect(await store.longQueries.find(keyOf(query, other))).toBeUndefined()
        expect(await store.longQueries.used(keyOf(query, other))).toBeUndefined()
      }
      expect(await store.longQueries.find(keyOf(long('b')))).toBeUndefined()
    })

    test('say when they were used last, and never earlier', async () => {
      const store = await openFilled(open)
      for (const now of [5, 9, 7]) await keep(store, long('a'), now)
      expect(await store.longQueries.find(keyOf(long('a')))).toEqual({ query: long('a'), used: 9 })
    })

    test('are none of an organization that is not there', async () => {
      const store = await openFilled(open)
      await expect(keep(store, long('a'), 1, { organizationId: 'nowhere' })).rejects.toThrow(
        UnknownOrganization,
      )
    })

    test('go when there is no room, the one that was not used for the longest first', async () => {
      const store = await openFilled(open)
      const names = ['a', 'b', 'c', 'd', 'e']
      for (const [at, name] of names.entries()) await keep(store, long(name), at)
      await keep(store, long('a'), 10)
      await keep(store, long('f'), 11)
      const found = await Promise.all(
        [...names, 'f'].map((name) => store.longQueries.used(keyOf(long(name)))),
      )
      expect(found).toEqual([10, undefined, 2, 3, 4, 11])
    })

    test('of one are never pushed out by what others ask', async () => {
      const store = await openFilled(open)
      await keep(store, long('a'), 1)
      for (let at = 0; at < 12; at += 1)
        await keep(store, long(`of ${at}`), 2 + at, { subject: 'bob' })
      for (let at = 0; at < 12; at += 1)
        await keep(store, long('a'), 20 + at, { subject: `${at}`, organizationId: 'there' })
      expect(await store.longQueries.used(keyOf(long('a')))).toBe(1)
    })

    test('are removed when nobody has used them for long', async () => {
      const store = await openFilled(open)
      await keep(store, long('a'), 1000)
      await keep(store, long('b'), 2000)
      await store.longQueries.expire(2000)
      expect(await store.longQueries.used(keyOf(long('a')))).toBeUndefined()
      expect(await store.longQueries.used(keyOf(long('b')))).toBe(2000)
    })
  })
}

/** What two processes on the same data see of each other. */
export function describeSharedLongQueries(name: string, share: () => Promise<SharedData>): void {
  test(`${name}, used by two processes: knows a long query at both, within one bound`, async () => {
    const { open } = await share()
    const [one, other] = [await open(), await open()]
    onTestFinished(() => one.close())
    onTestFinished(() => other.close())
    await one.organizations.add(here)
    await keep(one, long('a'), 1)
    expect(await other.longQueries.find(keyOf(long('a')))).toEqual({ query: long('a'), used: 1 })
    const names = Array.from({ length: 12 }, (_, at) => `b${at}`)
    await Promise.all(
      names.map((text, at) => keep(at % 2 ? one : other, long(text), 2 + at, { subject: 'bob' })),
    )
    const found = await Promise.all(
      names.map((text) => one.longQueries.used(keyOf(long(text), { subject: 'bob' }))),
    )
    expect(found.filter((used) => used !== undefined)).toHaveLength(4)
    expect(await other.longQueries.used(keyOf(long('a')))).toBe(1)
    // Both remember the same at the same time.
    await Promise.all([one, other, one, other].map((store) => keep(store, long('c'), 50)))
    expect(await one.longQueries.used(keyOf(long('c')))).toBe(50)
  })
}
