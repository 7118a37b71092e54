import { expect, test } from 'vitest'
import { neighboursOf } from './list-order.ts'

const file = (id: string) => ({ id, version: '1', size: 10 })
const order = { org: 'a', files: ['x', 'y', 'z'].map(file), hasMore: true }

test('tells what comes before and after a file of the list', () => {
  expect(neighboursOf(order, 'a', 'y')).toEqual({
    place: 2,
    count: 3,
    hasMore: true,
    previous: file('x'),
    next: file('z'),
  })
  expect(neighboursOf(order, 'a', 'x')).toMatchObject({ previous: undefined, next: file('y') })
  expect(neighboursOf(order, 'a', 'z')).toMatchObject({ previous: file('y'), next: undefined })
})

test('tells nothing of another organization, or of a file that was not listed', () => {
  expect(neighboursOf(order, 'b', 'y')).toBeUndefined()
  expect(neighboursOf(order, 'a', 'w')).toBeUndefined()
  expect(neighboursOf(undefined, 'a', 'y')).toBeUndefined()
})
