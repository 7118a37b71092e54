import { expect, test } from 'vitest'
import { beganBefore, checkAsked } from './answers.ts'
import { failureOf } from './problems.ts'

/** Seconds since the epoch. */
const NOW = 1_800_000_000

/**
 * @param asked seconds before the ID token was made; `undefined` where it does not say so
 * @param since milliseconds since the lock
 */
function outcome(asked: number | undefined, since: number, saysWhen: boolean): string {
  const claims = { iss: 'https://id.example', sub: 'ada', aud: 'console', iat: NOW, exp: NOW + 300 }
  const told = asked === undefined ? claims : { ...claims, auth_time: NOW - asked }
  try {
    checkAsked(told, since, saysWhen)
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
  // A password just before the lock, as of somebody who signs in and goes.
  [50, false, 'not-asked'],
  [50, true, 'not-asked'],
  [600, false, 'not-asked'],
] as const)('asked %s seconds ago, said before: %s', (asked, saysWhen, expected) => {
  expect(outcome(asked, 45_000, saysWhen)).toBe(expected)
})

test('whoever takes an hour to type a password has been asked', () => {
  expect(outcome(3_600, 3_600_000, true)).toBe('asked')
})

test.each([
  ['nobody has locked or signed out', undefined, undefined, false],
  ['it was not to ask', NOW, undefined, true],
  ['of an earlier lock', NOW, NOW - 1_000, true],
  ['of this lock', NOW, NOW + 1_000, false],
  ['the clock was set back since', NOW + 86_400_000, NOW, false],
])('a sign-in that began before a lock: %s', (_, lock, askedAt, expected) => {
  expect(beganBefore(lock, askedAt, NOW + 5_000)).toBe(expected)
})
