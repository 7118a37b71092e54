import { expect, test } from 'vitest'
import { parseContentRange } from './read-part.ts'

test('a range is told with its end and the size of the whole', () => {
  expect(parseContentRange('bytes 0-0/1')).toEqual({ start: 0, end: 1, total: 1 })
  expect(parseContentRange(' BYTES 10-19/20 ')).toEqual({ start: 10, end: 20, total: 20 })
})

test.each([
  null,
  '',
  'bytes */20',
  'bytes 0-9/*',
  'bytes 9-8/20',
  'bytes 0-20/20',
  'lines 0-9/20',
  'bytes -1-9/20',
  'bytes 0-9/20, bytes 12-13/20',
  `bytes 0-9/${'9'.repeat(40)}`,
])('%s tells of no range', (header) => {
  expect(parseContentRange(header)).toBeUndefined()
})
