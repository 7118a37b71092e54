import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { POTASSIUM as K, MSH, PID, OBR, compare, kinds, text, words } from '#test/hl7-pairs.ts'
import { changeWords, headline } from '../changes.ts'

const NA = 'OBX|2|NM|2951-2^Sodium^LN||140|mmol/L|135-145||||F'

const whole = text(MSH, PID, OBR, K, NA)

describe('known pairs', () => {
  test('a result, with its units, and the patient’s name', () => {
    const later = whole
      .replace('|6.4|', '|4.6|')
      .replace('Sampleton^Maren', 'Sampleton^Marena')
      .replace('|H|', '||')
    const diff = compare(whole, later)
    expect(diff.changes.map((change) => changeWords(change))).toEqual([
      'Patient name: given name Maren → Marena',
      'Potassium 6.4 mmol/L → 4.6 mmol/L',
      expect.stringMatching(/^Potassium, Abnormal flags .*removed$/u),
    ])
    expect(diff.changes.map(({ path }) => path)).toEqual(['PID-5.2', 'OBX[1]-5', 'OBX[1]-8'])
    expect(diff.summary).toBe('2 values changed, 1 removed in PID and OBX.')
  })

  test('what every message has anew stands back in the headline', () => {
    const later = whole
      .replace('20261101100000', '20261102100000')
      .replace('|R01|1|', '|R01|2|')
      .replace('|6.4|', '|4.6|')
    expect(headline(compare(whole, later))).toBe(
      'Potassium 6.4 mmol/L → 4.6 mmol/L, and 1 more change',
    )
  })

  test('observations are matched by code, wherever they stand', () => {
    const glucose = 'OBX|1|NM|2345-7^Glucose^LN||5.1|mmol/L|||||F'
    const later = text(MSH, PID, OBR, glucose, K.replace('OBX|1', 'OBX|2'), NA)
    expect(words(whole, later)).toEqual([
      expect.stringMatching(/Glucose 5.1 mmol.L added$/u),
      'Potassium, Set id 1 → 2',
    ])
  })

  test('another unit is seen in the value, and of its own', () => {
    const later = whole.replace('|6.4|mmol/L|', '|25|mg/dL|')
    expect(words(whole, later)).toEqual([
      'Potassium 6.4 mmol/L → 25 mg/dL',
      'Potassium, Units: code mmol/L → mg/dL',
    ])
  })

  test('a value to be deleted is not an empty one', () => {
    expect(words(whole, whole.replace('|6.4|', '|""|'))).toEqual([
      'Potassium 6.4 mmol/L → Deleted value mmol/L',
    ])
    expect(kinds(whole.replace('|6.4|', '|""|'), whole.replace('|6.4|', '||'))).toEqual(['removed'])
  })
})

describe('never paired', () => {
  test('observations of different codes', () => {
    const later = text(MSH, PID, OBR, K.replace('2823-3^Potassium', '2951-2^Sodium'), NA)
    expect(kinds(text(MSH, PID, OBR, K), text(MSH, PID, OBR, NA))).toEqual(['removed', 'added'])
    expect(kinds(whole, later)).not.toContain('changed')
  })

  test('messages of different patients', () => {
    const diff = compare(whole, whole.replace('4711', '4712').replace('|6.4|', '|4.6|'))
    expect(diff.changes.map(({ kind }) => kind)).toEqual(['removed', 'added'])
    expect(diff.notCompared[0]).toMatch(/different patients/u)
  })

  test('messages of a batch, whose order changed', () => {
    const other = whole.replace('4711', '4712').replace('|6.4|', '|4.6|')
    const diff = compare(text(whole, other), text(other, whole))
    expect(diff.total).toBe(0)
    expect(diff.remarks).toEqual(['Some messages stand in another order.'])
  })

  test('allergies of different allergens', () => {
    const [latex, nuts] = ['AL1|1||L^Latex||Rash', 'AL1|1||N^Nuts||Shock']
    expect(kinds(text(MSH, PID, latex), text(MSH, PID, nuts))).toEqual(['removed', 'added'])
  })
})

