import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isResourceId } from '#fhir/ids.ts'
import { KINDS } from '#formats/kinds.ts'
import { decodeView, encodeView, normalList, writeDates } from './search-codec.ts'
import { COLUMN_IDS, NO_FILTERS, PLAIN_VIEW, type SearchView } from './search-view.ts'

describe('the address of a view', () => {
  test('the plain list has a bare address', () => {
    expect(encodeView(PLAIN_VIEW)).toBe('')
    expect(decodeView('')).toEqual({ view: PLAIN_VIEW, problems: [] })
  })

  test('reads like what it means', () => {
    expect(
      encodeView({
        ids: ['a', 'b.2'],
        language: 'de,en-US',
        more: { find: 'discharge 3310', _lastUpdated: '2026-05-01..' },
        method: 'GET',
        filters: {
          kinds: ['pdf', 'text'],
          languages: ['', 'de'],
          size: { min: 1000 },
          updated: { from: '2026-05-01', to: '2026-05-31' },
        },
        sort: { column: 'size', direction: 'desc' },
        layout: 'gallery',
        open: 'x-1',
      }),
    ).toBe(
      '?_id=a,b.2&_language=de,en-US&find=discharge+3310&_lastUpdated=2026-05-01..&method=get&kind=pdf&kind=text&lang=&lang=de&size=1000..' +
        '&updated=2026-05-01..2026-05-31&sort=-size&view=gallery&open=x-1',
    )
  })

  test('keeps thousands of ids out of the request line of a reload', () => {
    const ids = Array.from({ length: 1000 }, (_, n) => `3f2b8c1e-0000-4000-8000-${n}`)
    const [search = '', hash = ''] = encodeView({ ...PLAIN_VIEW, ids, language: 'de' }).split('#')
    expect(search).toBe('?_language=de')
    expect(decodeView(search, hash).view.ids).toEqual(ids)
  })

  test('every view comes back as it went', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const [search = '', hash = ''] = encodeView(view).split('#')
        expect(decodeView(search, hash)).toEqual({ view, problems: [] })
      }),
      { numRuns: 500 },
    )
  })
})

describe('an address from anywhere', () => {
  test('never throws, and what was understood stays understood', () => {
    fc.assert(
      fc.property(anyQuery, fc.string(), (search, hash) => {
        const { view } = decodeView(search, hash)
        const [again = '', behind = ''] = encodeView(view).split('#')
        expect(decodeView(again, behind)).toEqual({ view, problems: [] })
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    ['size=huge'],
    ['size=..'],
    ['size=5..5'],
    ['size=9..1'],
    ['size=-1..4'],
    ['size=1e3..'],
    ['updated=2026-02-30..'],
    ['updated=2026-05-02..2026-05-01'],
    ['updated=yesterday'],
    ['sort=colour'],
    ['sort=--size'],
    ['sort=constructor'],
    ['kind=__proto__'],
    ['kind=PDF'],
    ['method=DELETE'],
    ['view=list'],
    ['open=..'],
    ['open=a/b'],
    ['_id=a_b'],
    ['_lastUpdated=yesterday'],
    ['_lastUpdated=2026-05-02..2026-05-01'],
    ['content-type=,'],
    ['find=--'],
    ['name=*'],
    ['security-context:missing=no'],
  ])('%s is told and left out', (query) => {
    expect(decodeView(query)).toEqual({ view: PLAIN_VIEW, problems: [query] })
  })

  test('a long riddle is told in short', () => {
    expect(decodeView(`sort=${'x'.repeat(500)}`).problems[0]).toHaveLength('sort='.length + 40)
  })

  test('an empty parameter says nothing, an unknown one neither', () => {
    expect(decodeView('?_id=&_language=&size=&sort=&open=&method=&utm_source=mail')).toEqual({
      view: PLAIN_VIEW,
      problems: [],
    })
  })

  test('ids may come in any form, and repeat', () => {
    expect(decodeView('?_id=Binary/a&_id=b, a;c').view.ids).toEqual(['a', 'b', 'c'])
  })

  test('blanks within a criterion count once, and a second one of a name is told', () => {
    expect(
      decodeView('?name=%20a%20%20b&name=c&_content=x%0Ay&content-type=Text/HTML,%20a/b'),
    ).toEqual({
      view: {
        ...PLAIN_VIEW,
        more: { name: 'a b', _content: 'x y', 'content-type': 'text/html,a/b' },
      },
      problems: ['name=c'],
    })
  })

  test('a criterion of more characters than anybody types is told and left out', () => {
    const { view, problems } = decodeView(`?find=${'x'.repeat(501)}`)
    expect(view.more).toEqual({})
    expect(problems).toHaveLength(1)
  })

  test('repeated kinds and languages count once', () => {
    expect(decodeView('?kind=pdf&kind=pdf&lang=DE&lang=de').view.filters).toEqual({
      ...NO_FILTERS,
      kinds: ['pdf'],
      languages: ['de'],
    })
  })
})

test('languages are written one way', () => {
  expect(normalList(' de , ,en,de')).toBe('de,en')
})

const id = fc.stringMatching(/^[A-Za-z0-9\-.]{1,64}$/).filter(isResourceId)
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const bytes = fc.nat({ max: 2 ** 40 })

const sizes = fc.oneof(
  bytes.map((min) => ({ min })),
  bytes.map((max) => ({ max })),
  fc.tuple(bytes, bytes).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) + 1 })),
)

