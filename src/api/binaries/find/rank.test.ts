import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import { criteriaOf } from '#fhir/search/criteria.ts'
import { isShort, wordsOf } from '#fhir/search/fold-text.ts'
import { matchesCriteria } from '#fhir/search/match.ts'
import type { Binary } from '#fhir/types.ts'
import { bestFiles, contextsAmong, markWords, rankFile } from './rank.ts'

let count = 0
function file(name: string, more: Partial<Binary> & { day?: number } = {}): Binary {
  const { day = 1, ...fields } = more
  const lastUpdated = `2026-05-${String(day).padStart(2, '0')}T10:00:00Z`
  return {
    resourceType: 'Binary',
    id: `f-${(count += 1)}`,
    meta: { lastUpdated, tag: [{ system: FILENAME_SYSTEM, code: name }] },
    ...fields,
  }
}
const of = (reference: string, display?: string) => ({
  securityContext: { reference, ...(display === undefined ? {} : { display }) },
})

describe('which files answer', () => {
  test.each([
    ['discharge letter 3310', true],
    ['LETTER discharge', true],
    ['ann 3310', true],
    ['exámple', true],
    ['charge', true],
    ['mrn-7', true],
    ['9b2d', true],
    ['c4', true],
    ['b2d', false],
    ['letters', false],
    ['discharge 3311', false],
  ])('%s: %s', (typed, answers) => {
    const binary = file('Discharge letter.pdf', {
      id: '9b2d-c4',
      securityContext: {
        reference: 'Patient/3310',
        display: 'Ann Éxample',
        identifier: { value: 'MRN-7' },
      },
    })
    expect(rankFile(binary, wordsOf(typed)) !== undefined).toBe(answers)
  })

  test('are those of the kernel, whatever is in names, contexts and ids', () => {
    const text = fc.stringMatching(/^[a-cÄß3 ._|-]{0,10}$/)
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.stringMatching(/^[a-c3.-]{1,8}$/),
        text,
        (name, display, value, id, typed) => {
          const binary = file(name, { id, securityContext: { display, identifier: { value } } })
          expect(rankFile(binary, wordsOf(typed)) !== undefined).toBe(
            matchesCriteria(binary, criteriaOf({ finds: [[typed]] })),
          )
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('the whole word before its beginning, that before its inside, and of equals the newest', () => {
    const files = [
      file('preletter.txt'),
      file('my letters.txt'),
      file('my letter.txt', { day: 2 }),
      file('my letter.txt', { day: 9 }),
      file('letter.txt'),
    ]
    expect(bestFiles(files, wordsOf('letter')).map(({ id }) => id)).toEqual(
      [4, 3, 2, 1, 0].map((at) => files[at]?.id),
    )
  })

  test('the patient 3310 before a name that goes on behind those digits', () => {
    const wanted = file('Discharge letter.pdf', of('Patient/3310'))
    const other = file('Discharge letter 33101.pdf', of('Patient/9'))
    expect(bestFiles([other, wanted], wordsOf('discharge letter 3310'))[0]).toBe(wanted)
  })
})

describe('the patients', () => {
  const ann = of('Patient/3310', 'Ann Example')
  test('are those that the words name, with how many files each has', () => {
    const files = [file('a', ann), file('b', of('Patient/3310')), file('c', of('Patient/33'))]
    expect(contextsAmong(files, wordsOf('3310'))).toMatchObject([
      { key: 'Patient/3310', files: 2, binary: { securityContext: { display: 'Ann Example' } } },
    ])
    expect(contextsAmong(files, wordsOf('letter 3310'))).toHaveLength(1)
  })

  test('are not those of files whose names were meant', () => {
    expect(contextsAmong([file('letter', ann)], wordsOf('letter'))).toEqual([])
    expect(contextsAmong([file('ann', ann)], [])).toEqual([])
  })
})

describe('marks', () => {
  test('show what was found, whatever its case and accents', () => {
    expect(markWords('Ärztlicher Brief', wordsOf('arzt brief'))).toEqual([
      { text: 'Ärzt', found: true },
      { text: 'licher ', found: false },
      { text: 'Brief', found: true },
    ])
    expect(markWords('Re\u0301sume\u0301', wordsOf('resumé'))).toEqual([
      { text: 'Re\u0301sume\u0301', found: true },
    ])
  })

  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }))
  test('lose nothing of any text', () => {
    fc.assert(
      fc.property(text, text, (shown, typed) => {
        const parts = markWords(shown, wordsOf(typed))
        expect(parts.map((part) => part.text).join('')).toBe(shown)
        expect(parts.every((part) => part.text !== '')).toBe(true)
      }),
    )
  })

  test('find every word that a name was found by', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-eÄé ]{1,12}$/), fc.nat(12), fc.nat(12), (name, a, b) => {
        const words = wordsOf(name.slice(Math.min(a, b), Math.max(a, b))).filter(
          (word) => !isShort(word),
        )
        expect(rankFile(file(name), words)).toBeDefined()
        const marked = markWords(name, words).filter((part) => part.found)
        for (const word of words)
          expect(marked.some((part) => wordsOf(part.text).join(' ').includes(word))).toBe(true)
      }),
    )
  })
})
