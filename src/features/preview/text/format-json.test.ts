import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatJson } from './format-json.ts'

it('lays JSON out like JSON.stringify, whatever it holds', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(formatJson(JSON.stringify(value))).toBe(JSON.stringify(value, undefined, 2))
    }),
  )
})

it('keeps every digit and every escape', () => {
  expect(formatJson('{"a":1.0,"b":12345678901234567890,"c":"\\u00e9\\"}"}')).toBe(
    '{\n  "a": 1.0,\n  "b": 12345678901234567890,\n  "c": "\\u00e9\\"}"\n}',
  )
})

it('lays out what is laid out already', () => {
  const once = formatJson('[ { "a" : [ ] , "b" : { } } ]')
  expect(once).toBe('[\n  {\n    "a": [],\n    "b": {}\n  }\n]')
  expect(formatJson(once)).toBe(once)
})

it('refuses what is not JSON', () => {
  expect(() => formatJson('{"a":')).toThrow(SyntaxError)
})