describe('ways of writing', () => {
  test('other separators, line ends and empty fields at the end are not a change of values', () => {
    const hash = whole.replaceAll('^', '#')
    expect(kinds(whole, hash)).toEqual(['changed'])
    expect(compare(whole, whole.replaceAll('\r', '\n')).total).toBe(0)
    expect(compare(whole, `${whole}||||`).summary).toMatch(/^All fields are the same/u)
  })

  test('an escape and the letter that it stands for are told apart', () => {
    const comment = 'NTE|1||a\\T\\b'
    expect(kinds(text(whole, comment), text(whole, comment.replace('\\T\\', '\\X26\\')))).toEqual([
      'changed',
    ])
  })

  test('text outside of messages is compared too', () => {
    expect(kinds(`first\r${whole}`, `second\r${whole}`)).toEqual(['changed'])
  })
})

test('a result that went is told with its range, its flag and its state', () => {
  const [told] = words(text(MSH, PID, OBR, K.replace(/F$/u, 'P'), NA), text(MSH, PID, OBR, NA))
  expect(told).toBe('Observation: Potassium 6.4 mmol/L, range 3.5-5.1, H, status P removed')
})

test('another order of segments is never told as none', () => {
  const diff = compare(whole, text(MSH, PID, OBR, NA, K))
  expect([diff.total, diff.summary]).toEqual([0, 'Some segments stand in another order.'])
})

test('another patient is the headline', () => {
  const diff = compare(whole, whole.replace('4711', '4712').replace('|6.4|', '|4.6|'))
  expect(headline(diff)).toMatch(/Maren Sampleton/u)
})

describe('properties', () => {
  const value = fc.constantFrom('6.4', '4.6', '140', '""', 'a^b', 'x~y', '')
  const code = fc.constantFrom('K^Potassium', 'Na^Sodium', 'Cl^Chloride')
  const obx = fc
    .tuple(code, value)
    .map(([name, result]) => `OBX|1|ST|${name}||${result}|mmol/L|||||F`)
  const message = fc
    .array(obx, { maxLength: 8 })
    .map((segments) => text(MSH, PID, OBR, ...segments))

  test('equal messages have no difference; others have one, but for order and empty ends', () => {
    // Those of one code keep their order; of others it says nothing.
    const codeOf = (line: string) => line.split('|')[3] ?? ''
    const lines = (of: string) =>
      of
        .split('\r')
        .toSorted((one, other) => codeOf(one).localeCompare(codeOf(other)))
        .join('\r')
    fc.assert(
      fc.property(message, message, (left, right) => {
        expect(compare(left, left).total).toBe(0)
        expect(compare(left, right).total > 0).toBe(lines(left) !== lines(right))
      }),
    )
  })

  test('swapped sides mirror it', () => {
    const unlike = fc
      .uniqueArray(obx, { selector: (segment) => segment.split('|')[3], maxLength: 3 })
      .map((segments) => text(MSH, PID, OBR, ...segments))
    fc.assert(
      fc.property(unlike, unlike, (left, right) => {
        const count = (from: string, to: string, kind: string) =>
          kinds(from, to).filter((one) => one === kind).length
        expect(count(left, right, 'added')).toBe(count(right, left, 'removed'))
        expect(count(left, right, 'changed')).toBe(count(right, left, 'changed'))
      }),
    )
  })

  test('no change goes from the value of one test to that of another', () => {
    fc.assert(
      fc.property(message, message, (left, right) => {
        for (const change of compare(left, right).changes) {
          if (change.kind !== 'changed') continue
          const name = /^(Potassium|Sodium|Chloride)/u.exec(change.label)?.[1] ?? 'none'
          const values = (of: string) =>
            of.split('\r').flatMap((line) => (line.includes(`^${name}|`) ? line : []))
          expect(values(left).length).toBeGreaterThan(0)
          expect(values(right).length).toBeGreaterThan(0)
        }
      }),
    )
  })
})

test('a hundred thousand segments end', () => {
  const many = (result: string) =>
    text(MSH, PID, OBR, ...Array.from({ length: 50_000 }, (_, i) => `OBX|${i}|ST|C${i}||${result}`))
  expect(compare(many('1'), many('2')).total).toBe(50_000)
  expect(compare(many('1'), `${many('1')}\r`).summary).toMatch(/^All fields are the same/u)
})
