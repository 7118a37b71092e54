import { expect, test } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import { expressionOf } from './expression.ts'

const words = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => `${(from + at).toString(36)}qwertzuiop`).join(' ')

test('looks for few terms at once, however many words and alternatives are asked for', () => {
  const alternatives = Array.from({ length: 90 }, (_, at) => words(at * 9, 9))
  const asked = [
    criteriaOf({ finds: [alternatives] }),
    criteriaOf({ finds: alternatives.map((one) => [one]) }),
    criteriaOf({ finds: [[alternatives.join(' ')]] }),
    criteriaOf({ names: [alternatives.map((text) => ({ text, how: 'contains' }))] }),
    criteriaOf({ names: alternatives.map((text) => [{ text, how: 'contains' }]) }),
    criteriaOf({ securityContexts: alternatives.map((one) => [one]) }),
  ]
  for (const criteria of asked)
    expect((expressionOf(criteria) ?? '').split('"').length / 2).toBeLessThan(500)
  expect(expressionOf(criteriaOf({ finds: [[words(0, 3)]] }))).toContain('nwer')
})
