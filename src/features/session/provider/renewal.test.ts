import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renewalAfter, type Renewal, type RenewalEvent } from './renewal.ts'

const given = (now: number, expiresIn = 300): RenewalEvent => ({
  type: 'given',
  now,
  receivedAt: now,
  expiresIn,
  random: 0,
})
const fresh = renewalAfter({ phase: 'none' }, given(0), true)

test('the next token is fetched a minute before the end, or when a quarter of a short life is left', () => {
  expect(fresh).toMatchObject({ phase: 'fresh', dueAt: 240_000 })
  expect(renewalAfter(fresh, given(0, 8), true)).toMatchObject({ dueAt: 6_000 })
  const unknown = { type: 'given', now: 0, receivedAt: 0, expiresIn: undefined, random: 0 } as const
  expect(renewalAfter(fresh, unknown, true)).toMatchObject({ dueAt: Infinity })
  expect(renewalAfter(fresh, { type: 'time', now: 239_999 }, true).phase).toBe('fresh')
  expect(renewalAfter(fresh, { type: 'time', now: 240_000 }, true).phase).toBe('renewing')
})

test('without a connection nothing is fetched, and it is once there is one', () => {
  const later = { type: 'time', now: 250_000 } as const
  expect(renewalAfter(fresh, later, false)).toBe(fresh)
  expect(renewalAfter(fresh, later, true).phase).toBe('renewing')
  const waiting = renewalAfter(fresh, { type: 'refused-token', now: 10_000 }, false)
  expect(waiting).toMatchObject({ phase: 'waiting', needed: true })
  expect(renewalAfter(waiting, { type: 'at-once' }, true)).toMatchObject({
    phase: 'renewing',
    needed: true,
  })
})

test('a token that is refused at once is not replaced for ever by others like it', () => {
  const refused = (now: number) => renewalAfter(fresh, { type: 'refused-token', now }, true)
  expect(refused(1_000)).toEqual({ phase: 'over' })
  expect(refused(6_000)).toMatchObject({ phase: 'renewing', needed: true })
})

test('one that was old when another tab handed it over, or lives for seconds alone, is replaced at once', () => {
  const refused = { type: 'refused-token', now: 310_000 } as const
  const old = renewalAfter(fresh, { ...given(309_000), receivedAt: 0 } as RenewalEvent, true)
  expect(renewalAfter(old, refused, true)).toMatchObject({ phase: 'renewing', needed: true })
  const short = renewalAfter(fresh, given(306_000, 4), true)
  expect(renewalAfter(short, refused, true)).toMatchObject({ phase: 'renewing', needed: true })
})

test('it waits longer after each failure, a minute at most', () => {
  let state = renewalAfter(fresh, { type: 'time', now: 240_000 }, true)
  const waits = Array.from({ length: 9 }, () => {
    state = renewalAfter(state, { type: 'failed', why: 'away', now: 0, random: 1 }, true)
    const wait = state.phase === 'waiting' ? state.againAt : 0
    state = renewalAfter(state, { type: 'at-once' }, true)
    return wait / 1000
  })
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
})

test('what is due is begun again also after the machine has slept for a day', () => {
  const away = { type: 'failed', why: 'away', now: 240_000, random: 0 } as const
  const waiting = renewalAfter({ phase: 'renewing', failures: 0, needed: false }, away, true)
  expect(renewalAfter(waiting, { type: 'time', now: 86_400_000 }, true).phase).toBe('renewing')
})

const anyTime = fc.integer({ min: 0, max: 1_000_000 })
const random = fc.double({ min: 0, max: 1, noNaN: true })
const anyEvent: fc.Arbitrary<RenewalEvent> = fc.oneof(
  fc.record({
    type: fc.constant('given' as const),
    now: anyTime,
    receivedAt: anyTime,
    expiresIn: fc.option(fc.integer({ min: 0, max: 4_000 }), { nil: undefined }),
    random,
  }),
  fc.constant<RenewalEvent>({ type: 'gone' }),
  fc.constant<RenewalEvent>({ type: 'at-once' }),
  fc.record({ type: fc.constant('time' as const), now: anyTime }),
  fc.record({ type: fc.constant('refused-token' as const), now: anyTime }),
  fc.record({
    type: fc.constant('failed' as const),
    now: anyTime,
    random,
    why: fc.constantFrom('away' as const, 'ask-anew' as const),
  }),
)

test('in every order of events: one renewal at a time, none without a connection, none for nobody, and no need is forgotten', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyEvent, fc.boolean())), (events) => {
      let state: Renewal = { phase: 'none' }
      for (const [event, online] of events) {
        const before = state
        state = renewalAfter(before, event, online)
        const begins = state.phase === 'renewing' && before.phase !== 'renewing'
        if (begins) {
          expect(online).toBe(true)
          expect(['none', 'over']).not.toContain(before.phase)
        }
        const wasNeeded = 'needed' in before && before.needed
        if (wasNeeded && 'needed' in state) expect(state.needed).toBe(true)
        if (wasNeeded && !('needed' in state))
          expect(['given', 'gone', 'failed']).toContain(event.type)
        if (before.phase === 'renewing' && state.phase === 'waiting' && event.type === 'failed')
          expect(state.againAt).toBeLessThanOrEqual(event.now + 60_000)
      }
    }),
  )
})
