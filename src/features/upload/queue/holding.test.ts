import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { itemOf, passing, queueOf } from '#test/upload-items.ts'
import { backOff, countdown, holdOf, nextDue, withNetwork } from './holding.ts'
import { nextToStart } from './next-to-start.ts'
import { reduce } from './reduce.ts'

const soon = { now: 1_000_000, random: 1 }
const active = { kind: 'saving' } as const
const later = { ...passing, again: { kind: 'later' } } as const

describe('the pause before the next try', () => {
  test('doubles up to five minutes, and is jittered downwards by half at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (tries, random) => {
          const most = Math.min(300_000, 1_000 * 2 ** Math.min(tries - 1, 30))
          const wait = backOff(tries, random)
          expect(wait).toBeGreaterThanOrEqual(Math.floor(most / 2))
          expect(wait).toBeLessThanOrEqual(most)
        },
      ),
    )
    expect([1, 2, 3, 9, 10].map((tries) => backOff(tries, 1))).toEqual([
      1_000, 2_000, 4_000, 256_000, 300_000,
    ])
  })

  test('is never shorter than what the server asked for', () => {
    expect(backOff(1, 0, 30_000)).toBeGreaterThanOrEqual(30_000)
    expect(backOff(9, 1, 30_000)).toBeLessThanOrEqual(31_000)
  })
})

describe('a failure of the moment', () => {
  const fail = (state: ReturnType<typeof queueOf>, key: string, failure = later) =>
    reduce(state, { type: 'failed', key, attempt: 1, failure }, soon)
  const three = () =>
    queueOf(
      ...['a', 'b', 'c'].map((key) => itemOf(key, active, { attempt: 1 })),
      itemOf('d', { kind: 'waiting' }),
    )

  test('rests, and holds nobody else up', () => {
    const state = fail(three(), 'a')
    expect(state.items[0]?.state).toMatchObject({ kind: 'resting', until: 1_001_000, tries: 1 })
    expect(holdOf(state)).toBeUndefined()
    expect(nextToStart(state).map(({ key }) => key)).toEqual(['d'])
  })

  test('holds all once as many follow in a row as run at a time, and then one is tried', () => {
    const state = ['a', 'b', 'c'].reduce((now, key) => fail(now, key), three())
    expect(holdOf(state)).toEqual({ kind: 'resting', until: 1_001_000 })
    expect(nextToStart(state)).toEqual([])
    const due = reduce(state, { type: 'ticked' }, { now: 1_001_000, random: 0 })
    expect(nextToStart(due)).toHaveLength(1)
    const probing = reduce(due, { type: 'started', key: 'd', attempt: 2, at: 'now' }, soon)
    const back = reduce(
      probing,
      {
        type: 'stored',
        key: 'd',
        attempt: 2,
        id: 'x',
        versionId: '1',
        verified: true,
        found: false,
      },
      soon,
    )
    expect(nextToStart(back)).toHaveLength(3)
  })

  test('with a Retry-After holds all until then, whoever answers meanwhile', () => {
    const again = { ...passing, again: { kind: 'later', afterMs: 60_000 } } as const
    const state = fail(three(), 'a', again)
    expect(holdOf(state)).toEqual({ kind: 'resting', until: 1_061_000 })
    expect(nextDue(state)).toBe(1_061_000)
  })

  test('of many that went together counts once', () => {
    const many = Array.from({ length: 50 }, (_, at) => itemOf(`${at}`, active, { attempt: 1 }))
    const state = many.reduce((now, { key }) => fail(now, key), queueOf(...many))
    expect(state.failuresInARow).toBe(3)
    expect(holdOf(state)).toEqual({ kind: 'resting', until: 1_001_000 })
  })

  test('gives up after eight tries while others succeed, and never while nobody does', () => {
    const tired = { attempt: 1, tries: 7 }
    const alone = queueOf(itemOf('a', active, tired), itemOf('b', active, { attempt: 1 }))
    expect(fail(alone, 'a').items[0]?.state.kind).toBe('failed')
    expect(fail({ ...alone, failuresInARow: 3 }, 'a').items[0]?.state.kind).toBe('resting')
  })
})

test('a refused token is waited for, and the upload keeps its place', () => {
  const refused = { ...passing, again: { kind: 'token' } } as const
  const running = queueOf(itemOf('a', active, { attempt: 1 }), itemOf('b', { kind: 'waiting' }))
  const state = reduce(running, { type: 'failed', key: 'a', attempt: 1, failure: refused }, soon)
  expect(state.items[0]?.state.kind).toBe('waiting')
  expect(holdOf(state)).toEqual({ kind: 'token' })
  expect(nextToStart(state)).toEqual([])
  const renewed = reduce(state, { type: 'token-renewed' }, soon)
  expect(nextToStart(renewed).map(({ key }) => key)).toEqual(['a', 'b'])
})

test('nothing starts while what is under way waits for another token', () => {
  const waiting = queueOf(itemOf('a', { kind: 'waiting' }))
  const held = reduce(waiting, { type: 'sign-in-awaited', isAwaited: true }, soon)
  expect([holdOf(held), nextToStart(held)]).toEqual([{ kind: 'sign-in' }, []])
  const on = reduce(held, { type: 'sign-in-awaited', isAwaited: false }, soon)
  expect(nextToStart(on)).toHaveLength(1)
})

describe('without a network', () => {
  const waiting = queueOf(itemOf('a', { kind: 'waiting' }), itemOf('b', { kind: 'waiting' }))

  test('nothing starts, until it is back', () => {
    const gone = reduce(waiting, { type: 'network', isThere: false }, soon)
    expect(nextToStart(gone)).toEqual([])
    const back = reduce(gone, { type: 'network', isThere: true }, soon)
    expect(nextToStart(back)).toHaveLength(2)
  })

  test('one is tried from time to time all the same: the browser may be wrong', () => {
    const gone = withNetwork(waiting, false, soon)
    const due = reduce(gone, { type: 'ticked' }, { now: 1_300_000, random: 0 })
    expect(nextToStart(due)).toHaveLength(1)
  })

  test('says when', () => {
    expect(holdOf(withNetwork(waiting, false, soon))).toEqual({ kind: 'offline', until: 1_004_000 })
    expect([0, 900, 12_000, 130_000].map((left) => countdown(left, 0))).toEqual([
      'now',
      'in 1 second',
      'in 12 seconds',
      'in 3 minutes',
    ])
  })
})
