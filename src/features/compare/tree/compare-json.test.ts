import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeWords, headline } from '../changes.ts'
import { compareJson } from './compare-json.ts'

/** Of texts, or of what is written as JSON first. */
const compare = (left: unknown, right: unknown) =>
  typeof left === 'string' && typeof right === 'string'
    ? compareJson(left, right, 'Same.')
    : compareJson(JSON.stringify(left), JSON.stringify(right), 'Same.')
const words = (left: unknown, right: unknown) =>
  compare(left, right).changes.map((change) => changeWords(change))

describe('values', () => {
  test('changed, added and removed, by their way', () => {
    expect(words({ a: { b: 1 }, c: 'x' }, { a: { b: 2 }, d: null })).toEqual([
      'a b 1 → 2',
      'c x removed',
      'd null added',
    ])
    expect(compare({ a: 1 }, { a: 2 }).summary).toBe('1 value changed.')
  })

  test('numbers as they are written, of any size', () => {
    expect(compare('{"dose":1.0}', '{"dose":1}')).toMatchObject({
      total: 1,
      remarks: ['Some numbers are the same, written differently.'],
    })
    const big = compare('{"n":12345678901234567890}', '{"n":12345678901234567891}')
    expect(big).toMatchObject({ total: 1, remarks: [] })
    expect(compare('{"n":100}', '{"n":1e2}').remarks).toHaveLength(1)
    expect(compare('{"n":0.1}', '{"n":-0.1}').remarks).toHaveLength(0)
    expect(words('{"n":1}', '{"n":"1"}')).toEqual(['n 1 (number) → 1 (string)'])
  })

  test('keys that stand twice are compared and said; their order does not count', () => {
    const twice = compare('{"a":"none","a":"latex"}', '{"a":"none","a":"penicillin"}')
    expect(twice.changes.map((change) => changeWords(change))).toEqual(['a latex → penicillin'])
    expect(twice.remarks).toEqual(['The key “a” stands twice in one object; both are shown.'])
    expect(compare('{"a":1,"b":2}', '{"b":2,"a":1}').total).toBe(0)
  })

  test('the same, laid out anew', () => {
    expect(compare('{"a":1}', '{ "a": 1 }').summary).toMatch(/only white space/u)
    expect(compare('{"a":1}', '{"a":1}').summary).toBe('Same.')
  })

  test('what is not JSON is said', () => {
    expect(() => compare('{', '{}')).toThrow(/The first one: It is not valid JSON/u)
  })
})

const observation = (id: string, code: string, value: number, patient = 'Patient/1') => ({
  resourceType: 'Observation',
  id,
  code: { coding: [{ system: 'http://loinc.org', code, display: `Test ${code}` }] },
  subject: { reference: patient },
  valueQuantity: { value, unit: 'mmol/L' },
})
const bundle = (...resources: object[]) => ({
  resourceType: 'Bundle',
  entry: resources.map((resource) => ({ resource })),
})

test('of keys that stand twice the last one is taken by most readers', () => {
  const diff = compare('{"a":1,"a":2}', '{"a":2,"a":1}')
  expect([diff.total, diff.changes[0]?.kind]).toEqual([1, 'moved'])
})

test('two lists of one short item each are one that changed', () => {
  expect(words({ note: [{ text: 'take 5' }] }, { note: [{ text: 'take 6' }] })).toEqual([
    'note Item 1 take 5 → take 6',
  ])
})

