import { describe, expect, test } from 'vitest'
import { fileOf, itemOf, queueOf } from '#test/upload-items.ts'
import { batchesOf, placesOf } from './batches.ts'
import { isActive } from './item.ts'
import { nextToStart, upcoming } from './next-to-start.ts'
import type { QueueState } from './queue-state.ts'

const waiting = { kind: 'waiting' } as const
const saving = { kind: 'saving' } as const
const keys = (state: Parameters<typeof nextToStart>[0]) => nextToStart(state).map(({ key }) => key)

test('three at a time, in order', () => {
  const names = ['a', 'b', 'c', 'd']
  expect(keys(queueOf(...names.map((name) => itemOf(name, waiting))))).toEqual(['a', 'b', 'c'])
  expect(
    keys(queueOf(itemOf('a', saving), ...names.slice(1).map((n) => itemOf(n, waiting)))),
  ).toEqual(['b', 'c'])
})

test('one large file at a time, with small ones beside it', () => {
  const large = (name: string) => itemOf(name, waiting, { file: fileOf(name, 100_000_001) })
  expect(keys(queueOf(large('a'), large('b'), itemOf('c', waiting), itemOf('d', waiting)))).toEqual(
    ['a', 'c', 'd'],
  )
})

test('nothing while the queue is paused, and nothing that is paused', () => {
  expect(keys({ ...queueOf(itemOf('a', waiting)), paused: 'lock' })).toEqual([])
  expect(keys(queueOf(itemOf('a', { kind: 'paused' }), itemOf('b', waiting)))).toEqual(['b'])
})

test('of two equals none is stored while the other is looked for', () => {
  const doubt = { uncertainSince: '2026-11-22T10:00:00Z' }
  const twin = (key: string, more = {}) => itemOf('same.txt', waiting, { key, ...more })
  expect(keys(queueOf(twin('a', doubt), twin('b')))).toEqual(['a'])
  expect(keys(queueOf(twin('a'), twin('b', doubt)))).toEqual(['a'])
  expect(keys(queueOf(twin('a'), twin('b')))).toEqual(['a', 'b'])
  expect(keys(queueOf(twin('a', doubt), twin('b', { org: 'other' })))).toEqual(['a', 'b'])
})

describe('where the server takes many creates in one request', () => {
  const batched = ['clinic']
  const small = (count: number, more = {}) =>
    Array.from({ length: count }, (_, at) => itemOf(`s${at}`, waiting, more))
  const started = (state: QueueState) => {
    const starting = new Set(nextToStart(state))
    const batches = batchesOf([...starting], state)
    const items = state.items.map((item) => {
      const at = batches.findIndex((some) => some.includes(item))
      const batch = at < 0 ? undefined : state.active.length * 100 + at
      return starting.has(item) ? { ...item, batch, state: saving } : item
    })
    return { ...queueOf(...items), batched }
  }

  test('many small ones take one place of three, fifty at a time', () => {
    let state: QueueState = { ...queueOf(...small(200)), batched }
    const counts = [1, 2, 3, 4].map(() => {
      state = started(state)
      return state.active.length
    })
    expect(counts).toEqual([50, 100, 150, 150])
    expect(placesOf(state.items.filter(isActive), state)).toBe(3)
  })

  test('few go alone, and so do large ones, new versions, those of another server, and what failed once', () => {
    const version = { target: { kind: 'version', id: 'x' } } as const
    for (const items of [
      small(19),
      small(30, { file: fileOf('large', 300_000) }),
      small(30, version),
      small(30, { org: 'other' }),
      small(30, { tries: 1 }),
    ]) {
      expect(nextToStart({ ...queueOf(...items), batched })).toHaveLength(3)
    }
    expect(nextToStart(queueOf(...small(30)))).toHaveLength(3)
  })

  test('few of each of many organizations go alone, however many they are together', () => {
    const orgs = ['a', 'b', 'c', 'd', 'e', 'f']
    const items = orgs.flatMap((org) => small(4, { org }))
    const state = { ...queueOf(...items), batched: orgs }
    expect(nextToStart(state)).toHaveLength(3)
  })

  test('while nothing gets through one alone is tried', () => {
    const state = { ...queueOf(...small(60)), batched, failuresInARow: 3 }
    expect(nextToStart(state)).toHaveLength(1)
  })

  test('a large one keeps its place beside them', () => {
    const large = itemOf('large', waiting, { file: fileOf('large', 50_000_000) })
    let state: QueueState = { ...queueOf(large, ...small(200)), batched }
    for (let turn = 0; turn < 5; turn += 1) state = started(state)
    expect(state.active).toContain('large')
    expect(state.active).toHaveLength(100)
    expect(placesOf(state.items.filter(isActive), state)).toBe(3)
  })

  test('each of those that are too few for a request takes a place of its own', () => {
    const orgs = ['a', 'b']
    const fifty = small(50, { org: 'a' }).map((item) => ({ ...item, batch: 1, state: saving }))
    const late = Array.from({ length: 23 }, (_, at) => itemOf(`l${at}`, waiting, { org: 'b' }))
    const four = Array.from({ length: 4 }, (_, at) => itemOf(`f${at}`, waiting, { org: 'a' }))
    const state = { ...queueOf(...fifty, ...late, ...four), batched: orgs }
    const keys = nextToStart(state).map(({ key }) => key)
    expect(keys).toEqual([...late.map(({ key }) => key), 'f0'])
    const three = four.slice(0, 3).map((item) => ({ ...item, state: saving }))
    expect(placesOf([...fifty, ...three], state)).toBe(4)
  })

  test('those of one request are of one organization, and few are none', () => {
    const other = Array.from({ length: 4 }, (_, at) => itemOf(`o${at}`, waiting, { org: 'other' }))
    const state = { ...queueOf(...small(60), ...other), batched: ['clinic', 'other'] }
    const groups = batchesOf(state.items, state)
    expect(groups.map((items) => items.length)).toEqual([50, 10])
    expect(groups.flat().every(({ org }) => org === 'clinic')).toBe(true)
  })
})

test('what comes next are those that wait, in order, and no more than are asked for', () => {
  const state = queueOf(
    itemOf('a', saving),
    itemOf('b', waiting),
    itemOf('c', { kind: 'paused' }),
    itemOf('d', waiting),
    itemOf('e', waiting),
  )
  expect(upcoming(state, 2).map(({ key }) => key)).toEqual(['b', 'd'])
  expect(upcoming(state, 9).map(({ key }) => key)).toEqual(['b', 'd', 'e'])
  expect(upcoming(state, 0)).toEqual([])
})
