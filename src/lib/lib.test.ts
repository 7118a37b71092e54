import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { assertNever } from './assert-never.ts'
import { chunk } from './chunk.ts'
import { dayOf, untilNextDay } from './day.ts'
import { formatBytes } from './format.ts'
import { formatDateTime, formatDateTimeExact, formatDay, formatTime } from './format.ts'
import { isRecord } from './is-record.ts'
import { isolate } from './isolate.ts'
import { jsonEqual } from './json-equal.ts'
import { measureJson } from './json/whole-json.ts'
import { splitOutsideQuotes } from './split-outside-quotes.ts'
import { throttle } from './throttle.ts'

it('chunks and loses nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (items, size) => {
      const chunks = chunk(items, size)
      expect(chunks.flat()).toEqual(items)
      expect(chunks.slice(0, -1).every((one) => one.length === size)).toBe(true)
    }),
  )
  expect(() => chunk([1], 0)).toThrow(RangeError)
})

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [980, '980 bytes'],
  [1000, '1 kB'],
  [1449, '1.4 kB'],
  [9999, '10 kB'],
  [999_499, '999 kB'],
  [999_950, '1 MB'],
  [1_048_576, '1 MB'],
  [1_073_741_824, '1.1 GB'],
  [5e17, '500 PB'],
  [-1, 'unknown size'],
  [Number.NaN, 'unknown size'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes, 'en')).toBe(text)
})

it('writes dates for people, and anything else as it is', () => {
  const at = '2026-05-03T14:05:09Z'
  expect(formatDateTime(at, 'en-GB', 'UTC')).toBe('3 May 2026, 14:05')
  expect(formatDateTimeExact(new Date(at), 'en-GB', 'Europe/Zurich')).toContain('16:05:09 CEST')
  expect(formatDay(at, 'en-GB', 'UTC')).toContain('3 May 2026')
  const berlin = (instant: string) => formatDateTime(instant, 'en-GB', 'Europe/Berlin')
  expect(berlin('2026-10-25T00:30:00Z')).toBe('25 Oct 2026, 02:30 (GMT+2)')
  expect(berlin('2026-10-25T01:30:00Z')).toBe('25 Oct 2026, 02:30 (GMT+1)')
  expect(berlin('2026-10-24T23:59:00Z')).toBe('25 Oct 2026, 01:59')
  expect(berlin('2026-10-25T02:00:00Z')).toBe('25 Oct 2026, 03:00')
  expect(formatTime('2026-10-25T00:30:00Z', 'en-GB', 'Europe/Berlin')).toBe('02:30 (GMT+2)')
  expect(formatDateTime('some day', 'en-GB')).toBe('some day')
  expect(formatDateTime(new Date(Number.NaN))).toBe('')
})

describe('throttle', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('runs once for all calls within its time, and can be called off', () => {
    const run = vi.fn<() => void>()
    const throttled = throttle(run, 100)
    throttled()
    vi.advanceTimersByTime(99)
    throttled()
    expect(run).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(run).toHaveBeenCalledTimes(1)
    throttled()
    throttled.cancel()
    vi.runAllTimers()
    expect(run).toHaveBeenCalledTimes(1)
  })
})

it('compares JSON by value', () => {
  const json = fc.jsonValue()
  fc.assert(fc.property(json, (value) => jsonEqual(value, JSON.parse(JSON.stringify(value)))))
  expect(jsonEqual({ a: 1 }, { b: 1 })).toBe(false)
  expect(jsonEqual({ toString: 1 }, {})).toBe(false)
  expect(jsonEqual([], {})).toBe(false)
  expect(jsonEqual(null, {})).toBe(false)
})

it('measures JSON without falling over its depth', () => {
  const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))
  expect(measureJson(deep).depth).toBe(100_000)
  expect(measureJson(7)).toEqual({ depth: 0, weight: 1, hasProto: false })
  expect(measureJson(JSON.parse('{"a":[{"__proto__":1}]}')).hasProto).toBe(true)
})

it('splits outside of quotes and loses nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\\') }), (text) => {
      expect(splitOutsideQuotes(text, ',').join(',')).toBe(text)
    }),
  )
  expect(splitOutsideQuotes('a,"b,\\",c",d', ',')).toEqual(['a', '"b,\\",c"', 'd'])
})

it('tells records from the rest', () => {
  expect([{}, [], null, 'x', undefined].map(isRecord)).toEqual([true, false, false, false, false])
})

it('names what should never be', () => {
  expect(() => assertNever('x' as never)).toThrow('"x"')
})

it('a day ends at its own midnight', () => {
  const evening = new Date(2026, 10, 22, 23, 59, 30)
  expect(dayOf(evening)).toBe('2026-11-22')
  expect(untilNextDay(evening)).toBe(30_000)
  expect(dayOf(new Date(evening.getTime() + untilNextDay(evening)))).toBe('2026-11-23')
})

it('a name that runs from right to left does not turn the words around it', () => {
  expect(isolate('scan.pdf')).toBe('scan.pdf')
  expect(isolate('Größe – 表.pdf')).toBe('Größe – 表.pdf')
  expect(isolate('מכתב.pdf')).toBe('\u2068מכתב.pdf\u2069')
  expect(isolate('a\u202egnp.exe')).toBe('\u2068a\u202egnp.exe\u2069')
})
