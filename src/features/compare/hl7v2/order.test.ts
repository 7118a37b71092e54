import { describe, expect, test } from 'vitest'
import { POTASSIUM as K, MSH, PID, OBR, compare, kinds, text, words } from '#test/hl7-pairs.ts'

const whole = text(MSH, PID, OBR, K)

describe('order that says something', () => {
  test('a route or a time stays with its medication', () => {
    const orc = (number: string) => `ORC|RE|${number}`
    const rxe = (code: string, name: string) => `RXE|^^^20261101|${code}^${name}^L|5||mg`
    const message = (first: string, second: string) =>
      text(MSH, PID, orc('1'), rxe('M', 'Morphine'), first, orc('2'), rxe('P', 'Potassium'), second)
    const [oral, vein] = ['RXR|PO^Oral', 'RXR|IV^Intravenous']
    expect(words(message(oral, vein), message(vein, oral))).toEqual([
      'Morphine, Route: code Oral → Intravenous',
      'Morphine, Route: text Oral → Intravenous',
      'Potassium, Route: code Intravenous → Oral',
      'Potassium, Route: text Intravenous → Oral',
    ])
    const [once, hourly] = ['TQ1|1||QD', 'TQ1|1||Q1H']
    expect(kinds(message(once, hourly), message(hourly, once))).toEqual(['changed', 'changed'])
  })

  test('lines of a note, and of a report', () => {
    const [no, yes] = ['NTE|||No evidence of', 'NTE|||disease, follow up']
    expect(kinds(text(whole, no, yes), text(whole, yes, no))).toEqual(['moved'])
    const line = (value: string) => `OBX|1|TX|REP^Report||${value}||||||F`
    const report = (...lines: string[]) => text(MSH, PID, OBR, ...lines.map(line))
    expect(words(report('no', 'yes', 'sure'), report('yes', 'no', 'sure'))).toEqual([
      expect.stringMatching(/^Observation: Report moved from segment \d to segment \d$/u),
    ])
  })

  test('a note goes from one of two like results to the other', () => {
    const note = 'NTE|1||Hemolysed'
    const [first, second] = [K.replace('6.4', '6.1'), K.replace('6.4', '6.2')]
    expect(kinds(text(whole, first, note, second), text(whole, first, second, note))).toEqual([
      'removed',
      'added',
    ])
  })

  test('the primary of several phones; identifiers in any order are the same', () => {
    const phones = (value: string) => text(MSH, `${PID}|||||${value}`)
    expect(words(phones('555-1~555-2'), phones('555-2~555-1'))).toEqual([
      expect.stringMatching(/^Home phone 555-\d moved from place \d to place \d$/u),
    ])
    const ids = (value: string) => text(MSH, `PID|1||${value}`)
    const diff = compare(ids('1^^^A~2^^^B'), ids('2^^^B~1^^^A'))
    expect(diff.total).toBe(0)
    expect(diff.summary).toMatch(/^Some repetitions of a field stand in another order/u)
  })

  test('which repetition it is', () => {
    const phones = (value: string) => text(MSH, `${PID}|||||${value}`)
    expect(compare(phones('555-1~555-2'), phones('555-1~555-3')).changes[0]).toMatchObject({
      path: 'PID-13[2].1',
      before: '555-2',
      after: '555-3',
    })
  })
})

describe('amounts and units', () => {
  const rxe = (amount: string, units: string) =>
    text(MSH, PID, 'ORC|RE|1', `RXE|^^^20261101|M^Morphine^L|${amount}||${units}`)

  test('an amount is told with its units, units with their amount', () => {
    expect(words(rxe('5', 'mg'), rxe('50', 'mg'))).toEqual([
      'Morphine, Amount minimum 5 mg → 50 mg',
    ])
    expect(words(rxe('5', 'mg'), rxe('5', 'g'))).toEqual(['Morphine, Units: code 5 mg → 5 g'])
    expect(words(whole, whole.replace('mmol/L', 'mg/dL'))).toEqual([
      'Potassium, Units: code 6.4 mmol/L → 6.4 mg/dL',
    ])
  })

  test('a structured number is one value', () => {
    const crp = (value: string) => text(MSH, PID, OBR, `OBX|1|SN|C^CRP^L||${value}|mg/L|||||F`)
    expect(words(crp('<^5'), crp('>^5'))).toEqual(['CRP <5 mg/L → >5 mg/L'])
    expect(words(crp('^1^:^128'), crp('^1^:^64'))).toEqual(['CRP 1:128 mg/L → 1:64 mg/L'])
  })
})
