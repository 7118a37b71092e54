import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isResourceId, parseIds } from './ids.ts'

const id = fc
  .stringMatching(/^[A-Za-z0-9\-.]{1,64}$/)
  .filter((text) => text !== '.' && text !== '..')

describe('isResourceId', () => {
  it('takes what FHIR takes', () => {
    fc.assert(fc.property(id, (text) => isResourceId(text)))
  })

  it.each(['', '.', '..', 'a b', 'ä', 'a/b', 'a_b', 'x'.repeat(65), 'abc\n'])(
    'refuses %j',
    (text) => {
      expect(isResourceId(text)).toBe(false)
    },
  )
})

describe('parseIds', () => {
  it('finds pasted ids, however they are separated, each once and in order', () => {
    const separator = fc.constantFrom(',', ' ', '\n', ';', '\t', '", "', "','", '\r\n', ', ')
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 1 }), separator, (ids, between) => {
        expect(parseIds([...ids, ...ids].join(between))).toEqual({ ids, rejected: [] })
      }),
    )
  })

  it.each([
    'Binary/abc',
    'https://host/organizations/o/fhir/4/Binary/abc',
    'https://host/organizations/Binary/fhir/4/Binary/abc/_history/2',
    '/o/demo/Binary/abc/_compare/1/2',
    'http://127.0.0.1:8080/o/demo/Binary/abc?tab=fields#top',
    '["abc"]',
    'urn:uuid:abc',
  ])('finds the id in %s', (pasted) => {
    expect(parseIds(pasted)).toEqual({ ids: ['abc'], rejected: [] })
  })

  it('says what it could not use', () => {
    expect(parseIds('a1, Patient/7, sch_ön, https://host/Binary/, a1')).toEqual({
      ids: ['a1'],
      rejected: ['Patient/7', 'sch_ön', 'https://host/Binary/'],
    })
    expect(parseIds('  \n')).toEqual({ ids: [], rejected: [] })
  })
})
