import { expect, test } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import { expressionOf } from '../../rows/find/expression.ts'
import { termsQuery, termsVector } from './file-terms.ts'

test('terms carry their organization, and signs that mean something to the engine are quoted', () => {
  const vector = termsVector(36, 'a', { resourceType: 'Binary', language: 'de' })
  expect(vector).toMatch(/^'10:ia' '10:y' '10:l[0-9a-f]{14}'$/)
  const expression = expressionOf(criteriaOf({ securityContextMissing: true, languages: [['de']] }))
  expect(termsQuery(36, expression ?? '')).toMatch(
    /^\(\('10:l[0-9a-f]{14}' & '10:y'\)\) \| '10:\*'$/,
  )
  expect(termsQuery(1, `"it's" OR "a\\b"`)).toBe(`('1:it''s' | '1:a\\\\b') | '1:*'`)
})

test('a file with more terms than a vector holds is among all that is found', () => {
  const tag = Array.from({ length: 20_000 }, (_, at) => ({ system: 's', code: `c${at}` }))
  expect(termsVector(1, 'a', { resourceType: 'Binary', meta: { tag } })).toBe(`'1:*'`)
})