const dates = fc.oneof(
  day.map((from) => ({ from })),
  day.map((to) => ({ to })),
  fc.tuple(day, day).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a })),
)

const code = fc.stringMatching(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$/)

const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .map((text) => text.toWellFormed().replaceAll(/\s+/g, ' ').trim())
  .filter((text) => /[\p{L}\p{N}]/u.test(text))
const types = fc
  .uniqueArray(fc.constantFrom('text/html', 'image/*', 'application/pdf'), { minLength: 1 })
  .map((list) => list.join(','))
const more = fc.record(
  {
    find: words,
    name: words,
    'security-context': words,
    'security-context:missing': fc.constant('true'),
    _content: words,
    'content-type': types,
    _lastUpdated: dates.map((range) => writeDates(range)),
  },
  { requiredKeys: [] },
)

const anyView: fc.Arbitrary<SearchView> = fc.record({
  ids: fc.uniqueArray(id, { maxLength: 200 }),
  language: fc.uniqueArray(code, { maxLength: 3 }).map((codes) => codes.join(',')),
  more,
  method: fc.constantFrom('POST', 'GET'),
  filters: fc.record({
    kinds: fc.uniqueArray(fc.constantFrom(...KINDS)),
    languages: fc.uniqueArray(fc.oneof(code, fc.string()).map((text) => text.trim().toLowerCase())),
    size: fc.option(sizes, { nil: undefined }),
    updated: fc.option(dates, { nil: undefined }),
  }),
  sort: fc.option(
    fc.record({
      column: fc.constantFrom(...COLUMN_IDS),
      direction: fc.constantFrom('asc', 'desc'),
    }),
    { nil: undefined },
  ),
  layout: fc.constantFrom('table', 'gallery'),
  open: fc.option(id, { nil: undefined }),
})

const name = fc.constantFrom(
  '_id',
  '_language',
  'find',
  'security-context',
  'security-context:missing',
  'content-type',
  '_lastUpdated',
  'method',
  'kind',
  'lang',
  'size',
  'updated',
  'sort',
  'view',
)
const anyQuery = fc.oneof(
  fc.string(),
  fc
    .array(
      fc.tuple(name, fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('..', '%', '%zz'))),
    )
    .map((pairs) => pairs.map(([key, value]) => `${key}=${value}`).join('&')),
)
