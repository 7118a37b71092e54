import { expect, test } from 'vitest'
import { fileOf, itemOf, queueOf } from '#test/upload-items.ts'
import { nextToStart, upcoming } from './next-to-start.ts'

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
