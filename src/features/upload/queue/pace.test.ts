import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchSpeed, withBatchSample, type BatchPace, type BatchSample } from './pace.ts'

/** A batch whose bytes go at a pace of their own in each step. */
const steps = fc.array(
  fc.record({
    passed: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 100_000 })),
    /** A file that is sent anew takes back what it had sent. */
    bytes: fc.integer({ min: -1_000_000, max: 50_000_000 }),
  }),
  { maxLength: 60 },
)

function samplesOf(list: readonly { passed: number; bytes: number }[]): BatchSample[] {
  let [at, sent] = [0, 0]
  return list.map(({ passed, bytes }) => {
    at += passed
    sent = Math.max(0, sent + bytes)
    return { at, sent, done: sent, left: Math.max(0, 1_000_000_000 - sent) }
  })
}

function pacesOf(samples: readonly BatchSample[]): BatchPace[] {
  const paces: BatchPace[] = []
  for (const sample of samples) paces.push(withBatchSample(paces.at(-1), sample))
  return paces
}

/** Looks a second apart. */
function steady(count: number, bytesASecond: number, total = 1_000_000_000): BatchSample[] {
  return Array.from({ length: count }, (_, second) => {
    const sent = second * bytesASecond
    return { at: second * 1_000, sent, done: sent, left: total - sent }
  })
}

describe('the pace of a batch', () => {
  test('is never below nothing and always a number, whatever is measured', () => {
    fc.assert(
      fc.property(steps, (list) => {
        for (const pace of pacesOf(samplesOf(list))) {
          for (const figure of [batchSpeed(pace), pace.timeLeft]) {
            if (figure === undefined) continue
            expect(Number.isFinite(figure)).toBe(true)
            expect(figure).toBeGreaterThanOrEqual(0)
          }
        }
      }),
    )
  })

  test('is never faster than the fastest step', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const samples = samplesOf(list)
        let fastest = 0
        let last = samples[0]
        for (const pace of pacesOf(samples)) {
          // What comes too soon after another is measured with the next.
          if (pace.last === last || last === undefined) continue
          const seconds = (pace.last.at - last.at) / 1000
          fastest = Math.max(fastest, (pace.last.sent - last.sent) / seconds)
          last = pace.last
          expect(batchSpeed(pace) ?? 0).toBeLessThanOrEqual(fastest * 1.000_001)
        }
      }),
    )
  })

  test('of a steady line is the line’s, and the time left runs with the clock', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 10_000_000 }), (rate) => {
        const paces = pacesOf(steady(60, rate, rate * 200))
        expect(batchSpeed(paces.at(-1))).toBeCloseTo(rate, -1)
        const lefts = paces.flatMap(({ timeLeft }) => timeLeft ?? [])
        for (const [at, left] of lefts.entries()) {
          expect(left).toBeCloseTo(lefts[0]! - at, 3)
        }
      }),
    )
  })

  test('that has more to do at the same speed never takes less time', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 10 ** 9 }), (list, more) => {
        const samples = samplesOf(list)
        const less = pacesOf(samples)
        const longer = pacesOf(samples.map((one) => ({ ...one, left: one.left + more })))
        for (const [at, { timeLeft }] of less.entries()) {
          const other = longer[at]?.timeLeft
          if (timeLeft !== undefined && other !== undefined) {
            expect(other).toBeGreaterThanOrEqual(timeLeft - 1e-6)
          }
        }
      }),
    )
  })

  test('does not jump when the line becomes ten times slower for a moment', () => {
    const before = steady(30, 1_000_000)
    const last = before.at(-1)!
    const after = { at: 30_000, sent: 29_100_000, done: 29_100_000, left: 970_900_000 }
    const [calm, slow] = pacesOf([...before, after]).slice(-2)
    expect(last.left).toBeGreaterThan(after.left)
    expect(slow!.timeLeft! / calm!.timeLeft!).toBeLessThan(1.1)
    expect(batchSpeed(slow)! / batchSpeed(calm)!).toBeGreaterThan(0.8)
  })

  test('is not told before it is known, nor while nothing moves, nor from before a sleep', () => {
    expect(batchSpeed(undefined)).toBeUndefined()
    const [, second] = pacesOf(steady(2, 1_000))
    expect([batchSpeed(second), second?.timeLeft]).toEqual([undefined, undefined])
    const still = pacesOf(
      [...Array(200).keys()].map((at) => ({ at: at * 1_000, sent: 5, done: 5, left: 9 })),
    )
    expect([batchSpeed(still.at(-1)), still.at(-1)?.timeLeft]).toEqual([undefined, undefined])
    const slept = withBatchSample(pacesOf(steady(20, 1_000)).at(-1), {
      at: 3_600_000,
      sent: 20_000,
      done: 20_000,
      left: 1,
    })
    expect(batchSpeed(slept)).toBeUndefined()
  })

  test('ends at nothing left', () => {
    const samples = steady(11, 1_000, 10_000)
    expect(pacesOf(samples).at(-1)?.timeLeft).toBe(0)
  })
})
