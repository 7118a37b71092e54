import { expect, test } from 'vitest'
import { neighboursOf } from './list-order.ts'

const order = { org: 'a', ids: ['x', 'y', 'z'], hasMore: true }

test('tells what comes before and after a file of the list', () => {
  expect(neighboursOf(order, 'a', 'y')).toEqual({
    place: 2,
    count: 3,
    hasMore: true,
    previous: 'x',
    next: 'z',
  })
  expect(neighboursOf(order, 'a', 'x')).toMatchObject({ previous: undefined, next: 'y' })
  expect(neighboursOf(order, 'a', 'z')).toMatchObject({ previous: 'y', next: undefined })
})

test('tells nothing of another organization, or of a file that was not listed', () => {
  expect(neighboursOf(order, 'b', 'y')).toBeUndefined()
  expect(neighboursOf(order, 'a', 'w')).toBeUndefined()
  expect(neighboursOf(undefined, 'a', 'y')).toBeUndefined()
})
