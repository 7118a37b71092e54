import { describe, expect, test } from 'vitest'
import {
  AT,
  after,
  fileOf,
  itemOf,
  only,
  passing,
  preparing,
  queueOf,
  reduce,
  saving,
  sending,
  specOf,
  started,
} from '#test/upload-items.ts'
import { claimsOf } from './change-items.ts'
import type { ItemState } from './item.ts'
import type { QueueEvent } from './queue.ts'

describe('an attempt', () => {
  const first = { key: 'a', attempt: 1 } as const

  test('goes from waiting through its phases to stored', () => {
    const waiting = after(queueOf(), { type: 'added', items: [{ key: 'a', spec: specOf('a') }] })
    expect(only(waiting).state).toEqual({ kind: 'waiting' })
    const begun = after(waiting, { ...first, type: 'started', at: AT })
    expect(only(begun).state).toEqual(preparing)
    const sent = after(
      begun,
      {
        ...first,
        type: 'progressed',
        at: 0,
        progress: { phase: 'preparing', loaded: 500, total: 1_000 },
      },
      {
        ...first,
        type: 'progressed',
        at: 1,
        progress: { phase: 'sending', loaded: 10, total: 1_000 },
      },
    )
    expect(only(sent).state).toMatchObject({
      kind: 'sending',
      loaded: 10,
      samples: [{ at: 1, loaded: 10 }],
    })
    const all = after(sent, {
      ...first,
      type: 'progressed',
      at: 2,
      progress: { phase: 'saving', loaded: 1_000, total: 1_000 },
    })
    expect(only(all).state).toEqual(saving)
    const done = after(all, {
      ...first,
      type: 'stored',
      id: 'b1',
      versionId: '1',
      verified: true,
      found: false,
    })
    expect(only(done).state).toEqual({
      kind: 'stored',
      id: 'b1',
      versionId: '1',
      verified: true,
      found: false,
    })
    expect([...claimsOf(done)]).toEqual(['b1', 'b1/1'])
  })

  test('does not fall back from saving or sending to what a worker says late', () => {
    const late = {
      ...first,
      type: 'progressed',
      at: 9,
      progress: { phase: 'preparing', loaded: 9, total: 9 },
    } as const
    expect(only(after(started(sending), late)).state).toEqual(sending)
    expect(only(after(started(saving), late)).state).toEqual(saving)
  })

  test('is not heard once another one has begun, or after its end', () => {
    const stale: QueueEvent[] = [
      { key: 'a', attempt: 0, type: 'failed', failure: passing },
      { key: 'a', attempt: 2, type: 'conflicted' },
      { key: 'b', attempt: 1, type: 'conflicted' },
    ]
    for (const event of stale) {
      const before = started(saving)
      expect(reduce(before, event)).toBe(before)
    }
    const cancelled = started({ kind: 'cancelled' })
    expect(reduce(cancelled, { ...first, type: 'failed', failure: passing })).toBe(cancelled)
  })

  test('is started only from waiting', () => {
    const paused = queueOf(itemOf('a', { kind: 'paused' }))
    expect(reduce(paused, { ...first, type: 'started', at: AT })).toBe(paused)
  })

  test('that is stored all the same after a cancel leaves its claim, and the row as it is', () => {
    const state = after(started({ kind: 'cancelled' }), {
      ...first,
      type: 'stored',
      id: 'b1',
      versionId: undefined,
      verified: true,
      found: false,
    })
    expect(only(state).state).toEqual({ kind: 'cancelled' })
    expect(state.claimed).toEqual(['b1'])
  })

  test('looks first where an earlier one is uncertain, and sends when nothing is there', () => {
    const waiting = queueOf(itemOf('a', { kind: 'waiting' }, { uncertainSince: AT }))
    const looking = after(waiting, { ...first, type: 'started', at: '2026-11-22T11:00:00.000Z' })
    expect(only(looking).state).toEqual({ kind: 'checking' })
    const sent = after(looking, { ...first, type: 'not-there' })
    expect(only(sent)).toMatchObject({ state: preparing, uncertainSince: undefined })
    expect(only(after(looking, { ...first, type: 'not-told' })).state).toEqual({ kind: 'unsure' })
  })
})

