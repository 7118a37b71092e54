import { expect, test } from 'vitest'
import { fingerprint } from './fingerprint.ts'

test('a token is known again by what does not hold it', () => {
  const one = fingerprint('secret-of-ada')
  expect(fingerprint('secret-of-ada')).toBe(one)
  expect(fingerprint('secret-of-bob')).not.toBe(one)
  expect(one).toMatch(/^token:[0-9a-f]{64}$/)
})
