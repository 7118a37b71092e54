import { expect, test } from 'vitest'
import { checkAsked } from './answers.ts'
import { failureOf } from './problems.ts'

/** Seconds since the epoch. */
const NOW = 1_800_000_000

/** @param asked seconds before the ID token was made; `undefined` where it does not say so */
function outcome(asked: number | undefined, waited: number, saysWhen: boolean): string {
  const claims = { iss: 'https://id.example', sub: 'ada', aud: 'console', iat: NOW, exp: NOW + 300 }
  const told = asked === undefined ? claims : { ...claims, auth_time: NOW - asked }
  try {
    checkAsked(told, waited, saysWhen)
    return 'asked'
  } catch (error) {
    const failure = failureOf(error)
    return failure.by === 'provider' ? failure.problem.kind : 'server'
  }
}

test.each([
  [undefined, false, 'asked'],
  [undefined, true, 'not-asked'],
  [30, false, 'asked'],
  [30, true, 'asked'],
  [600, false, 'not-asked'],
  [600, true, 'not-asked'],
] as const)('asked %s seconds ago, said before: %s', (asked, saysWhen, expected) => {
  expect(outcome(asked, 45_000, saysWhen)).toBe(expected)
})

test('whoever takes an hour to type a password has been asked', () => {
  expect(outcome(3_600, 3_600_000, true)).toBe('asked')
})
