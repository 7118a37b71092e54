import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkClock, SteadyClock } from './steady-clock.ts'
import { StoreUnavailable } from './store/errors.ts'

const DAY = 86_400_000
const BEGUN = Date.parse('2026-11-27T12:00:00Z')

/** A machine whose clock is set, that runs, and that sleeps. */
function machine(at = BEGUN) {
  const state = { wall: at, elapsed: 1000, awake: 5000 }
  return {
    sources: { wall: () => state.wall, elapsed: () => state.elapsed, awake: () => state.awake },
    runs: (milliseconds: number) => {
      state.wall += milliseconds
      state.elapsed += milliseconds
      state.awake += milliseconds
    },
    sleeps: (milliseconds: number) => {
      state.wall += milliseconds
      state.awake += milliseconds
    },
    isSet: (milliseconds: number) => {
      state.wall += milliseconds
    },
    wall: () => state.wall,
  }
}

test('a clock ten years ahead is not believed, until it is set right', () => {
  const { sources, runs, isSet, wall } = machine()
  const clock = new SteadyClock(BEGUN - 1000, false, sources)
  runs(1000)
  expect(clock.now().getTime()).toBe(wall())
  isSet(3653 * DAY)
  runs(60_000)
  expect(clock.now().getTime()).toBe(BEGUN + 61_000)
  expect(clock.finding()).toEqual({
    kind: 'warning',
    reason: expect.stringContaining('3653 days ahead'),
  })
  isSet(-3653 * DAY)
  runs(1000)
  expect(clock.now().getTime()).toBe(BEGUN + 62_000)
  expect(clock.finding()).toEqual({ kind: 'ok' })
})

test('where that is allowed it is believed, and shown', () => {
  const { sources, isSet, wall } = machine()
  const clock = new SteadyClock(0, true, sources)
  isSet(400 * DAY)
  expect(clock.now().getTime()).toBe(wall())
  expect(clock.now().getTime()).toBe(wall())
  expect(clock.finding()).toEqual({
    kind: 'warning',
    reason: expect.stringContaining('400 days ahead'),
  })
})

test('a clock that was years behind at the start may be set right', () => {
  const { sources, isSet, wall } = machine(Date.parse('2016-01-01T00:00:00Z'))
  const clock = new SteadyClock(BEGUN, false, sources)
  expect(clock.finding().kind).toBe('warning')
  isSet(BEGUN + 1000 - wall())
  expect(clock.now().getTime()).toBe(BEGUN + 1000)
  expect(clock.finding()).toEqual({ kind: 'ok' })
})

test('a machine that has slept for a week is believed', () => {
  const { sources, sleeps, runs, wall } = machine()
  const clock = new SteadyClock(0, false, sources)
  for (const days of [7, 3]) {
    sleeps(days * DAY)
    runs(10)
    expect(clock.now().getTime()).toBe(wall())
    expect(clock.finding()).toEqual({ kind: 'ok' })
  }
})

test('a machine that sleeps each night is believed after a long weekend, too', () => {
  const { sources, sleeps, runs, isSet, wall } = machine()
  const clock = new SteadyClock(0, false, sources)
  for (const hours of [8, 8, 8, 8, 8, 62, 8, 8, 8, 8, 8, 62]) {
    sleeps((hours * DAY) / 24)
    runs(DAY / 2)
    expect(clock.now().getTime()).toBe(wall())
    expect(clock.finding()).toEqual({ kind: 'ok' })
  }
  // What it has slept is no reason to believe a step.
  isSet(2 * DAY)
  expect(clock.now().getTime()).toBe(wall() - 2 * DAY)
})

test('set back by a little, stamps stand still; by much, they go on', () => {
  const { sources, isSet, runs } = machine()
  const clock = new SteadyClock(0, false, sources)
  const before = clock.now().getTime()
  isSet(-3_600_000)
  runs(1000)
  expect(clock.now().getTime()).toBe(before)
  expect(clock.finding()).toEqual({
    kind: 'warning',
    reason: expect.stringContaining('60 minutes behind'),
  })
  isSet(-30 * DAY)
  runs(3_600_000)
  expect(clock.now().getTime()).toBe(before + 1000)
  expect(clock.finding()).toEqual({
    kind: 'warning',
    reason: expect.stringContaining('30 days back'),
  })
})

test('goes on after the last stamp of before, unless that is of the far future', () => {
  const soon = new SteadyClock(BEGUN + 5000, false, machine().sources)
  expect(soon.now().getTime()).toBe(BEGUN + 5000)
  const far = new SteadyClock(BEGUN + 3653 * DAY, false, machine().sources)
  expect(far.now().getTime()).toBe(BEGUN)
  expect(far.finding()).toEqual({
    kind: 'warning',
    reason: expect.stringContaining('3653 days behind'),
  })
})

test('never goes back, nor ahead by more than what has passed and a day for each step, whatever happens', () => {
  const step = fc.record({
    what: fc.constantFrom('runs', 'sleeps', 'isSet'),
    by: fc.integer({ min: -20 * 365 * DAY, max: 20 * 365 * DAY }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const one = machine()
      const clock = new SteadyClock(0, false, one.sources)
      const begun = clock.now().getTime()
      let [before, most] = [begun, begun]
      for (const { what, by } of steps) {
        const passed = what === 'isSet' ? 0 : Math.abs(by)
        one[what as 'runs'](what === 'isSet' ? by : passed)
        const now = clock.now().getTime()
        expect(now).toBeGreaterThanOrEqual(before)
        most += passed + DAY
        expect(now).toBeLessThanOrEqual(most)
        before = now
      }
    }),
    { numRuns: 1000 },
  )
})

test('at the start, a jump of more than a day is refused in one line', () => {
  expect(() => checkClock(0, BEGUN, 1)).not.toThrow()
  expect(() => checkClock(BEGUN - DAY, BEGUN, 1)).not.toThrow()
  expect(() => checkClock(BEGUN + 9 * DAY, BEGUN, 1)).not.toThrow()
  expect(() => checkClock(BEGUN - DAY - 1, BEGUN, 1)).toThrow(StoreUnavailable)
  expect(() => checkClock(BEGUN - 3653 * DAY, BEGUN, 366)).toThrow(
    /^The clock of this machine says 2026-11-27T12:00:00.000Z, 3653 days after .*BINNACLE_CLOCK_JUMP=allow\.$/,
  )
})
