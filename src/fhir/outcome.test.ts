import { expect, it } from 'vitest'
import { isOperationOutcome, outcome, outcomeText } from './outcome.ts'
import type { OperationOutcome } from './types.ts'

it('says what happened, from whatever each issue has', () => {
  const said = outcome([
    { code: 'invalid', diagnostics: 'The language is unknown.', expression: ['Binary.language'] },
    { code: 'processing', severity: 'warning', details: { text: 'Stored all the same.' } },
    { code: 'not-found' },
  ])
  expect(outcomeText(said)).toBe('The language is unknown. Stored all the same. not-found')
  expect(said.issue.map(({ severity }) => severity)).toEqual(['error', 'warning', 'error'])
})

it.each([
  {},
  { issue: null },
  { issue: 'x' },
  { issue: [null, 3, {}, { diagnostics: 7, details: 'x' }] },
])('bears %j', (odd) => {
  const json = { resourceType: 'OperationOutcome', ...odd }
  expect(isOperationOutcome(json)).toBe(true)
  expect(outcomeText(json as unknown as OperationOutcome)).toBe('')
})
