import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { csvCell } from '#lib/text/csv-line.ts'
import { itemOf, passing } from '#test/upload-items.ts'
import { createStore } from '#ui/store.ts'
import type { ItemState, UploadItem } from '../queue/item.ts'
import { totalsOf } from '../queue/totals.ts'
import { beginSaying, nextAnnouncement } from './announcement.ts'
import { countdownWords } from './Countdown.tsx'
import { slowed } from './drawn-queue.ts'
import { reportOf } from './report.ts'
import { shownItems } from './UploadFilter.tsx'

const stored: ItemState = { kind: 'stored', id: 'x', versionId: '2', verified: true, found: false }

function batch(storedCount: number, all: number): UploadItem[] {
  return Array.from({ length: all }, (_, at) =>
    itemOf(`f${at}`, at < storedCount ? stored : { kind: 'waiting' }),
  )
}

describe('what is spoken of the uploads', () => {
  /** All that is said while the lists come one after the other. */
  const spoken = (lists: readonly UploadItem[][]) => {
    let said = beginSaying(totalsOf([]))
    return lists.flatMap((items) => {
      const next = nextAnnouncement(said, totalsOf(items))
      said = next.said
      return next.words ?? []
    })
  }

  test('is four sentences, however many files there are', () => {
    const lists = Array.from({ length: 1_001 }, (_, done) => batch(done, 1_000))
    expect(spoken(lists)).toEqual([
      '25 % uploaded, 750 files to go',
      '50 % uploaded, 500 files to go',
      '75 % uploaded, 250 files to go',
      '1,000 files uploaded',
    ])
  })

  test('is never the same quarter twice for one batch, and always its end', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 19 }), { maxLength: 40 }), (counts) => {
        const words = spoken([...[0, ...counts].map((done) => batch(done, 20)), batch(20, 20)])
        expect(new Set(words).size).toBe(words.length)
        expect(words.at(-1)).toBe('20 files uploaded')
        expect(words.length).toBeLessThanOrEqual(4)
      }),
    )
  })

  test('begins anew with files that are added', () => {
    expect(spoken([batch(0, 4), batch(2, 4), batch(2, 40), batch(12, 40), batch(40, 40)])).toEqual([
      '50 % uploaded, 2 files to go',
      '25 % uploaded, 28 files to go',
      '40 files uploaded',
    ])
  })
})

describe('the report', () => {
  const lines = async (items: UploadItem[]) => {
    const text = await (await reportOf(items, () => Promise.resolve())).text()
    return text.split('\r\n')
  }

  test('has a row for each upload', async () => {
    const [head, first, second, end] = await lines([
      itemOf('a, "b".pdf', stored, {
        folder: 'scans / 2026',
        startedAt: '2026-11-22T10:00:00.000Z',
      }),
      itemOf('c.pdf', { kind: 'failed', failure: passing }),
    ])
    expect(head).toBe('Name,Folder,Size in bytes,SHA-256,State,Id,Version,When,Problem')
    expect(first).toBe(
      '"a, ""b"".pdf",scans / 2026,1000,,Stored and verified,x,2,2026-11-22T10:00:00.000Z,',
    )
    expect(second).toBe('c.pdf,,1000,,Failed,,,,The server failed. Try again.')
    expect(end).toBe('')
  })

  test('begins with the mark by which Excel knows UTF-8', async () => {
    const bytes = await (await reportOf([], () => Promise.resolve())).bytes()
    expect(bytes.slice(0, 3).toHex()).toBe('efbbbf')
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '\r1', '＝1', '|x', '%x', '\n=1'])(
    'lets no name be a formula: %j',
    (name) => {
      expect(csvCell(name).startsWith(`"'`)).toBe(true)
    },
  )

  test('gives every text back as it was, but for the mark before a formula', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const written = csvCell(text)
        const read = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written
        expect([text, `'${text}`]).toContain(read)
        if (!written.startsWith('"')) expect(written).not.toMatch(/[",\r\n]/)
      }),
    )
  })
})

describe('the list', () => {
  test('shows what is asked for', () => {
    const items = [
      itemOf('a', stored),
      itemOf('b', { kind: 'missing' }),
      itemOf('c', { kind: 'resting', until: 0, failure: passing, tries: 1 }),
      itemOf('d', { kind: 'failed', failure: passing }),
      itemOf('e', { kind: 'saving' }),
    ]
    const names = (shown: Parameters<typeof shownItems>[1]) =>
      shownItems(items, shown).map(({ name }) => name)
    expect(names('all')).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(names('needs-you')).toEqual(['b'])
    expect(names('waiting')).toEqual(['c'])
    expect(names('failed')).toEqual(['d'])
    expect(names('active')).toEqual(['e'])
    expect(names('stored')).toEqual(['a'])
  })

  test('of many begins with what runs or needs attention, and loses none', () => {
    const items = [...batch(300, 600), itemOf('z', { kind: 'saving' })]
    const shown = shownItems(items, 'all')
    expect(shown.slice(0, 2).map(({ name }) => name)).toEqual(['z', 'f300'])
    expect(new Set(shown)).toEqual(new Set(items))
  })
})

test('what changes often is told of at once, and then at most every hundred milliseconds', () => {
  vi.useFakeTimers()
  const source = createStore(0)
  const slow = slowed(source, () => 100)
  let told = 0
  const stop = slow.subscribe(() => (told += 1))
  for (let at = 1; at <= 1_000; at += 1) {
    source.set(at)
    vi.advanceTimersByTime(1)
  }
  vi.advanceTimersByTime(100)
  expect(slow.get()).toBe(1_000)
  expect(told).toBeLessThanOrEqual(12)
  expect(told).toBeGreaterThanOrEqual(10)
  stop()
  source.set(5)
  expect(slow.get()).toBe(5)
  vi.useRealTimers()
})

test('a countdown never goes below now, and minutes follow seconds', () => {
  expect([-5_000, 0, 1, 12_000, 99_000, 100_000, 3_600_000].map(countdownWords)).toEqual([
    'Tries again now',
    'Tries again now',
    'Tries again in 1 s',
    'Tries again in 12 s',
    'Tries again in 99 s',
    'Tries again in 2 min',
    'Tries again in 60 min',
  ])
})
