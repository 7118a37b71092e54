import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { parseJson } from './parse-json.ts'
import { ScanError } from './scan-error.ts'

function outcomeOf(parse: () => unknown): { value: unknown } | 'refused' {
  try {
    return { value: parse() }
  } catch (error) {
    if (error instanceof ScanError || error instanceof SyntaxError) return 'refused'
    throw error
  }
}

const TOKENS = [
  '{ } [ ] , : " \\ "a" "\\u00e9" "\\n" true null 0 - 1 12 . .5 e E+3 -0 1e5 tru "\\ud800" é'.split(
    ' ',
  ),
  [' ', '\n', '\t', '\u00a0', '\0', '{"a":1}', '[1]', '""', '[]', '{}'],
].flat()

test('takes and refuses what JSON.parse does', () => {
  const token = fc.constantFrom(...TOKENS)
  let accepted = 0
  fc.assert(
    fc.property(fc.array(token, { maxLength: 6 }), (tokens) => {
      const text = tokens.join('')
      const expected = outcomeOf(() => parseExactly(text))
      if (expected !== 'refused') accepted += 1
      expect(outcomeOf(() => parseJson(Buffer.from(text)))).toStrictEqual(expected)
    }),
    { numRuns: 20_000 },
  )
  expect(accepted).toBeGreaterThan(500)
})

test('builds what JSON.parse builds', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseJson(Buffer.from(text))).toStrictEqual(parseExactly(text))
    }),
  )
})

test('skips a byte order mark and counts it', () => {
  expect(parseJson(Buffer.from('\ufeff[1]'))).toStrictEqual([1])
  expect(() => parseJson(Buffer.from('\ufeff[1,]'))).toThrow(/byte 6/)
  expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(/not UTF-8 at byte 1/)
})

test('says at which byte UTF-8 ends, however far behind it is', () => {
  const unit = fc.constantFrom('é', '€', '😀')
  const fault = fc.constantFrom(
    [0xff],
    [0x80],
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x98],
    [0xed, 0xa0, 0x80],
  )
  fc.assert(
    fc.property(unit, fc.integer({ min: 16_370, max: 16_400 }), fault, (one, before, bytes) => {
      const sound = Buffer.from(`"${'x'.repeat(before % 4)}${one.repeat(before)}`)
      // That of half a character is the byte behind it, that of half a surrogate pair its second one.
      const broken = bytes.length === 1 ? 0 : bytes[0] === 0xed ? 1 : bytes.length
      const body = Buffer.concat([sound, Buffer.from(bytes), Buffer.from('"')])
      expect(() => parseJson(body)).toThrow(`not UTF-8 at byte ${sound.length + broken}.`)
    }),
    { numRuns: 100 },
  )
})
