import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONTENT_EXTENSION } from '#fhir/binary.ts'
import { KINDS } from '#formats/kinds.ts'
import { rowOf, type BinaryRow } from '../list/rows.ts'
import { NO_NARROWING, type Narrowing } from '../search/search-view.ts'
import { createNarrower, dateBuckets, SIZE_BUCKETS, toggled } from './filters.ts'

const NOW = new Date(2026, 10, 22, 15, 30)
const BUCKETS = dateBuckets(NOW)

describe('what stays', () => {
  test.each<[string, Partial<Narrowing>, string[]]>([
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
  ])('%s', (_, narrowing, expected) => {
    expect(stay(SAMPLE, { ...NO_NARROWING, ...narrowing })).toEqual(expected)
  })
})

test('counts tell what each choice would show beside the others', () => {
  const narrower = createNarrower({ ...NO_NARROWING, kinds: ['text'] }, BUCKETS)
  for (const one of SAMPLE) narrower.take(one)
  const counts = narrower.counts()
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
    fc.property(fc.array(anyRow, { maxLength: 40 }), anyNarrowing, (rows, narrowing) => {
      const narrower = createNarrower(narrowing, BUCKETS)
      rows.forEach((row) => narrower.take(row))
      const counts = narrower.counts()
      for (const kind of KINDS) {
        const chosen = stay(rows, { ...narrowing, kinds: [kind] })
        expect(counts.kinds.get(kind) ?? 0).toBe(chosen.length)
      }
      for (const code of ['', 'de', 'en']) {
        const chosen = stay(rows, { ...narrowing, languages: [code] })
        expect(counts.languages.get(code) ?? 0).toBe(chosen.length)
      }
      SIZE_BUCKETS.forEach(({ range }, index) => {
        expect(counts.sizes[index]).toBe(stay(rows, { ...narrowing, size: range }).length)
      })
      BUCKETS.forEach(({ range }, index) => {
        expect(counts.dates[index]).toBe(stay(rows, { ...narrowing, updated: range }).length)
      })
    }),
  )
})

test('counting on from earlier counts is counting all at once', () => {
  fc.assert(
    fc.property(fc.array(anyRow), fc.array(anyRow), anyNarrowing, (first, second, narrowing) => {
      const whole = createNarrower(narrowing, BUCKETS)
      for (const one of [...first, ...second]) whole.take(one)
      const early = createNarrower(narrowing, BUCKETS)
      for (const one of first) early.take(one)
      const late = createNarrower(narrowing, BUCKETS, early.counts())
      for (const one of second) late.take(one)
      expect(late.counts()).toEqual(whole.counts())
    }),
  )
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

function stay(rows: readonly BinaryRow[], narrowing: Narrowing): string[] {
  const narrower = createNarrower(narrowing, BUCKETS)
  return rows.filter((one) => narrower.take(one)).map(({ id }) => id)
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
      language: fc.constantFrom('de', 'EN'),
      size: fc.nat({ max: 2e8 }),
      updated: fc.date({ min: new Date(2024, 0), max: NOW, noInvalidDate: true }),
    },
    { requiredKeys: [] },
  )
  .map((parts) => row('any', parts))

const anyNarrowing: fc.Arbitrary<Narrowing> = fc.record({
  kinds: fc.subarray<'text' | 'pdf' | 'image'>(['text', 'pdf', 'image']),
  languages: fc.subarray(['', 'de', 'en']),
  size: fc.constantFrom(undefined, ...SIZE_BUCKETS.map(({ range }) => range)),
  updated: fc.constantFrom(undefined, ...BUCKETS.map(({ range }) => range)),
})
