import { describe, expect, test } from 'vitest'
import { changeWords, headline } from '../changes.ts'
import { compareJson } from './compare-json.ts'

const compare = (left: unknown, right: unknown) =>
  compareJson(JSON.stringify(left), JSON.stringify(right), 'Same.')
const words = (left: unknown, right: unknown) =>
  compare(left, right).changes.map((change) => changeWords(change))

const observation = (id: string, code: string, value: number, patient = 'Patient/1') => ({
  resourceType: 'Observation',
  id,
  code: { coding: [{ system: 'http://loinc.org', code, display: `Test ${code}` }] },
  subject: { reference: patient },
  valueQuantity: { value, unit: 'mmol/L' },
})

describe('what a value alone does not say', () => {
  const result = (quantity: object) => ({ ...observation('1', 'K', 1), valueQuantity: quantity })

  test('the sign before a figure, and the figure before a unit', () => {
    const below = { value: 5, comparator: '<', unit: 'mg' }
    expect(words(result(below), result({ ...below, value: 7 }))).toEqual(['Test K <5 mg → <7 mg'])
    expect(words(result(below), result({ ...below, unit: 'g' }))).toEqual([
      'Test K, valueQuantity unit 5 mg → 5 g',
    ])
  })

  test('the data before the narrative that repeats them', () => {
    const told = (value: number) => ({
      ...observation('1', 'K', value),
      text: { div: `<div>Potassium of the patient ${value}</div>` },
    })
    const { text, ...rest } = told(6.4)
    const ordered = { text, ...rest }
    expect(headline(compare(ordered, told(4.6)))).toBe(
      'Test K 6.4 mmol/L → 4.6 mmol/L, and 1 more change',
    )
  })

  test('what else differs in a concept or a reference', () => {
    const concept = (code: string, system: string, other: string) => ({
      method: { coding: [{ system, code, display: code }, { code: other }] },
    })
    expect(words(concept('a', 's', 'x'), concept('b', 's', 'x'))).toEqual(['method a (a) → b (b)'])
    expect(words(concept('a', 's', 'x'), concept('b', 't', 'y'))).toEqual([
      'method a (a) [system s, 2. code x] → b (b) [system t, 2. code y]',
    ])
    const performer = (reference: string, type: string) => ({
      encounter: { reference, type, display: 'x' },
    })
    expect(words(performer('A/1', 'A'), performer('B/1', 'B'))).toEqual([
      'encounter x (A/1) [type A] → x (B/1) [type B]',
    ])
  })
})
