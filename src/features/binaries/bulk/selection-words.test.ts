import { expect, test } from 'vitest'
import { selectionWords, whyNothing, type Selected } from './selection-words.ts'

const NONE: Selected = { shown: 0, hidden: 0, away: 0, whole: true, all: false, problem: undefined }

test.each<[string, Partial<Selected>]>([
  ['1,200 selected', { shown: 1200 }],
  ['3 selected, 1 hidden by the filter', { shown: 2, hidden: 1 }],
  ['1 selected, hidden by the filter', { hidden: 1 }],
  ['5 selected, not loaded in this order', { away: 5, whole: false }],
  [
    '9 selected, 2 hidden by the filter, 3 not loaded in this order',
    { shown: 4, hidden: 2, away: 3, whole: false },
  ],
  ['4 selected, 1 no longer in the list', { shown: 4, away: 1 }],
  ['100 selected, the rest was not loaded', { shown: 100, all: true, whole: false }],
  [
    '100 selected, the rest could not be loaded: No connection',
    { shown: 100, all: true, whole: false, problem: 'No connection' },
  ],
  ['100 selected', { shown: 100, all: true, problem: 'No connection' }],
])('%s', (words, selected) => {
  expect(selectionWords({ ...NONE, ...selected })).toBe(words)
})

test('what is not on the screen can’t be changed, and why', () => {
  expect(whyNothing({ ...NONE, shown: 1, hidden: 1 })).toBeUndefined()
  expect(whyNothing({ ...NONE, hidden: 1, away: 1 })).toMatch(/filter hides/)
  expect(whyNothing({ ...NONE, away: 1, whole: false })).toMatch(/Load all/)
  expect(whyNothing({ ...NONE, away: 1 })).toMatch(/no longer/)
})
