import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Binary, Coding } from '../types.ts'
import { criteriaOf } from './criteria.ts'
import { foldText, sortKey } from './fold-text.ts'
import { matcherOf, matchesCriteria } from './match.ts'
import { parseBinaryCriteria } from './parse.ts'

const parse = (query: string) => parseBinaryCriteria(new URLSearchParams(query))

describe('many alternatives', () => {
  it('look at a file once', () => {
    const looks = { tags: 0, contexts: 0 }
    const binary: Binary = {
      resourceType: 'Binary',
      get meta() {
        looks.tags += 1
        return { tag: [] }
      },
      get securityContext() {
        looks.contexts += 1
        return { display: 'Zoë Meier' }
      },
    }
    const many = Array.from({ length: 300 }, (_, at) => `none${at}`)
    const matches = matcherOf(parse(`find=${many.join()}&name=${many.join()}`))
    expect(matches(binary)).toBe(false)
    expect(matcherOf(parse(`security-context=${many.join()},meier`))(binary)).toBe(true)
    expect(looks.tags).toBeLessThan(5)
    expect(looks.contexts).toBeLessThan(310)
  })
})

describe('matchesCriteria', () => {
  const binary: Binary = {
    resourceType: 'Binary',
    id: 'a1b2-c3d4',
    language: 'de-CH',
    contentType: 'Text/Plain; charset=utf-8',
    meta: {
      tag: [
        { system: 'https://binnacle.dev/fhir/filename', code: 'Ärztebrief Größe_3310.PDF' },
        { system: 's', code: 'Urgent' },
        { code: 'loose' },
      ],
    },
    securityContext: {
      reference: 'https://ehr.example/fhir/Patient/3310/_history/2',
      display: 'Zoë Meier',
      identifier: { system: 'mrn', value: 'M-77' },
    },
  }

  it.each([
    ['', true],
    ['_id=a1b2-c3d4', true],
    ['_id=A1b2-c3d4', false],
    ['_id=x,a1b2-c3d4&_language=DE-ch', true],
    ['_id=a1b2-c3d4&_id=b', false],
    ['_language=de', false],
    ['_tag=Urgent', true],
    ['_tag=urgent', false],
    ['_tag=s|Urgent', true],
    ['_tag=|Urgent', false],
    ['_tag=|loose', true],
    ['_tag=s|', true],
    ['_tag=s|loose', false],
    ['content-type=text/plain', true],
    ['content-type=text/*', true],
    ['content-type=text/pl', false],
    ['content-type=image/*,text/plain', true],
    ['name=arztebrief', true],
    ['name=aerztebrief', false],
    ['name=GROSSE', true],
    ['name=3310.p', true],
    ['name=10.pdf', false],
    ['name:contains=10.pdf', true],
    ['name:contains=E', true],
    ['name:exact=Ärztebrief Größe_3310.PDF', true],
    ['name:exact=ärztebrief größe_3310.pdf', false],
    ['security-context=3310', true],
    ['security-context=Patient/3310', true],
    ['security-context=https://ehr.example/fhir/Patient/3310', true],
    ['security-context=Patient/331', false],
    ['security-context=M-77', true],
    ['security-context=mrn|M-77', true],
    ['security-context=other|M-77', false],
    ['security-context=ZOE', true],
    ['security-context=oe me', true],
    ['security-context=oe', false],
    ['security-context:missing=true', false],
    ['security-context:missing=false', true],
    ['find=brief 3310', true],
    ['find=brief zoe m-77 c3', true],
    ['find=brief 3d4', false],
    ['find=gross - meier', true],
    ['find=rief,nothing', true],
    ['find=ri', false],
    ['find=pd', true],
    ['_content=3310', true],
    ['_content=3310 fever', false],
  ])('compares with %j: %j', (query, expected) => {
    expect(matchesCriteria(binary, parse(query))).toBe(expected)
  })

  it('looks for words in the text of the content too, each in either', () => {
    const text = foldText('Fever since Monday')
    expect(matchesCriteria(binary, parse('_content=3310 fever'), text)).toBe(true)
    expect(matchesCriteria(binary, parse('_content=3310 on'), text)).toBe(false)
    expect(matchesCriteria(binary, parse('find=fever'), text)).toBe(false)
  })

  it('keeps whole references apart from displays that hold them', () => {
    const other = {
      resourceType: 'Binary',
      securityContext: { display: 'see Patient/33 1' },
    } as const
    expect(matchesCriteria(other, parse('security-context=Patient/33'))).toBe(false)
    expect(matchesCriteria(other, parse('security-context=see pat'))).toBe(true)
  })

  it('finds tags as the plain comparison of each with each does, and looks at each once', () => {
    const part = fc.constantFrom('', 'a', 'b', '"', '|', 'null')
    const tag = fc.record({ system: part, code: part }, { requiredKeys: [] })
    const asked = tag.filter((one) => 'system' in one || 'code' in one)
    fc.assert(
      fc.property(fc.array(tag), fc.array(asked, { minLength: 1 }), (tags, wanted) => {
        let looks = 0
        const counted = tags.map((one) => ({
          ...('system' in one && { system: one.system }),
          get code() {
            looks += 1
            return one.code
          },
        })) as Coding[]
        const file = { resourceType: 'Binary' as const, meta: { tag: counted } }
        const expected = wanted.some(({ system, code }) =>
          tags.some(
            (one) =>
              (code === undefined || one.code === code) &&
              (system === undefined || (one.system ?? '') === system),
          ),
        )
        expect(matcherOf(criteriaOf({ tags: [wanted] }))(file)).toBe(expected)
        expect(looks).toBeLessThanOrEqual(tags.length)
      }),
    )
  })

  it.each(['_id', '_language', '_lastUpdated', 'name:exact', 'security-context', 'content-type'])(
    'does not match what is missing: %s',
    (name) => {
      const value = name === '_lastUpdated' ? 'ne2026' : 'undefined'
      expect(matchesCriteria({ resourceType: 'Binary' }, parse(`${name}=${value}`))).toBe(false)
    },
  )
})

describe('foldText', () => {
  it.each([
    ['ÄRZTEBRIEF', 'arztebrief'],
    ['Straße', 'strasse'],
    ['STRASSE', 'strasse'],
    ['ΟΔΟΣ οδος', 'οδοσ οδοσ'],
    ['İstanbul', 'istanbul'],
    ['ﬁle ①', 'file 1'],
    [' a\0\n b ', 'a b'],
    ['dis\u00adcharge', 'discharge'],
    ['\ud800x', '\ufffdx'],
  ])('%j', (given, folded) => {
    expect(foldText(given)).toBe(folded)
  })

  it('folds what is folded to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        expect(foldText(foldText(any))).toBe(foldText(any))
      }),
    )
  })
})

describe('sortKey', () => {
  it('does not grow with a name that is all numbers', () => {
    expect(sortKey('1 '.repeat(100_000)).length).toBeLessThan(3000)
    expect(sortKey('scan 2') < sortKey('scan 10')).toBe(true)
  })
})
