import { describe, expect, it } from 'vitest'
import { languageName, languageOptions } from './languages.ts'

describe('languageName', () => {
  it.each([
    ['de', 'German'],
    ['de-CH', 'Swiss High German'],
    ['EN', 'English'],
  ])('%s', (code, name) => {
    expect(languageName(code, 'en')).toBe(name)
  })

  it.each(['', 'x', 'not a code', 'qaa-', 'xx'])('knows no name for %j', (code) => {
    expect(languageName(code, 'en')).toBeUndefined()
  })
})

it('offers those at hand first, each once', () => {
  const values = languageOptions(['de', '', 'xx', 'de']).map(({ value }) => value)
  expect(values.slice(0, 3)).toEqual(['de', 'xx', 'en'])
  expect(new Set(values).size).toBe(values.length)
})
