import { describe, expect, test } from 'vitest'
import { BadCursor } from '../errors.ts'
import type { OpenStore } from './support.ts'
import { create, instant, openFilled, remove, update, walk } from './support.ts'

export function describeHistories(open: OpenStore): void {
  /** Sequences 1 to 6 in seconds 1 to 6. */
  const filled = async () => {
    const store = await openFilled(open)
    const changes = [create('a'), create('b'), update('a'), remove('b'), update('b'), update('a')]
    for (const [index, change] of changes.entries())
      await store.binaries.commit({ ...change, at: instant((index + 1) * 1000) })
    await store.binaries.commit(create('a', { organizationId: 'there', at: instant(9000) }))
    return store
  }
  const all = ['a/3', 'b/3', 'b/2', 'a/2', 'b/1', 'a/1']

  describe('a history', () => {
    test.each([1, 2, 3, 5, 6, 7])('is whole in pages of %i', async (count) => {
      const { binaries } = await filled()
      const type = await walk((cursor) =>
        binaries.typeHistory('here', { count, ...(cursor !== undefined && { cursor }) }),
      )
      expect(type.labels).toEqual(all)
      expect(new Set(type.totals)).toEqual(new Set([6]))
      const instance = await walk((cursor) =>
        binaries.instanceHistory('here', 'a', { count, ...(cursor !== undefined && { cursor }) }),
      )
      expect(instance.labels).toEqual(['a/3', 'a/2', 'a/1'])
      expect(instance.totals).toHaveLength(Math.ceil(3 / count))
    })

    test.each([
      [instant(0), 6],
      [instant(3000), 4],
      ['2026-11-22T13:00:03+01:00', 4],
      [instant(3001), 3],
      [instant(6000), 1],
      [instant(6001), 0],
    ])('since %s has %i', async (since, total) => {
      const { binaries } = await filled()
      const request = { count: 2, since }
      const { labels } = await walk((cursor) =>
        binaries.typeHistory('here', { ...request, ...(cursor !== undefined && { cursor }) }),
      )
      expect(labels).toEqual(all.slice(0, total))
      expect((await binaries.typeHistory('here', { ...request, count: 0 })).total).toBe(total)
      const ofA = labels.filter((text) => text.startsWith('a'))
      const instance = await binaries.instanceHistory('here', 'a', { ...request, count: 9 })
      expect(instance).toMatchObject({ total: ofA.length })
    })

    test('of none answers the total alone', async () => {
      const { binaries } = await filled()
      expect(await binaries.typeHistory('here', { count: 0 })).toEqual({ versions: [], total: 6 })
    })

    test('of what never was is not a history, of an empty organization an empty one', async () => {
      const { binaries } = await filled()
      expect(await binaries.instanceHistory('there', 'b', { count: 5 })).toBeUndefined()
      expect(await binaries.instanceHistory('nowhere', 'a', { count: 5 })).toBeUndefined()
      const none = { versions: [], total: 0 }
      expect(await binaries.typeHistory('nowhere', { count: 5 })).toEqual(none)
    })

    test('takes only its own cursors', async () => {
      const { binaries } = await filled()
      const { next: cursor = '' } = await binaries.typeHistory('here', { count: 1 })
      const instance = await binaries.instanceHistory('here', 'a', { count: 1 })
      const tampered = cursor.replace(/^./, (digit) => (digit === '1' ? '2' : '1'))
      for (const wrong of [tampered, instance?.next ?? '', `${cursor}A`, '', '.', 'x.y', '6.2.1.'])
        await expect(binaries.typeHistory('here', { count: 1, cursor: wrong })).rejects.toThrow(
          BadCursor,
        )
      const request = { count: 1, cursor }
      await expect(binaries.typeHistory('there', request)).rejects.toThrow(BadCursor)
      await expect(binaries.instanceHistory('here', 'a', request)).rejects.toThrow(BadCursor)
      const since = instant(0)
      await expect(binaries.typeHistory('here', { ...request, since })).rejects.toThrow(BadCursor)
      expect((await binaries.typeHistory('here', request)).versions).toHaveLength(1)
    })
  })
}
