import fc from 'fast-check'
import { expect, test } from 'vitest'
import { itemOf, passing } from '#test/upload-items.ts'
import { fileOf } from '#test/upload-items.ts'
import { countedIn, panelWords, summaryOf } from '../panel/announcement.ts'
import { factsOf, type ItemState, type UploadItem } from './item.ts'
import { totalsOf } from './totals.ts'

const share = fc.double({ min: 0, max: 1, noNaN: true })

const anyState: fc.Arbitrary<(size: number) => ItemState> = fc.oneof(
  fc
    .constantFrom<ItemState>(
      { kind: 'waiting' },
      { kind: 'checking' },
      { kind: 'saving' },
      { kind: 'paused' },
      { kind: 'missing' },
      { kind: 'unsure' },
      { kind: 'cancelled' },
      { kind: 'conflict', remote: { kind: 'unknown' } },
      { kind: 'failed', failure: passing },
      { kind: 'resting', until: 5, failure: passing, tries: 1 },
      { kind: 'stored', id: 'x', versionId: '1', verified: true, found: false },
    )
    .map((state) => () => state),
  share.map((part) => (size: number): ItemState => ({
    kind: 'sending',
    loaded: Math.floor(part * size),
    total: size,
    samples: [],
  })),
)

const anyItem = fc
  .record({ size: fc.integer({ min: 0, max: 2 ** 40 }), state: anyState })
  .map(({ size, state }): UploadItem => {
    const file = fileOf('a', size)
    return itemOf('a', state(size), { file, facts: factsOf(file) })
  })

test('count every file in exactly one group, whatever its state', () => {
  fc.assert(
    fc.property(fc.array(anyItem), (items) => {
      const { groups } = totalsOf(items)
      expect(Object.values(groups).reduce((sum, one) => sum + one, 0)).toBe(items.length)
      expect(countedIn(totalsOf(items))).toBe(items.length - groups.cancelled)
    }),
  )
})

test('never have sent more than there is, nor everything before the last answer', () => {
  fc.assert(
    fc.property(fc.array(anyItem), (items) => {
      const { sent, bytes, done, work, share: all, pending } = totalsOf(items)
      for (const figure of [sent, bytes, done, work, all]) {
        expect(Number.isFinite(figure)).toBe(true)
        expect(figure).toBeGreaterThanOrEqual(0)
      }
      expect(sent).toBeLessThanOrEqual(bytes)
      expect(done).toBeLessThanOrEqual(work)
      if (pending > 0) expect(all).toBeLessThan(1)
    }),
  )
})

test('grow when more of a file has gone', () => {
  fc.assert(
    fc.property(fc.array(anyItem), share, share, (rest, one, other) => {
      const at = (part: number) =>
        totalsOf([
          ...rest,
          itemOf('a', {
            kind: 'sending',
            loaded: Math.floor(part * 1_000),
            total: 1_000,
            samples: [],
          }),
        ]).share
      expect(at(Math.min(one, other))).toBeLessThanOrEqual(at(Math.max(one, other)))
    }),
  )
})

test('are told in thousands that can be read', () => {
  const items = Array.from({ length: 5_000 }, (_, at) =>
    itemOf(`f${at}`, at < 1_204 ? { kind: 'failed', failure: passing } : { kind: 'waiting' }),
  )
  expect(panelWords(totalsOf(items), undefined)).toBe('0 of 5,000 done · 1,204 failed · 0 %')
  expect(summaryOf(totalsOf(items))).toBe('3,796 files to go, 1,204 failed')
})
