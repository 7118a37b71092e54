import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseExactly } from './parse-exactly.ts'
import { parsePieces } from './parse-pieces.ts'
import { writePieces } from './write-pieces.ts'

function parse(text: string): { value: unknown; pieces: number } {
  const parsing = parsePieces(text)
  for (let pieces = 1; ; pieces += 1) {
    const { done, value } = parsing.next()
    if (done === true) return { value, pieces }
  }
}

/** Repeats what it finds in it, so that some of it is longer than a piece. */
const large = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(1, 3, 3_000), fc.constantFrom(0, 40_000))
  .map(([value, times, long]) => ({
    list: Array.from({ length: times }, () => value),
    '"\\': [{ value, text: '\\"'.repeat(long), after: [] }],
    members: Object.fromEntries(Array.from({ length: times }, (_, at) => [`m${at}`, value])),
    empty: {},
  }))

test('what is written and read in pieces is what JSON would have made of it', () => {
  fc.assert(
    fc.property(large, (value) => {
      const text = JSON.stringify(value)
      expect([...writePieces(value)].join('')).toBe(text)
      expect(parse(text).value).toStrictEqual(parseExactly(text))
    }),
    { numRuns: 50 },
  )
})

describe('a long value is many pieces', () => {
  const numbers = Array.from({ length: 190_000 }, () => 1e20)
  test.each<[string, unknown]>([
    ['of numbers', { meta: { extension: [{ valueString: numbers }] }, last: 1 }],
    ['of small objects', { list: Array.from({ length: 200_000 }, () => ({})), last: 1 }],
    ['of members', Object.fromEntries(numbers.slice(0, 60_000).map((one, at) => [`m${at}`, one]))],
    ['of texts', Array.from({ length: 500 }, () => 'x'.repeat(9_000))],
    ['of lists in lists', Array.from({ length: 300 }, () => [numbers.slice(0, 300), [[]], 'x'])],
  ])('%s', (_, value) => {
    const text = JSON.stringify(value)
    const written = [...writePieces(value)]
    expect(written.join('') === text).toBe(true)
    expect(Math.max(...written.map(({ length }) => length))).toBeLessThan(120_000)
    const read = parse(text)
    expect(JSON.stringify(read.value) === text).toBe(true)
    expect(read.pieces).toBeGreaterThan(text.length / 70_000)
  })
})

test('names and blanks are as they are', () => {
  const text = ` { "__proto__" : {"list": [ ${'{"a": [1, 2]} , '.repeat(9_000)} 3 ] } , "x" : "]}" } `
  const expected = parseExactly(text) as object
  const { value } = parse(text)
  expect(Object.keys(value as object)).toEqual(['__proto__', 'x'])
  expect(JSON.stringify(value)).toBe(JSON.stringify(expected))
  expect([...writePieces({ a: undefined, b: 1 })].join('')).toBe('{"b":1}')
})

test('what ends too early is not taken', () => {
  const text = JSON.stringify({ list: Array.from({ length: 40_000 }, (_, at) => `${at}`) })
  for (const end of [text.length - 1, text.length - 2, text.length - 3, 100_000])
    expect(() => parse(text.slice(0, end))).toThrow(SyntaxError)
})
