import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  escapeSearchValue,
  matchesCriteria,
  parseBinaryCriteria,
  typedLanguages,
} from './search-params.ts'

const parse = (query: string) => parseBinaryCriteria(new URLSearchParams(query))

describe('parseBinaryCriteria', () => {
  it('takes commas as OR and repetition as AND', () => {
    expect(parse('_id=a,b&_id=b,c&_language=de, en-GB &_count=3&_id:not=x')).toEqual({
      ids: [
        ['a', 'b'],
        ['b', 'c'],
      ],
      languages: [['de', 'en-GB']],
    })
  })

  it('ignores parameters that say nothing', () => {
    expect(parse('_id=&_language=,,')).toEqual({ ids: [], languages: [] })
  })

  it('gives back what was escaped', () => {
    const value = fc.string({ minLength: 1 }).filter((text) => text === text.trim())
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const params = new URLSearchParams()
        params.append('_id', values.map(escapeSearchValue).join(','))
        expect(parseBinaryCriteria(params).ids).toEqual([values])
      }),
    )
  })

  it('leaves a backslash before anything else alone', () => {
    expect(parse('_id=a%5Cb%5C').ids).toEqual([['a\\b\\']])
  })
})

describe('matchesCriteria', () => {
  const binary = { resourceType: 'Binary', id: 'a', language: 'de-CH' } as const

  it.each([
    ['', true],
    ['_id=a', true],
    ['_id=A', false],
    ['_id=x,a&_language=DE-ch', true],
    ['_id=a&_id=b', false],
    ['_language=de', false],
  ])('compares with %j: %j', (query, expected) => {
    expect(matchesCriteria(binary, parse(query))).toBe(expected)
  })

  it('does not match what is missing', () => {
    expect(matchesCriteria({ resourceType: 'Binary' }, parse('_id=undefined'))).toBe(false)
    expect(matchesCriteria({ resourceType: 'Binary' }, parse('_language=undefined'))).toBe(false)
  })
})

describe('typedLanguages', () => {
  it.each([
    ['de, en ,', ['de', 'en']],
    ['pt-BR', ['pt-BR']],
    [' ', []],
    [undefined, []],
  ])('%j', (text, languages) => {
    expect(typedLanguages(text)).toEqual(languages)
  })
})
