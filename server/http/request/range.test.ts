import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRange } from './range.ts'

test('a part lies within the content, whatever is asked for', () => {
  const bound = fc.oneof(fc.nat(), fc.constant(''), fc.bigInt({ min: 0n }))
  fc.assert(
    fc.property(bound, bound, fc.nat({ max: 1000 }), (from, to, size) => {
      const range = parseRange(`bytes=${from}-${to}`, size)
      if (range.kind !== 'part') return
      expect(range.start).toBeGreaterThanOrEqual(0)
      expect(range.end).toBeGreaterThanOrEqual(range.start)
      expect(range.end).toBeLessThan(size)
    }),
  )
})

test.each([
  [undefined, 'whole'],
  ['', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=a-b', 'whole'],
  ['bytes = 0 - 3', 'part'],
  ['BYTES=0-3', 'part'],
  ['bytes=0-3, 5-6', 'whole'],
  ['bytes=99-', 'unsatisfiable'],
  [`bytes=0-${' '.repeat(30_000)}3`, 'whole'],
])('%s is %s of ten bytes', (header, kind) => {
  expect(parseRange(header, 10).kind).toBe(kind)
})

test('of nothing, no range can be given', () => {
  expect(parseRange('bytes=0-', 0).kind).toBe('unsatisfiable')
  expect(parseRange('bytes=-5', 0).kind).toBe('unsatisfiable')
})
