import { describe, expect, test } from 'vitest'
import {
  changeWords,
  gatherChanges,
  headline,
  listed,
  MAX_CHANGES,
  shortened,
  type Change,
  type Comparison,
} from './changes.ts'

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
    expect(changeWords({ ...potassium, before: `${long}1`, after: `${long}2` })).toBe(
      'Potassium changed',
    )
    expect(changeWords({ ...potassium, before: 'a b', after: 'a  b' })).toBe('Potassium changed')
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
