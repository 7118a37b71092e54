import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DrivenQueue, steps } from '#test/driven-queue.ts'
import { placesOf } from './batches.ts'
import { holdOf, isProbing } from './holding.ts'
import { isActive, isFinished, type ItemState } from './item.ts'
import type { QueueState } from './queue-state.ts'

describe('whatever happens in whatever order', () => {
  const run = (check: (driven: DrivenQueue, before: QueueState) => void) =>
    fc.assert(
      fc.property(steps, (all) => {
        const driven = new DrivenQueue()
        for (const step of all) {
          const before = driven.state
          driven.step(step)
          check(driven, before)
        }
      }),
      { numRuns: 300 },
    )

  test('no upload is lost or doubled, and all that is known of the list is true', () => {
    run(({ state, added, gone }) => {
      const keys = state.items.map(({ key }) => key)
      expect(keys).toEqual(added.filter((key) => !gone.has(key)))
      expect([...state.places]).toEqual(keys.map((key, place) => [key, place]))
      expect(new Set(state.active)).toEqual(
        new Set(state.items.filter(isActive).map(({ key }) => key)),
      )
      expect(new Set(state.resting)).toEqual(
        new Set(state.items.filter((one) => one.state.kind === 'resting').map(({ key }) => key)),
      )
    })
  })

  test('what is stored stays stored, once', () => {
    run(({ state, stored }, before) => {
      for (const item of before.items) {
        if (item.state.kind !== 'stored') continue
        const now = state.items.find(({ key }) => key === item.key)
        if (now) expect(now.state).toBe(item.state)
      }
      for (const times of stored.values()) expect(times).toBe(1)
    })
  })

  test('only what was removed, cleared or taken away is gone, and never what goes on', () => {
    run(({ state }, before) => {
      for (const item of before.items) {
        if (state.places.has(item.key)) continue
        expect(isActive(item)).toBe(false)
      }
    })
  })

  test('nothing starts while the queue is held, and never more than there are places', () => {
    run(({ state }, before) => {
      const begun = state.active.filter((key) => !before.active.includes(key))
      if (holdOf(state) !== undefined && holdOf(before) !== undefined) {
        expect(begun.length === 0 || holdOf(before)?.kind !== holdOf(state)?.kind).toBe(true)
      }
      if (begun.length > 0) {
        const running = state.items.filter(isActive)
        expect(placesOf(running, state)).toBeLessThanOrEqual(isProbing(state) ? 1 : state.slots)
      }
    })
  })

  test('an attempt begins with a file, and an upload never changes the id of what it creates', () => {
    run(({ state }, before) => {
      const ids = new Map(before.items.map(({ key, newId }) => [key, newId]))
      for (const item of state.items) {
        if (isActive(item) || item.state.kind === 'waiting') expect(item.file).toBeDefined()
        expect(ids.get(item.key) ?? item.newId).toBe(item.newId)
      }
    })
  })

  test('given time, a network, a token and a server that answers, all that is not the user’s is stored', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const driven = new DrivenQueue()
        for (const step of all) driven.step(step)
        const steady: readonly [number, number, number][] = [
          [3, 0, 8],
          [4, 0, 8],
          [6, 0, 8],
          [2, 0, 8],
        ]
        for (let round = 0; round < 400; round += 1) {
          for (const [what, at, more] of steady) driven.step({ what, at, more })
          driven.state.items.forEach((item, at) => {
            if (isActive(item)) driven.step({ what: 19, at, more: 0 })
          })
        }
        const mine = new Set<ItemState['kind']>([
          'failed',
          'unsure',
          'conflict',
          'cancelled',
          'paused',
        ])
        for (const { state } of driven.state.items) {
          expect(state.kind === 'stored' || mine.has(state.kind)).toBe(true)
        }
      }),
      { numRuns: 20 },
    )
  })

  test('an upload is finished once, and says so', () => {
    run(({ state }) => {
      for (const item of state.items) expect(isFinished(item) && isActive(item)).toBe(false)
    })
  })
})
