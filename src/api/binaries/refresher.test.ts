import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRefresher, type WrittenStates } from './refresher.ts'

let told: [string, string[]][]
const tell = (org: string, states: WrittenStates) => told.push([org, [...states.keys()]])

beforeEach(() => {
  told = []
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

test('tells the first at once, and gathers those that follow', () => {
  const refresher = createRefresher(tell)
  for (const id of ['1', '2', '3']) refresher.add('a', id, undefined)
  refresher.add('b', '4', undefined)
  expect(told).toEqual([['a', ['1']]])
  vi.advanceTimersByTime(2000)
  expect(told.slice(1)).toEqual([
    ['a', ['2', '3']],
    ['b', ['4']],
  ])
  refresher.add('a', '5', undefined)
  expect(told).toHaveLength(3)
  vi.advanceTimersByTime(2000)
  expect(told.at(-1)).toEqual(['a', ['5']])
  vi.advanceTimersByTime(4000)
  refresher.add('a', '6', undefined)
  expect(told.at(-1)).toEqual(['a', ['6']])
})

test('tells the rest when it is over', () => {
  const refresher = createRefresher(tell)
  refresher.add('a', '1', undefined)
  refresher.add('a', '2', undefined)
  refresher.flush()
  expect(told).toEqual([
    ['a', ['1']],
    ['a', ['2']],
  ])
})
