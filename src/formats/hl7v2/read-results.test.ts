import { describe, expect, it } from 'vitest'
import { readMessages } from './read-messages.ts'
import { readResult, type ResultRow } from './read-results.ts'

const MSH = 'MSH|^~\\&|LAB|CLINIC|EHR|CLINIC|20261014154800||ORU^R01^ORU_R01|1|P|2.5.1'

function result(obx: string): ResultRow {
  const message = readMessages(`${MSH}\r${obx}`).parts.find((part) => part.type === 'message')
  if (!message) throw new Error('no message')
  return readResult(message.segments[1]!, message.separators)
}

describe('a result', () => {
  it('shows unit, range and flag whole, whatever separators they hold', () => {
    expect(result('OBX|1|NM|L^WBC||4.5|10^9/L|4.0^11.0|^High|||F')).toMatchObject({
      unit: '10^9/L',
      range: '4.0^11.0',
      flags: [{ code: 'H', words: 'High', tone: 'abnormal', sign: '▲' }],
    })
  })

  it.each([
    ['mmol/L^millimole per liter^UCUM', 'mmol/L'],
    ['^millimole per liter^UCUM', 'millimole per liter'],
    ['10*9/L^^UCUM', '10*9/L'],
    ['10^9/L^UCUM', '10^9/L^UCUM'],
    ['10^9/L~G/L', '10^9/L~G/L'],
    [String.raw`10\S\9/L`, '10^9/L'],
    ['', undefined],
    ['""', undefined],
  ])('unit %s reads %s', (field, unit) => {
    expect(result(`OBX|1|NM|a||1|${field}|||||F`).unit).toBe(unit)
  })

  it('shows every repetition of a range', () => {
    expect(result('OBX|1|NM|a||1||3.5-5.1~(adults)||||F').range).toBe('3.5-5.1~(adults)')
  })

  it.each([
    ['H^High^HL70078~A', ['High', 'Abnormal']],
    ['^Normal', ['Normal']],
    ['^^^^Hemolyzed', ['Hemolyzed']],
    ['^^^^^^^^see note', ['see note']],
    ['H~H', ['High', 'High']],
    ['QQ', ['Flag QQ']],
  ])('flag %s reads %j', (field, words) => {
    expect(result(`OBX|1|NM|a||1|||${field}|||F`).flags.map((flag) => flag.words)).toEqual(words)
  })

  it('takes no letter of a free text for high or low', () => {
    expect(result('OBX|1|NM|a||1|||^Hemolyzed|||F').flags).toMatchObject([
      { tone: 'abnormal', sign: '!' },
    ])
    expect(result('OBX|1|NM|a||1|||^Normal|||F').flags).toMatchObject([{ tone: 'normal' }])
  })
})
