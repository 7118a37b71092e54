import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { criteriaOf, DATE_PREFIXES, isUnlimited, SearchError } from './criteria.ts'
import type { BinaryCriteria } from './criteria.ts'
import { foldText, wordsOf } from './fold-text.ts'
import { matchesCriteria } from './match.ts'
import { parseBinaryCriteria } from './parse.ts'
import { typedLanguages } from './plain.ts'
import { writeCriteria } from './write.ts'

const parse = (query: string) => parseBinaryCriteria(new URLSearchParams(query))
const groups = <Value>(value: fc.Arbitrary<Value>) =>
  fc.array(fc.array(value, { minLength: 1, maxLength: 3 }), { maxLength: 2 })

/** Anything, hostile values among it, that is not white space alone. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.string({ unit: fc.constantFrom('\\', ',', '|', '$', 'a', '\0', '"', '*', '\ud800') }),
    fc.constantFrom('a,b', 'a\\', '\\,', '|', 'x|y', '" OR name:*', "'; drop table version; --"),
  )
  // An address holds no lone surrogates.
  .map((one) => one.trim().toWellFormed())
  .filter((one) => one.trim() !== '')

const second = fc.integer({ min: -60_000_000_000, max: 250_000_000_000 })
const date = fc
  .tuple(fc.constantFrom(...DATE_PREFIXES), second, fc.constantFrom(4, 7, 10, 17, 20, 24))
  .map(([prefix, at, length]) => {
    const iso = new Date(at * 1000 + (length === 24 ? 123 : 0)).toISOString()
    const cut = iso.slice(0, length === 17 || length === 20 ? length - 1 : length)
    const zone = length === 17 || length === 20 ? 'Z' : ''
    return parse(`_lastUpdated=${prefix}${cut}${zone}`).lastUpdated[0]?.[0]
  })
  .filter((one) => one !== undefined)

const words = text.filter((one) => wordsOf(one).length > 0)
const criteria: fc.Arbitrary<BinaryCriteria> = fc
  .record({
    ids: groups(text),
    languages: groups(text),
    lastUpdated: groups(date),
    tags: groups(
      fc.oneof(
        fc.record({ code: text }),
        fc.record({ system: text }),
        fc.record({ system: fc.oneof(text, fc.constant('')), code: text }),
      ),
    ),
    names: fc.array(
      fc
        .tuple(
          fc.constantFrom('starts' as const, 'contains' as const, 'exact' as const),
          fc.array(
            text.filter((one) => foldText(one) !== ''),
            { minLength: 1, maxLength: 3 },
          ),
        )
        .map(([how, texts]) => texts.map((one) => ({ text: one, how }))),
      { maxLength: 2 },
    ),
    words: groups(words),
    finds: groups(words),
    securityContexts: groups(text),
    contentTypes: groups(fc.constantFrom('text/plain', 'image/*', 'nonsense')),
    missing: fc.option(fc.boolean(), { nil: undefined }),
  })
  .map(({ missing, ...lists }) => ({
    ...lists,
    ...(missing !== undefined && { securityContextMissing: missing }),
  }))

describe('parseBinaryCriteria', () => {
  it('takes commas as OR and repetition as AND', () => {
    expect(parse('_id=a,b&_id=b,c&_language=de, en-GB &_count=3&colour=red')).toEqual(
      criteriaOf({
        ids: [
          ['a', 'b'],
          ['b', 'c'],
        ],
        languages: [['de', 'en-GB']],
      }),
    )
  })

  it('reads what was written, whatever it is', () => {
    fc.assert(
      fc.property(criteria, (asked) => {
        const query = new URLSearchParams(writeCriteria(asked)).toString()
        const read = parse(query)
        expect({ ...read, names: sortedNames(read) }).toEqual({
          ...asked,
          names: sortedNames(asked),
        })
      }),
    )
  })

  it('ignores parameters that say nothing', () => {
    expect(isUnlimited(parse('_id=&_language=,,&find=- -&_content=,--&_tag=|&name=&'))).toBe(true)
    expect(isUnlimited(parse('security-context:missing=&_security-context=x'))).toBe(true)
    expect(isUnlimited(parse('find=a'))).toBe(false)
  })

  it.each<[query: string, expected: Partial<BinaryCriteria>]>([
    ['_id=a%5Cb%5C', { ids: [['a\\b\\']] }],
    ['_tag=a', { tags: [[{ code: 'a' }]] }],
    [
      '_tag=s|a,|b,s|',
      { tags: [[{ system: 's', code: 'a' }, { system: '', code: 'b' }, { system: 's' }]] },
    ],
    ['_tag=s%5C|a', { tags: [[{ code: 's|a' }]] }],
    ['_tag=s|a|b', { tags: [[{ system: 's', code: 'a|b' }]] }],
    [
      'name=a&name:exact=A b',
      { names: [[{ text: 'a', how: 'starts' }], [{ text: 'A b', how: 'exact' }]] },
    ],
    [
      'content-type=Text/Plain;charset=utf-8,IMAGE/*',
      { contentTypes: [['text/plain', 'image/*']] },
    ],
    ['_security-context:missing=true', { securityContextMissing: true }],
    ['security-context=sys|12', { securityContexts: [['sys|12']] }],
  ])('%s', (query, expected) => {
    expect(parse(query)).toEqual(criteriaOf(expected))
  })

  it.each([
    '_id:not=x',
    'name:starts=x',
    'name:text=x',
    'security-context:missing=maybe',
    'security-context:missing=true&_security-context:missing=false',
    'security-context:Patient=1',
    '_lastUpdated=ap2026',
    '_lastUpdated=yesterday',
    '_lastUpdated=2026-02-30',
    '_lastUpdated=2026-13',
    '_lastUpdated=2026-05-03T24:00Z',
  ])('refuses %s', (query) => {
    expect(() => parse(query)).toThrow(SearchError)
  })
})

/** Alternatives of one kind are one parameter, and kinds have an order. */
function sortedNames({ names }: BinaryCriteria) {
  return names.map((group) => JSON.stringify(group)).sort()
}

