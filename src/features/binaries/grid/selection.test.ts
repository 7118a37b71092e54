import { expect, test } from 'vitest'
import { NOTHING_SELECTED, selectAll, selectRange, toggleRow } from './selection.ts'

const ORDER = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }))

test('toggles', () => {
  const one = toggleRow(NOTHING_SELECTED, 'b')
  expect([...one.ids]).toEqual(['b'])
  expect([...toggleRow(one, 'b').ids]).toEqual([])
})

test('a range runs from the last toggled row, either way, and may shrink again', () => {
  const anchored = toggleRow(NOTHING_SELECTED, 'c')
  const down = selectRange(anchored, ORDER, 'c', 'e')
  expect([...down.ids]).toEqual(['c', 'd', 'e'])
  const up = selectRange(down, ORDER, 'e', 'b')
  expect([...up.ids].toSorted()).toEqual(['b', 'c'])
})

test('what was selected before stays beside the range', () => {
  const two = toggleRow(toggleRow(NOTHING_SELECTED, 'a'), 'd')
  expect([...selectRange(two, ORDER, 'd', 'e').ids].toSorted()).toEqual(['a', 'd', 'e'])
})

test('without an anchor, or with one that no longer shows, it runs from where the reader is', () => {
  const range = selectRange(NOTHING_SELECTED, ORDER, 'b', 'c')
  expect([...range.ids]).toEqual(['b', 'c'])
  expect(range.anchor).toBe('b')
  const gone = selectRange(toggleRow(NOTHING_SELECTED, 'z'), ORDER, 'd', 'e')
  expect([...gone.ids].toSorted()).toEqual(['d', 'e', 'z'])
})

test('a range to a row that is not there changes nothing', () => {
  expect(selectRange(NOTHING_SELECTED, ORDER, 'a', 'z')).toBe(NOTHING_SELECTED)
})

test('all', () => {
  expect(selectAll(ORDER).ids.size).toBe(5)
})
