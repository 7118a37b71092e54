import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseExactly } from './parse-exactly.ts'

test('a name that is written with an escape is read as what it says, whatever was read before', () => {
  expect(parseExactly('{"h":0,"\\\\":0}')).toEqual({ h: 0, '\\': 0 })
  for (const [written, name] of [
    ['\\n', '\n'],
    ['\\"', '"'],
    ['\\u0061', 'a'],
    ['\\/', '/'],
  ] as const)
    expect(parseExactly(`{"h": 1, "${written}" : 2}`)).toEqual({ h: 1, [name]: 2 })
})

/** Few, so that one is often what another looks like as it is written. */
const names = fc.string({
  unit: fc.constantFrom('\\', '\n', '"', 'n', 'u', '/', '\u0001', '\ud800', 'a'),
  maxLength: 4,
})
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 0 }),
    names,
    fc.array(tie('value')),
    fc
      .array(fc.tuple(fc.oneof(names, fc.constant('__proto__')), tie('value')))
      .map((members) => Object.fromEntries(members) as unknown),
  ),
})).value

test('what was written is read, with and without blanks', () => {
  fc.assert(
    fc.property(json, fc.constantFrom(undefined, 2, '\t'), (value, blanks) => {
      const text = JSON.stringify(value, undefined, blanks)
      const read = parseExactly(text)
      expect(JSON.stringify(read, undefined, blanks)).toBe(text)
    }),
    { numRuns: 2000 },
  )
})

test('of a name that stands there twice the last counts, at the place of the first', () => {
  const read = parseExactly('{"\\n": 1, "b": [2, {"": null}], "\\u000a": -1.5e3, "1": true}')
  expect(JSON.stringify(read)).toBe('{"1":true,"\\n":-1500,"b":[2,{"":null}]}')
})

test('what nests deeper than the stack is read', () => {
  let value = parseExactly(`${'[{"a":'.repeat(50_000)}{"\\n":1}${'}]'.repeat(50_000)}`)
  for (let at = 0; at < 50_000; at += 1) [{ a: value }] = value as [{ a: unknown }]
  expect(value).toEqual({ '\n': 1 })
})

test.each([
  '',
  '{"\\n":1',
  '{"\\n" 1}',
  '{"\\x":1}',
  '{"\n":1}',
  '{"\\n":1}}',
  '"\\',
  '{"a":"\\"}',
])('what is not JSON is refused: %j', (text) => {
  expect(() => parseExactly(text)).toThrow(SyntaxError)
})
