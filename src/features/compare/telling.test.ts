import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mostTelling, narrow, weightOf } from './telling.ts'

describe('what differs in two texts', () => {
  test.each([
    ['Potassium 6.4 mmol/L', 'Potassium 4.6 mmol/L', ['Potassium', '6.4', '4.6']],
    ['CORRECTED REPORT', 'CORRECTED REPORT, AMENDED', ['CORRECTED', 'REPORT', 'REPORT, AMENDED']],
    ['no evidence of disease', 'evidence of disease', ['', 'no evidence', 'evidence']],
    ['Metformin 1-0-1', 'Metformin 1-0-1 raised', ['Metformin', '1-0-1', '1-0-1 raised']],
    ['no evidence of old harm', 'no evidence of new harm', ['no evidence of', 'old', 'new']],
    [
      'There is no radiological or clinical evidence of old harm',
      'There is no radiological or clinical evidence of new harm',
      ['… no radiological or clinical evidence of', 'old', 'new'],
    ],
    ['a b c d 1', 'a b c d 2', ['… b c d', '1', '2']],
    ['', 'all of it', ['', '', 'all of it']],
    ['a  b', 'a b', ['a', 'b', 'b']],
  ])('%s, %s', (before, after, [context, old, now]) => {
    expect(narrow(before, after)).toMatchObject({ context, before: old, after: now })
  })

  test('is never nothing where the words differ, and never more than there is', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'no', '5 mg'), { maxLength: 8 })
    fc.assert(
      fc.property(text, text, (left, right) => {
        const [before, after] = [left.join(' '), right.join(' ')]
        const cut = narrow(before, after)
        if (before !== after) expect(cut.before).not.toBe(cut.after)
        expect(before).toContain(cut.before)
        expect(after).toContain(cut.after)
      }),
    )
  })
})

test('figures tell more than words, words more than dates and marks', () => {
  const pairs: [string, string][] = [
    ['REPORT', 'REPORT ,'],
    ['15 Oct 2026', '17 Oct 2026'],
    ['at 09:10', 'at 11:26'],
    ['Potassium 6.4', 'Potassium 4.6'],
    ['FINAL', 'CORRECTED'],
  ]
  expect(mostTelling(pairs, ([before, after]) => weightOf(before, after))).toEqual(pairs[3])
  expect(pairs.map(([before, after]) => weightOf(before, after))).toEqual([0, 2, 2, 3, 2])
  expect([weightOf('a', 'b'), weightOf('a', 'a ,'), weightOf(',', ';')]).toEqual([1, 0, 0])
  expect([weightOf('no 5', '5'), weightOf('1.5', '15'), weightOf('-5', '5')]).toEqual([3, 3, 3])
  // What turns a statement or a figure around.
  expect([weightOf('<5', '5'), weightOf('5 %', '5 ‰'), weightOf('dose 5 mg', 'dose 5 g')]).toEqual([
    3, 3, 3,
  ])
  expect(weightOf('no evidence of disease', 'evidence of disease')).toBe(3)
  const corrected = 'REPORT corrected on Monday, since the earlier value must not be used'
  expect(weightOf('REPORT', corrected)).toBe(2)
  expect(weightOf('room 5 north', 'room 5 eastern wing')).toBe(2)
  // A word behind the figure of a telephone number is not its unit.
  expect(weightOf('+00 555 0100 FINAL', '+00 555 0100 CORRECTED')).toBe(2)
  expect(weightOf('take 5 drops', 'take 5 spoonfuls')).toBe(3)
  expect([weightOf('2000 mg', '1000 mg'), weightOf('since 2019', 'since 2020')]).toEqual([3, 2])
  expect(weightOf('A1'.repeat(60), 'A2'.repeat(60))).toBe(1)
  expect(weightOf('LAB-2231 page 1 of 1', 'LAB-2231 page 1 of 2')).toBe(1)
  expect(mostTelling([], () => 1)).toBeUndefined()
})
