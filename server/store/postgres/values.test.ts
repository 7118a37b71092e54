import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bound, getTypeParser } from './values.ts'

const TEXT = 25
const read = getTypeParser(TEXT, 'text') as unknown as (text: string) => string

test('every text comes back as it was, and is none that the engine refuses', () => {
  const character = fc.constantFrom('\0', '\u{1}', 'a', 'b', 'é', '𝄞', '\n')
  const text = fc.array(character).map((all) => all.join(''))
  fc.assert(
    fc.property(text, (one) => {
      const written = bound(one) as string
      expect(written).not.toContain('\0')
      expect(read(written)).toBe(one)
    }),
  )
})

test('two texts are the same only where they were before', () => {
  const text = fc.array(fc.constantFrom('\0', '\u{1}', 'a', 'b'), { maxLength: 4 })
  fc.assert(
    fc.property(text, text, (one, other) => {
      const [first, second] = [one.join(''), other.join('')]
      expect(bound(first) === bound(second)).toBe(first === second)
    }),
  )
})

test('lists are written element by element, and other values left alone', () => {
  expect(bound(['a\0', null, ['\u{1}']])).toEqual(['a\u{1}a', null, ['\u{1}b']])
  expect([bound(7), bound(null), bound(true)]).toEqual([7, null, true])
})
