import { expect, it } from 'vitest'
import { findMatches, pageText } from './find-text.ts'

const page = pageText([
  { str: 'Hämo', hasEOL: false },
  { str: 'globin  ', hasEOL: false },
  { str: '14.2', hasEOL: true },
  { str: 'g/dL — ﬁnal', hasEOL: true },
  { str: 'Hamoglobin', hasEOL: false },
])

it('joins the items and folds case, accents, ligatures and white space', () => {
  expect(page.text).toBe('hamoglobin 14.2 g/dl — final hamoglobin')
})

it('finds across items and tells the part of each', () => {
  expect(findMatches(page, 'HÄMOGLOBIN')).toEqual([
    [
      { item: 0, from: 0, to: 4 },
      { item: 1, from: 0, to: 6 },
    ],
    [{ item: 4, from: 0, to: 10 }],
  ])
})

it('finds across the end of a line', () => {
  expect(findMatches(page, '14.2 g')).toHaveLength(1)
})

it('maps a ligature back to the one character that it is', () => {
  expect(findMatches(page, 'final')).toEqual([[{ item: 3, from: 7, to: 11 }]])
})

it('takes the query as it is: no pattern, no blanks around it', () => {
  expect(findMatches(page, '.')).toHaveLength(1)
  expect(findMatches(page, '  14.2  ')).toHaveLength(1)
  expect(findMatches(page, '')).toEqual([])
  expect(findMatches(page, '   ')).toEqual([])
})

it('lets no match overlap another', () => {
  expect(findMatches(pageText([{ str: 'aaaa', hasEOL: false }]), 'aa')).toHaveLength(2)
})
