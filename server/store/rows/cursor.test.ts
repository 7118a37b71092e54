import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { BadCursor } from '../errors.ts'
import { openCursors } from './cursor.ts'

function cursors() {
  return openCursors(randomBytes(32))
}

test('gives back the numbers that went in, and only in their context', () => {
  const { write, read } = cursors()
  const numbers = fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(numbers, fc.string(), (numbers, context) => {
      const cursor = write(['search', context], numbers)
      expect(cursor).toMatch(/^[\w.-]+$/)
      expect(read(['search', context], cursor, numbers.length)).toEqual(numbers)
      expect(() => read(['search', `${context}x`], cursor, numbers.length)).toThrow(BadCursor)
      expect(() => read(['search', context], cursor, numbers.length + 1)).toThrow(BadCursor)
    }),
  )
})

test('takes nothing else, whatever it is', () => {
  const { write, read } = cursors()
  const cursor = write('context', [7, 3])
  fc.assert(
    fc.property(fc.string(), (garbage) => {
      fc.pre(garbage !== cursor)
      expect(() => read('context', garbage, 2)).toThrow(BadCursor)
    }),
  )
  fc.assert(
    fc.property(fc.nat(cursor.length - 1), fc.constantFrom('.', '0', 'A', 'é'), (at, character) => {
      const changed = cursor.slice(0, at) + character + cursor.slice(at + 1)
      fc.pre(changed !== cursor)
      expect(() => read('context', changed, 2)).toThrow(BadCursor)
    }),
  )
})

test('is of this store alone', () => {
  expect(() => cursors().read('context', cursors().write('context', [1]), 1)).toThrow(BadCursor)
})