describe('FHIR', () => {
  test('a result reads as a clinician says it', () => {
    const diff = compare(observation('1', 'K', 6.4), observation('1', 'K', 4.6))
    expect(headline(diff)).toBe('Test K 6.4 mmol/L → 4.6 mmol/L')
    expect(diff.summary).toBe('1 value changed in Observation: Test K.')
    expect(diff.changes[0]?.path).toBe('valueQuantity.value')
  })

  test('entries are matched by id: a deleted one is one change', () => {
    const all = Array.from({ length: 50 }, (_, i) => observation(String(i), `C${i}`, i))
    const diff = compare(bundle(...all), bundle(...all.toSpliced(10, 1)))
    expect(diff.total).toBe(1)
    expect(diff.changes[0]).toMatchObject({
      kind: 'removed',
      label: 'Observation: Test C10',
      path: 'entry[10]',
    })
  })

  test('another order is a move, and no change of values', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => observation(id, id, 1))
    const diff = compare(bundle(a ?? {}, b ?? {}, c ?? {}), bundle(b ?? {}, c ?? {}, a ?? {}))
    expect(diff.changes.map(({ kind }) => kind)).toEqual(['moved'])
  })

  test.each([
    ['another code under one id', observation('1', 'K', 6.4), observation('1', 'Na', 140)],
    ['another patient', observation('1', 'K', 6.4), observation('1', 'K', 4.6, 'Patient/2')],
    ['another id', observation('1', 'K', 6.4), observation('2', 'K', 4.6)],
  ])('%s is removed and added, never a change', (_, left, right) => {
    for (const diff of [compare(left, right), compare(bundle(left), bundle(right))]) {
      expect(diff.changes.map(({ kind }) => kind).toSorted()).toEqual(['added', 'removed'])
    }
  })

  test('a coded result, and a reference, are values that change', () => {
    const of = (code: string, display: string) => ({
      ...observation('1', 'PCR', 1),
      valueCodeableConcept: { coding: [{ system: 's', code, display }] },
      encounter: { reference: `Encounter/${code}` },
    })
    expect(words(of('P', 'Positive'), of('N', 'Negative'))).toEqual([
      'Test PCR Positive (P) → Negative (N)',
      'Test PCR, encounter Encounter/P → Encounter/N',
    ])
  })

  test('items of a plain list are told by their name', () => {
    const result = (name: string, value: number) => ({ name, value })
    const [left, right] = [[result('K', 6.4)], [result('Na', 6.4)]]
    expect(compare(left, right).changes.map(({ kind }) => kind)).toEqual(['removed', 'added'])
    expect(words([...left, ...right], [...right, result('K', 4.6)])).toEqual([
      expect.stringMatching(/moved/u),
      'value 6.4 → 4.6',
    ])
  })

  test('codings and extensions are matched by code and url', () => {
    const extension = (url: string, valueString: string) => ({ url, valueString })
    const left = { resourceType: 'Patient', extension: [extension('a', 'x'), extension('b', 'y')] }
    const right = { resourceType: 'Patient', extension: [extension('b', 'z')] }
    expect(words(left, right)).toEqual([
      expect.stringMatching(/removed$/u),
      'Patient, extension valueString y → z',
    ])
  })
})

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => [value])

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f']

describe('properties', () => {
  test('equal inputs have no difference, others have one', () => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        expect(compare(left, JSON.parse(JSON.stringify(left))).total).toBe(0)
        const isEqual = JSON.stringify(sorted(left)) === JSON.stringify(sorted(right))
        expect(compare(left, right).total > 0).toBe(!isEqual)
      }),
    )
  })

  const count = (left: unknown, right: unknown, kind: string) =>
    compare(left, right).changes.filter((change) => change.kind === kind).length

  test('swapped sides mirror it', () => {
    const leaf = fc.oneof(fc.nat(5), fc.constantFrom('a', 'b', null, true))
    const object = fc.dictionary(fc.constantFrom(...LETTERS), leaf)
    const nested = fc.dictionary(fc.constantFrom(...LETTERS), fc.oneof(leaf, object))
    fc.assert(
      fc.property(nested, nested, (left, right) => {
        expect(count(left, right, 'added')).toBe(count(right, left, 'removed'))
        expect(count(left, right, 'changed')).toBe(count(right, left, 'changed'))
      }),
    )
  })

  test('of lists with repeated items, by how much longer the one is', () => {
    const list = fc.array(fc.nat(3), { maxLength: 12 })
    fc.assert(
      fc.property(list, list, (left, right) => {
        const longer = (one: number[], other: number[]) =>
          count(one, other, 'added') - count(one, other, 'removed')
        expect(longer(left, right)).toBe(right.length - left.length)
        expect(longer(right, left)).toBe(left.length - right.length)
      }),
    )
  })

  test('of flat objects, the difference applied to the older gives the newer', () => {
    const flat = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.integer().map(String))
    fc.assert(
      fc.property(flat, flat, (left, right) => {
        const applied = new Map(Object.entries(left))
        for (const change of compare(left, right).changes) {
          if (change.kind === 'removed') applied.delete(change.path)
          else applied.set(change.path, change.after)
        }
        expect(applied).toEqual(new Map(Object.entries(right)))
      }),
    )
  })
})

/** With keys in order, as their order does not count. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)])
  return { object: entries.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)) }
}

describe('bounds', () => {
  test('what is nested deeply is compared whole from some level on', () => {
    const deep = (inner: string) => '{"a":'.repeat(20_000) + inner + '}'.repeat(20_000)
    expect(compare(deep('1'), deep('2'))).toMatchObject({
      total: 1,
      notCompared: ['What is nested deeper than 400 levels is compared whole.'],
    })
  })

  test('long lists without anything in common end', () => {
    const list = (from: number) => Array.from({ length: 20_000 }, (_, i) => ({ x: from + i, y: i }))
    expect(compare(list(0), list(1e6)).total).toBeGreaterThan(0)
  })
})
