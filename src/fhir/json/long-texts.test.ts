import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { LONG_STRING } from './json-bounds.ts'
import { LongText, sameText } from './long-text.ts'
import { TextReader } from './long-texts.ts'
import { parseJson } from './parse-json.ts'

const MARK = 'a mark that nobody guesses:'
const bytes = (text: string) => new TextEncoder().encode(text)
const LONG = LONG_STRING + 1

function read(json: Uint8Array, size = json.length || 1, values = 1_000): unknown {
  const reader = new TextReader({ values }, MARK)
  for (let at = 0; at < json.length; at += size) reader.push(json.subarray(at, at + size))
  const holder = { value: reader.end() }
  expect(reader.texts.restore(holder, Infinity)).toBe(true)
  return holder.value
}

const outcome = (parse: () => unknown) => {
  try {
    return { value: parse() }
  } catch (error) {
    return { error }
  }
}

/** What stands in a string between its quotes, long or short, sound or not. */
const inside = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'x',
        'é',
        '€',
        '😀',
        '\\n',
        '\\"',
        '\\\\',
        '\\u00e9',
        '\\ud83d\\ude00',
        '\\ud83d',
      ),
      fc.constantFrom(1, 2, 700, 2_100),
    ),
    { maxLength: 5 },
  )
  .map((runs) => runs.map(([unit, count]) => unit.repeat(count)).join(''))
const document = fc
  .array(inside, { maxLength: 4 })
  .map((texts) => `{"a": [${texts.map((text) => `"${text}"`).join(', ')}], "b": 1}`)

test('reads what JSON.parse reads, wherever the chunks are cut', () => {
  fc.assert(
    fc.property(document, fc.integer({ min: 1, max: 9_000 }), (json, size) => {
      expect(read(bytes(json), size)).toEqual(parseExactly(json))
    }),
    { numRuns: 300 },
  )
})

test('says of what is wrong where it is, as if nothing had been taken out', () => {
  const fault = fc.constantFrom('\\x', '\\u00g0', '\u0001', '"', '\\', '', '{', ',,')
  fc.assert(
    fc.property(document, fc.nat(), fault, fc.nat(3), (json, at, put, cut) => {
      const place = at % (json.length + 1)
      const changed = bytes(json.slice(0, place) + put + json.slice(place + cut))
      expect(outcome(() => read(changed, 1_000))).toEqual(outcome(() => parseJson(changed)))
    }),
    { numRuns: 300 },
  )
})

test('says where a fault is behind thousands of long texts and as many blanks as bytes are searched', () => {
  const texts = Array.from({ length: 3_500 }, () => `"${'x'.repeat(LONG)}"`).join(',')
  const body = bytes(`${' '.repeat(800_000)}[${texts}!]`)
  expect(outcome(() => read(body, 1 << 16, 10_000))).toEqual(outcome(() => parseJson(body)))
})

test.each([
  ['half a character', [0x22, ...Array<number>(LONG).fill(0x78), 0xe2, 0x82, 0x22]],
  ['a byte of none', [0x22, ...Array<number>(LONG).fill(0x78), 0xff, 0x78, 0x22]],
  [
    'half a character before an escape',
    [0x22, ...Array<number>(LONG).fill(0x78), 0xe2, 0x5c, 0x6e, 0x22],
  ],
])('refuses %s', (_, json) => {
  const body = Uint8Array.from(json)
  const refused = outcome(() => parseJson(body))
  expect(refused).toMatchObject({ error: { kind: 'malformed-json' } })
  for (const size of [1, 4096, 10_000]) expect(outcome(() => read(body, size))).toEqual(refused)
})

describe('a long text', () => {
  const reader = new TextReader({ values: 10 }, MARK)
  reader.push(bytes(JSON.stringify({ data: 'x'.repeat(1_000_000), short: MARK + 0 })))
  const value = reader.end() as { data: string; short: string }

  test('is held once, in pieces, and is no part of what is parsed as a whole', () => {
    expect(reader.kept).toBeLessThan(200)
    expect(reader.weight).toBe(1_000_000)
    const text = reader.texts.of(value.data) ?? new LongText()
    expect(text.length).toBe(1_000_000)
    const lengths = Array.from(text.pieces(), ({ length }) => length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1 << 16)
  })

  test('weighs no more where it comes byte by byte', () => {
    const slow = new TextReader({ values: 10 }, MARK)
    for (const byte of bytes(JSON.stringify('\\é'.repeat(60_000)))) slow.push(Uint8Array.of(byte))
    const text = slow.texts.of(slow.end()) ?? new LongText()
    expect(text.length).toBe(120_000)
    expect([...text.pieces()].length).toBeLessThan(6)
  })

  test('stays out where there is no room for it', () => {
    const copy = structuredClone(value)
    expect(reader.texts.restore(copy, 999_999)).toBe(false)
    expect(copy).toEqual(value)
  })

  test('is the same as another of the same characters, and as no other', () => {
    expect(reader.texts.same(value.data, 'x'.repeat(1_000_000))).toBe(true)
    const other = reader.texts.put(new LongText(['x'.repeat(600_000), 'x'.repeat(400_000)]))
    expect(reader.texts.same(value.data, other)).toBe(true)
    const another = reader.texts.put(new LongText(['x'.repeat(600_000), 'y'.repeat(400_000)]))
    expect(reader.texts.same(value.data, another)).toBe(false)
    expect(sameText(new LongText(['a', 'bc']), new LongText(['ab', 'c']))).toBe(true)
    expect(sameText(new LongText(), new LongText(['']))).toBe(true)
  })
})

test('no name of a member is as long', () => {
  const name = 'x'.repeat(LONG)
  for (const json of [`{"${name}":1}`, `{"${name}" \n : 1}`])
    for (const size of [7, 5_000])
      expect(outcome(() => read(bytes(json), size))).toMatchObject({ error: { kind: 'limits' } })
  expect(read(bytes(`{"${name.slice(1)}":1}`))).toEqual({ [name.slice(1)]: 1 })
})
