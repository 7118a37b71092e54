import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONTENT_EXTENSION } from '#fhir/binary/binary.ts'
import { KINDS } from '#formats/kinds.ts'
import { rowOf, type BinaryRow } from '../list/rows.ts'
import { NO_FILTERS, type RowFilters } from '../search/search-view.ts'
import { createRowFilter, dateBuckets, SIZE_BUCKETS, toggled } from './filters.ts'

const NOW = new Date(2026, 10, 22, 15, 30)
const BUCKETS = dateBuckets(NOW)

describe('what stays', () => {
  test.each<[string, Partial<RowFilters>, string[]]>([
    ['nothing asked', {}, ['letter', 'scan', 'blob']],
    ['a kind', { kinds: ['text'] }, ['letter']],
    ['two kinds', { kinds: ['text', 'pdf'] }, ['letter', 'scan']],
    ['a language, without regard to case', { languages: ['de'] }, ['letter']],
    ['those without a language', { languages: [''] }, ['scan', 'blob']],
    ['a size from', { size: { min: 1000 } }, ['scan']],
    ['a size below, its end left out', { size: { max: 1000 } }, ['letter']],
    ['a day', { updated: { from: '2026-11-22', to: '2026-11-22' } }, ['letter']],
    ['up to a day', { updated: { to: '2026-11-21' } }, ['scan']],
    ['all at once', { kinds: ['text'], languages: ['de'], size: { min: 999 } }, ['letter']],
    ['a contradiction', { kinds: ['pdf'], languages: ['de'] }, []],
  ])('%s', (_, filters, expected) => {
    expect(stay(SAMPLE, { ...NO_FILTERS, ...filters })).toEqual(expected)
  })
})

test('counts tell what each choice would show beside the others', () => {
  const rowFilter = createRowFilter({ ...NO_FILTERS, kinds: ['text'] }, BUCKETS)
  for (const one of SAMPLE) rowFilter.add(one)
  const counts = rowFilter.counts()
  // The kinds as if no kind were chosen, the rest under "text".
  expect([...counts.kinds]).toEqual([
    ['text', 1],
    ['pdf', 1],
    ['other', 1],
  ])
  expect([...counts.languages]).toEqual([['de', 1]])
  expect(counts.sizes).toEqual([1, 0, 0, 0, 0, 0])
  expect(counts.dates).toEqual([1, 1, 1, 1, 0])
})

test('a count is always what choosing it would show', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 40 }), anyFilters, (rows, filters) => {
      const rowFilter = createRowFilter(filters, BUCKETS)
      rows.forEach((row) => rowFilter.add(row))
      const counts = rowFilter.counts()
      for (const kind of KINDS) {
        const chosen = stay(rows, { ...filters, kinds: [kind] })
        expect(counts.kinds.get(kind) ?? 0).toBe(chosen.length)
      }
      for (const code of ['', 'de', 'en']) {
        const chosen = stay(rows, { ...filters, languages: [code] })
        expect(counts.languages.get(code) ?? 0).toBe(chosen.length)
      }
      SIZE_BUCKETS.forEach(({ range }, index) => {
        expect(counts.sizes[index]).toBe(stay(rows, { ...filters, size: range }).length)
      })
      BUCKETS.forEach(({ range }, index) => {
        expect(counts.dates[index]).toBe(stay(rows, { ...filters, updated: range }).length)
      })
    }),
  )
})

test('counting on from earlier counts is counting all at once', () => {
  fc.assert(
    fc.property(fc.array(anyRow), fc.array(anyRow), anyFilters, (first, second, filters) => {
      const whole = createRowFilter(filters, BUCKETS)
      for (const one of [...first, ...second]) whole.add(one)
      const early = createRowFilter(filters, BUCKETS)
      for (const one of first) early.add(one)
      const late = createRowFilter(filters, BUCKETS, early.counts())
      for (const one of second) late.add(one)
      expect(late.counts()).toEqual(whole.counts())
    }),
  )
})

test('a language finds its regional kinds, and a regional one only itself', () => {
  const rows = ['de', 'de-CH', 'de-CH-1996', 'den', 'en'].map((language) =>
    row(language, { language }),
  )
  const of = (code: string) => stay(rows, { ...NO_FILTERS, languages: [code] })
  expect(of('de')).toEqual(['de', 'de-CH', 'de-CH-1996'])
  expect(of('de-ch')).toEqual(['de-CH', 'de-CH-1996'])
  const rowFilter = createRowFilter(NO_FILTERS, BUCKETS)
  for (const one of rows) rowFilter.add(one)
  expect(rowFilter.counts().languages.get('de')).toBe(3)
})

test('the size buckets leave no gap', () => {
  SIZE_BUCKETS.slice(1).forEach(({ range }, index) => {
    expect(range.min).toBe(SIZE_BUCKETS[index]?.range.max)
  })
})

test('"Older" ends where "Last 365 days" begins', () => {
  const [, , , year, older] = BUCKETS
  expect(year?.range.from).toBe('2025-11-23')
  expect(older?.range.to).toBe('2025-11-22')
})

test('toggling twice changes nothing', () => {
  expect(toggled(['a'], 'b')).toEqual(['a', 'b'])
  expect(toggled(['a', 'b'], 'b')).toEqual(['a'])
})

function stay(rows: readonly BinaryRow[], filters: RowFilters): string[] {
  const rowFilter = createRowFilter(filters, BUCKETS)
  return rows.filter((one) => rowFilter.add(one)).map(({ id }) => id)
}

interface Parts {
  contentType?: string
  language?: string
  size?: number
  updated?: Date
}

function row(id: string, parts: Parts): BinaryRow {
  const { size, updated, ...rest } = parts
  const made = rowOf({
    resourceType: 'Binary',
    id,
    ...rest,
    ...(updated && { meta: { lastUpdated: updated.toISOString() } }),
    ...(size !== undefined && {
      _data: { extension: [{ url: CONTENT_EXTENSION, valueAttachment: { size } }] },
    }),
  })
  if (!made) throw new Error('no row')
  return made
}

const SAMPLE = [
  row('letter', {
    contentType: 'text/plain; charset=utf-8',
    language: 'DE',
    size: 999,
    updated: NOW,
  }),
  row('scan', {
    contentType: 'application/pdf',
    size: 5e6,
    updated: new Date(2026, 10, 21, 23, 59),
  }),
  row('blob', {}),
]

const anyRow = fc
  .record(
    {
      contentType: fc.constantFrom('text/plain', 'application/pdf', 'image/png', 'x/y'),
      language: fc.constantFrom('de', 'EN', 'de-CH'),
      size: fc.nat({ max: 2e8 }),
      updated: fc.date({ min: new Date(2024, 0), max: NOW, noInvalidDate: true }),
    },
    { requiredKeys: [] },
  )
  .map((parts) => row('any', parts))

const anyFilters: fc.Arbitrary<RowFilters> = fc.record({
  kinds: fc.subarray<'text' | 'pdf' | 'image'>(['text', 'pdf', 'image']),
  languages: fc.subarray(['', 'de', 'en']),
  size: fc.constantFrom(undefined, ...SIZE_BUCKETS.map(({ range }) => range)),
  updated: fc.constantFrom(undefined, ...BUCKETS.map(({ range }) => range)),
})
