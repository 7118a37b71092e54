import { expect, test } from 'vitest'
import { createFrameStore } from './frame-store.ts'

function setUp() {
  const [begun, ended, closed]: [string[], string[], string[]] = [[], [], []]
  const gates = new Map<string, PromiseWithResolvers<void>>()
  const store = createFrameStore<string>((frame) => closed.push(frame))
  const wanted = (...keys: string[]) =>
    keys.map((key) => ({
      key,
      load: async (signal: AbortSignal) => {
        begun.push(key)
        signal.addEventListener('abort', () => ended.push(key))
        const gate = Promise.withResolvers<void>()
        gates.set(key, gate)
        await gate.promise
        return `frame ${key}`
      },
    }))
  const settle = async (key: string, error?: Error) => {
    const gate = gates.get(key)
    if (error === undefined) gate?.resolve()
    else gate?.reject(error)
    await new Promise((resolve) => setTimeout(resolve))
  }
  const phases = () => Object.fromEntries([...store.get()].map(([key, { phase }]) => [key, phase]))
  return { store, wanted, settle, phases, gates, begun, ended, closed }
}

test('loads two at a time, in the order in which they are wanted', async () => {
  const { store, wanted, settle, phases, begun } = setUp()
  store.want(wanted('a', 'b', 'c'))
  expect(begun).toEqual(['a', 'b'])
  await settle('b')
  expect(begun).toEqual(['a', 'b', 'c'])
  expect(phases()).toEqual({ a: 'loading', b: 'done', c: 'loading' })
})

test('gives back what is wanted no longer, keeps what is there and may stay, and ends what is under way', async () => {
  const { store, wanted, settle, phases, begun, ended, closed } = setUp()
  store.want(wanted('a', 'b'))
  await settle('a')
  await settle('b')
  store.want(wanted('c', 'd'), ['b', 'z'])
  expect(closed).toEqual(['frame a'])
  store.want(wanted('e'), ['b', 'c'])
  expect(phases()).toEqual({ b: 'done', e: 'loading' })
  // What comes all the same is given back, too.
  expect(ended).toEqual(['c', 'd'])
  await settle('c')
  expect(closed).toEqual(['frame a', 'frame c'])
  await settle('e')
  store.want([])
  expect(phases()).toEqual({})
  expect(closed.toSorted()).toEqual(['frame a', 'frame b', 'frame c', 'frame e'])
  expect(begun).toHaveLength(5)
})

test('one that is wanted again while it is ended is loaded anew, and the old one never shows', async () => {
  const { store, wanted, settle, phases, closed, gates } = setUp()
  store.want(wanted('a'))
  const old = gates.get('a')
  store.want([])
  store.want(wanted('a'))
  old?.resolve()
  await new Promise((resolve) => setTimeout(resolve))
  expect(phases()).toEqual({ a: 'loading' })
  expect(closed).toEqual(['frame a'])
  await settle('a')
  expect(phases()).toEqual({ a: 'done' })
  expect(closed).toEqual(['frame a'])
})

test('a failure stays until it is tried again', async () => {
  const { store, wanted, settle, phases, begun } = setUp()
  let told = 0
  const leave = store.subscribe(() => (told += 1))
  store.want(wanted('a'))
  await settle('a', new Error('no'))
  store.want(wanted('a'))
  expect(phases()).toEqual({ a: 'failed' })
  expect(told).toBe(2)
  store.retry('a')
  expect(begun).toEqual(['a', 'a'])
  leave()
  await settle('a')
  expect(phases()).toEqual({ a: 'done' })
  expect(told).toBe(4)
})
