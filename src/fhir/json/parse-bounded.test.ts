import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JsonBounds, parseChecked } from './json-bounds.ts'
import { parseJson } from './parse-json.ts'

/** As a body is read that is in memory. */
function parseBounded(json: Uint8Array, values: number): unknown {
  new JsonBounds({ values }).push(json)
  return parseChecked(json)
}

const bytes = (text: string) => new TextEncoder().encode(text)
const outcome = (parse: () => unknown) => {
  try {
    return { value: parse() }
  } catch (error) {
    return { error }
  }
}

test('reads what JSON.parse reads, and says what parseJson says of all else', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 3 }), (json, at, put) => {
      const place = at % (json.length + 1)
      const changed = bytes(json.slice(0, place) + put + json.slice(place + put.length))
      expect(outcome(() => parseBounded(changed, 100_000))).toEqual(
        outcome(() => parseJson(changed)),
      )
    }),
    { numRuns: 2_000 },
  )
})

test('counts what stands between the strings alone', () => {
  const strings = fc.array(fc.string({ unit: fc.constantFrom('"', '\\', ',', '[', '{', 'x') }), {
    minLength: 1,
    maxLength: 10,
  })
  fc.assert(
    fc.property(strings, (list) => {
      const json = bytes(JSON.stringify(list))
      expect(parseBounded(json, list.length)).toEqual(list)
      expect(() => parseBounded(json, list.length - 1)).toThrow(/more than/)
    }),
  )
})

describe('refuses', () => {
  test.each([
    ['more values', '[1,2,3,4]', 'too-large', 6],
    ['more objects', '[{},{}]', 'too-large', 4],
    ['deep arrays', '['.repeat(65), 'limits', 64],
    ['deep objects', '{"a":'.repeat(65), 'limits', 320],
  ])('%s', (_, json, kind, offset) => {
    const limit = kind === 'limits' ? 1_000 : 3
    const { error } = outcome(() => parseBounded(bytes(json), limit)) as { error?: unknown }
    expect(error).toMatchObject({ name: 'ScanError', kind, offset })
  })

  test('a string without an end in time that grows with its length alone', () => {
    const hostile = bytes(`["${'\\"'.repeat(2_000_000)}`)
    expect(() => parseBounded(hostile, 10)).toThrow(/JSON/)
  })
})
