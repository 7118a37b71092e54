import { describe, expect, test } from 'vitest'
import { CONTENT_TYPE_CASES, LANGUAGE_CASES, REFERENCE_CASES } from '#test/field-cases.ts'
import { contentTypeProblem, languageProblem, referenceProblem } from './validate.ts'

describe.each([
  ['a language', languageProblem, LANGUAGE_CASES],
  ['a content type', contentTypeProblem, CONTENT_TYPE_CASES],
  ['a reference', referenceProblem, REFERENCE_CASES],
])('%s', (_name, problemOf, cases) => {
  test.each(cases)('%j: %s', (text, isRight) => {
    expect(problemOf(text) === undefined).toBe(isRight)
  })
})

test('says what to do', () => {
  expect(languageProblem('German')).toBe('Use a code such as de or de-CH.')
  expect(languageProblem('de_CH')).toBe('Use a hyphen, as in de-CH.')
  expect(contentTypeProblem('')).toBe('Choose a content type, such as application/pdf.')
  expect(referenceProblem('1042')).toBe('Use a reference such as Patient/123, or a full address.')
})

test('takes no time over long nonsense', () => {
  const start = performance.now()
  for (const text of ['-a'.repeat(50_000), 'a-'.repeat(50_000), `urn:${'a'.repeat(100_000)}`]) {
    expect(languageProblem(text)).toBeDefined()
    expect(referenceProblem(text)).toBeDefined()
    expect(contentTypeProblem(text)).toBeDefined()
  }
  expect(performance.now() - start).toBeLessThan(1000)
})