describe('a failure', () => {
  const fail = (uncertain: boolean): QueueEvent => ({
    key: 'a',
    attempt: 1,
    type: 'failed',
    failure: { ...passing, uncertain },
  })

  test('that leaves open what became of it remembers since when', () => {
    expect(only(reduce(started(saving), fail(true))).uncertainSince).toBe(AT)
    expect(only(reduce(started(saving), fail(false))).uncertainSince).toBeUndefined()
  })

  test('of a later attempt keeps the first doubt', () => {
    const earlier = '2026-11-22T09:00:00.000Z'
    for (const uncertain of [true, false]) {
      const state = reduce(
        started({ kind: 'checking' }, { uncertainSince: earlier }),
        fail(uncertain),
      )
      expect(only(state).uncertainSince).toBe(earlier)
    }
  })

  test('stops nothing else', () => {
    const state = queueOf(
      itemOf('a', saving, { attempt: 1 }),
      itemOf('b', sending, { attempt: 2 }),
      itemOf('c', { kind: 'waiting' }),
    )
    const next = reduce(state, fail(true))
    expect(next.items.slice(1)).toEqual(state.items.slice(1))
    expect(next.paused).toBeUndefined()
  })
})

describe('what the user wants', () => {
  test('cancels what goes on, waits or is paused, and nothing else', () => {
    const cancel = { key: 'a', type: 'cancelled' } as const
    for (const state of [
      { kind: 'waiting' },
      { kind: 'paused' },
      { kind: 'checking' },
      preparing,
      sending,
      saving,
    ] as const) {
      expect(only(reduce(started(state), cancel)).state).toEqual({ kind: 'cancelled' })
    }
    const done = started({ kind: 'stored', id: 'x', versionId: '1', verified: true, found: false })
    expect(reduce(done, cancel)).toBe(done)
  })

  test('leaves a doubt when it stops what may be stored already', () => {
    const large = { file: fileOf('a', 50_000_000) }
    const doubt = (state: ItemState, more = {}) =>
      only(reduce(started(state, more), { key: 'a', type: 'paused' })).uncertainSince
    expect(doubt(saving, large)).toBe(AT)
    expect(doubt(sending)).toBe(AT)
    expect(doubt(sending, large)).toBeUndefined()
    expect(doubt(preparing)).toBe(AT)
    expect(doubt(preparing, large)).toBeUndefined()
    expect(doubt({ kind: 'waiting' })).toBeUndefined()
  })

  test('pauses and resumes', () => {
    const paused = reduce(started(preparing), { key: 'a', type: 'paused' })
    expect(only(paused).state).toEqual({ kind: 'paused' })
    expect(only(reduce(paused, { key: 'a', type: 'resumed' })).state).toEqual({ kind: 'waiting' })
  })

  test('retries what failed, was cancelled or is unsure; not what has to be chosen again', () => {
    const retry = { key: 'a', type: 'retried' } as const
    for (const state of [
      { kind: 'failed', failure: passing },
      { kind: 'cancelled' },
      { kind: 'unsure' },
    ] as const) {
      const next = only(reduce(started(state, { uncertainSince: AT }), retry))
      expect(next).toMatchObject({ state: { kind: 'waiting' }, uncertainSince: AT })
    }
    const gone = started({ kind: 'failed', failure: { ...passing, remedy: 'choose' } })
    expect(reduce(gone, retry)).toBe(gone)
    const file = fileOf('a', 7)
    const chosen = only(reduce(gone, { key: 'a', type: 'chosen-again', file }))
    expect(chosen).toMatchObject({ state: { kind: 'waiting' }, file })
  })

  test('sends again without looking, once the user has looked', () => {
    const state = reduce(started({ kind: 'unsure' }, { uncertainSince: AT }), {
      key: 'a',
      type: 'sent-again',
    })
    expect(only(state)).toMatchObject({ state: { kind: 'waiting' }, uncertainSince: undefined })
  })

  test('removes a row, but never one that goes on', () => {
    expect(reduce(started({ kind: 'cancelled' }), { key: 'a', type: 'removed' }).items).toEqual([])
    expect(reduce(started(saving), { key: 'a', type: 'removed' }).items).toHaveLength(1)
  })
})
