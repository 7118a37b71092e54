import { UNSAFE_createMemoryHistory as createMemoryHistory } from 'react-router'
import { expect, test } from 'vitest'
import { guardHistory } from './guarded-history.ts'

/** A history of three pages, one of them open, and a guard that is told whether to ask. */
function start(initialIndex = 1) {
  const memory = createMemoryHistory({
    initialEntries: ['/a', '/b', '/c'],
    initialIndex,
    v5Compat: true,
  })
  const asked: (() => void)[] = []
  const guard = {
    dirty: true,
    mustAsk: () => guard.dirty,
    ask: (leave: () => void) => asked.push(leave),
  }
  const history = guardHistory(memory, guard)
  const heard: string[] = []
  history.listen(({ location }) => heard.push(location.pathname))
  const discard = () => {
    guard.dirty = false
    asked.shift()?.()
  }
  return { memory, history, guard, asked, heard, discard, back: () => memory.go(-1) }
}

test('a link asks, and is followed after "Discard" only', () => {
  const { history, heard, asked, discard } = start()
  history.push('/x')
  expect(history.location.pathname).toBe('/b')
  expect(asked).toHaveLength(1)
  discard()
  expect(history.location.pathname).toBe('/x')
  expect(heard).toEqual(['/x'])
})

test('the browser’s Back is taken back without a word, and repeated after "Discard"', () => {
  const { history, heard, discard, back } = start()
  back()
  expect(history.location.pathname).toBe('/b')
  expect(heard).toEqual([])
  discard()
  expect(history.location.pathname).toBe('/a')
  expect(heard).toEqual(['/a'])
})

test('whoever keeps editing may press Back again, and is asked again', () => {
  const { history, asked, back } = start()
  back()
  back()
  expect(asked).toHaveLength(2)
  expect(history.location.pathname).toBe('/b')
})

test('a second Back that comes before the first is taken back ends where both began', () => {
  const { history, heard, asked, guard, memory } = start(2)
  const queue: number[] = []
  const go = memory.go.bind(memory)
  memory.go = (delta) => void queue.push(delta)
  const deliver = () => {
    for (const delta of queue.splice(0)) go(delta)
  }
  go(-1)
  go(-1)
  deliver()
  expect(history.location.pathname).toBe('/c')
  expect(heard).toEqual([])
  guard.dirty = false
  asked.at(-1)?.()
  deliver()
  expect(history.location.pathname).toBe('/a')
  expect(heard).toEqual(['/a'])
})

test('nothing is asked where nothing is unsaved, nor for what replaces the address', () => {
  const { history, guard, asked, heard, back } = start()
  history.replace('/b?filter=x')
  guard.dirty = false
  back()
  history.push('/y')
  expect(asked).toEqual([])
  expect(heard).toEqual(['/b', '/a', '/y'])
})
