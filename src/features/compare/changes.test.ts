import { describe, expect, test } from 'vitest'
import {
  changeWords,
  gatherChanges,
  headline,
  listed,
  MAX_CHANGES,
  NOTHING_FOUND,
  type Change,
  type Comparison,
} from './changes.ts'
import { shortened } from './shortened.ts'

const place = { path: '', anchor: '0' }
const potassium: Change = {
  ...place,
  label: 'Potassium',
  kind: 'changed',
  before: '6.4',
  after: '4.6',
}

function comparison(changes: Change[], more: Partial<Comparison> = {}): Comparison {
  const whole = { summary: 'A summary.', changes, total: changes.length }
  return { ...whole, notCompared: [], remarks: [], ...more }
}

describe('headline', () => {
  test('the first change, and how many more', () => {
    expect(headline(comparison([potassium]))).toBe('Potassium 6.4 → 4.6')
    expect(headline(comparison([potassium, potassium]))).toBe(
      'Potassium 6.4 → 4.6, and 1 more change',
    )
    expect(headline(comparison([potassium], { total: 2001 }))).toBe(
      'Potassium 6.4 → 4.6, and 2,000 more changes',
    )
  })

  test('what comes with every version stands back', () => {
    const sent: Change = { ...potassium, label: 'Time of message', minor: true }
    expect(headline(comparison([sent, potassium]))).toMatch(/^Potassium 6\.4/u)
    expect(headline(comparison([sent]))).toMatch(/^Time of message/u)
  })

  test('without a change it says why', () => {
    expect(headline(comparison([]))).toBe('A summary')
    expect(headline(comparison([], { remarks: ['Another encoding.'] }))).toBe('Another encoding')
    expect(headline(comparison([], { notCompared: ['Too large.'] }))).toBe('Too large')
    const parted = { summary: NOTHING_FOUND, notCompared: ['Too large.'], remarks: ['Moved.'] }
    expect(headline(comparison([], parted))).toBe('Too large')
  })
})

describe('changeWords', () => {
  test('each kind', () => {
    expect(changeWords({ ...place, label: 'Allergy', kind: 'added', after: 'latex' })).toBe(
      'Allergy latex added',
    )
    expect(changeWords({ ...place, label: 'Row 3', kind: 'removed', before: '' })).toBe(
      'Row 3 removed',
    )
    expect(
      changeWords({ ...place, label: 'Plan', kind: 'moved', before: 'line 3', after: 'line 9' }),
    ).toBe('Plan moved from line 3 to line 9')
    expect(changeWords({ ...potassium, before: '' })).toBe('Potassium empty → 4.6')
  })

  test('two long values that are cut alike never read as the same', () => {
    const long = 'a'.repeat(300)
    expect(changeWords({ ...potassium, before: `${long}1`, after: `${long}2` })).toMatch(
      /^Potassium …a+1 → …a+2$/u,
    )
    expect(changeWords({ ...potassium, before: 'a b', after: 'a  b' })).toBe(
      'Potassium changed in white space alone',
    )
    expect(changeWords({ ...potassium, before: '', after: '' })).toBe('Potassium changed')
  })

  test('values that look the same are spelled out', () => {
    expect(
      changeWords({ ...potassium, label: 'Name', before: 'Jos\u00E9', after: 'Jose\u0301' }),
    ).toBe('Name Jos‹U+00E9› → Jose‹U+0301›')
    const moved = {
      ...place,
      label: 'A file',
      kind: 'moved',
      before: '\u00E9.txt',
      after: 'e\u0301.txt',
    } as const
    expect(changeWords(moved)).toContain('moved from ‹U+00E9›.txt to e‹U+0301›.txt')
  })

  test('a figure is never cut into another one, and keeps its unit', () => {
    const text = (dose: string) =>
      `Continue the anticoagulation with enoxaparin ${dose} units twice daily until the review`
    const change: Change = {
      ...place,
      label: 'Line 3',
      kind: 'changed',
      before: text('4000'),
      after: text('6000'),
    }
    expect(headline(comparison([change]))).toBe(
      'Line 3 … anticoagulation with enoxaparin 4000 units → 6000 units',
    )
    expect(shortened('Heparin in a dose of 100000 units', 25)).toBe('Heparin in a dose of …')
    expect(shortened(`${'x'.repeat(30)}-12345`, 34)).toBe(`${'x'.repeat(30)}…`)
  })

  test('what turns a statement around has beside it what it turns', () => {
    const line = (before: string, after: string) =>
      headline(comparison([{ ...place, label: 'Line 4', kind: 'changed', before, after }]))
    expect(line('Patient is allergic to penicillin', 'Patient is not allergic to penicillin')).toBe(
      'Line 4 Patient is allergic to penicillin → is not allergic to penicillin',
    )
    expect(
      line('Take metoprolol succinate 47.5 mg', 'Do not take metoprolol succinate 47.5 mg'),
    ).toBe('Line 4 Take metoprolol succinate → Do not take metoprolol succinate')
    expect(line('Left kidney of normal size', 'Right kidney of normal size')).toBe(
      'Line 4 Left kidney of normal → Right kidney of normal',
    )
  })

  test('the list keeps what differs far behind the beginning', () => {
    const { add, list } = gatherChanges()
    const text = (dose: string) => `${'a word '.repeat(300)}${dose} mg`
    add({ ...potassium, before: text('5'), after: text('50') })
    expect(list().changes[0]).toMatchObject({
      before: expect.stringMatching(/ 5 mg$/u) as string,
      after: expect.stringMatching(/ 50 mg$/u) as string,
    })
  })

  test('another patient comes before every figure, a turned statement before a word', () => {
    const patient: Change = {
      ...place,
      label: 'Patient ID',
      kind: 'changed',
      before: '',
      after: '',
      urgent: true,
    }
    expect(headline(comparison([potassium, patient]))).toBe('Patient ID changed, and 1 more change')
    const word: Change = { ...potassium, label: 'Status', before: 'draft', after: 'final' }
    const negated: Change = { ...word, label: 'negationInd', before: 'false', after: 'true' }
    expect(headline(comparison([word, negated]))).toMatch(/^negationInd false → true/u)
  })
})

test('changes beyond the list are counted', () => {
  const { add, list } = gatherChanges()
  for (let i = 0; i < MAX_CHANGES + 5; i += 1) add(potassium)
  expect(list().changes).toHaveLength(MAX_CHANGES)
  expect(list().total).toBe(MAX_CHANGES + 5)
})

test('lists and cuts', () => {
  expect(listed(['PID'])).toBe('PID')
  expect(listed(['PID', 'OBX'])).toBe('PID and OBX')
  expect(listed(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more')
  expect(shortened('ab😀', 4)).toBe('ab😀')
  expect(shortened('ab😀d', 4)).toBe('ab…')
})