describe('_lastUpdated', () => {
  const range = (text: string) => {
    const one = parseBinaryCriteria([['_lastUpdated', text]]).lastUpdated[0]?.[0]
    return one && [one.prefix, new Date(one.from).toISOString(), new Date(one.to).toISOString()]
  }
  it.each([
    ['2026', 'eq', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['ge2024-02', 'ge', '2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['lt2024-02-29', 'lt', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['2026-05-03T10:15Z', 'eq', '2026-05-03T10:15:00.000Z', '2026-05-03T10:16:00.000Z'],
    ['2026-05-03T10:15:30', 'eq', '2026-05-03T10:15:30.000Z', '2026-05-03T10:15:31.000Z'],
    ['2026-05-03T10:15:30+02:00', 'eq', '2026-05-03T08:15:30.000Z', '2026-05-03T08:15:31.000Z'],
    ['2026-05-03T10:15:30 02:00', 'eq', '2026-05-03T08:15:30.000Z', '2026-05-03T08:15:31.000Z'],
    ['gt2026-05-03T23:15:30.5-01:00', 'gt', '2026-05-04T00:15:30.500Z', '2026-05-04T00:15:30.501Z'],
    ['9999', 'eq', '9999-01-01T00:00:00.000Z', '+010000-01-01T00:00:00.000Z'],
  ])('%s', (text, ...expected) => {
    expect(range(text)).toEqual(expected)
  })

  it.each([
    ['eq2026-05-03', [false, true, true, false]],
    ['ne2026-05-03', [true, false, false, true]],
    ['gt2026-05-03', [false, false, false, true]],
    ['sa2026-05-03', [false, false, false, true]],
    ['lt2026-05-03', [true, false, false, false]],
    ['eb2026-05-03', [true, false, false, false]],
    ['ge2026-05-03', [false, true, true, true]],
    ['le2026-05-03', [true, true, true, false]],
  ])('%s of before, first, last and after', (text, expected) => {
    const times = ['02T23:59:59.999Z', '03T00:00:00Z', '04T01:59:59.999+02:00', '04T00:00:00Z']
    const found = times.map((time) =>
      matchesCriteria(
        { resourceType: 'Binary', meta: { lastUpdated: `2026-05-${time}` } },
        parse(`_lastUpdated=${text}`),
      ),
    )
    expect(found).toEqual(expected)
  })
})

describe('typedLanguages', () => {
  it.each([
    ['de, en ,', ['de', 'en']],
    ['pt-BR', ['pt-BR']],
    [' ', []],
    [undefined, []],
  ])('%j', (given, languages) => {
    expect(typedLanguages(given)).toEqual(languages)
  })
})
