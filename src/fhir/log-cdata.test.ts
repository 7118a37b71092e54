import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatLogCdata, LOG_CDATA_MAX_LENGTH, parseLogCdata } from './log-cdata.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const key = text.filter((one) => one !== '')

describe('log-cdata', () => {
  it('comes back whole as key=value', () => {
    fc.assert(
      fc.property(fc.dictionary(key, text, { maxKeys: 8 }), (value) => {
        const header = formatLogCdata(value, 'kv')
        expect(header).toMatch(/^[\x20-\x7e]*$/)
        expect(parseLogCdata(header, 'kv')).toEqual({ ok: true, value })
      }),
    )
  })

  it('comes back whole as JSON', () => {
    const scalar = fc.oneof(
      text,
      fc.boolean(),
      fc.integer(),
      fc.double({ noDefaultInfinity: true, noNaN: true }).filter((n) => !Object.is(n, -0)),
    )
    fc.assert(
      fc.property(fc.dictionary(key, scalar, { maxKeys: 8 }), (value) => {
        const header = formatLogCdata(value, 'json')
        expect(header).toMatch(/^[\x20-\x7e]*$/)
        expect(parseLogCdata(header, 'json')).toEqual({ ok: true, value })
      }),
    )
  })

  it('reads both separators, spaces and what follows a second equals sign', () => {
    expect(parseLogCdata(' reason=care review ;ticket=T%2C1, q=a=b;', 'kv')).toEqual({
      ok: true,
      value: { reason: 'care review', ticket: 'T,1', q: 'a=b' },
    })
    expect(parseLogCdata('', 'kv')).toEqual({ ok: true, value: {} })
  })

  it.each([
    ['reason', 'kv'],
    ['=x', 'kv'],
    ['a=1;a=2', 'kv'],
    ['a=%', 'kv'],
    ['a=%ff', 'kv'],
    ['', 'json'],
    ['a=b', 'json'],
    ['[1]', 'json'],
    ['null', 'json'],
    ['"x"', 'json'],
    ['{"a":null}', 'json'],
    ['{"a":{}}', 'json'],
    ['{"a":[1]}', 'json'],
    ['{"a":1e999}', 'json'],
    ['{"":1}', 'json'],
    [Array.from({ length: 17 }, (_, i) => `k${i}=1`).join(';'), 'kv'],
    [JSON.stringify(Object.fromEntries(Array.from({ length: 17 }, (_, i) => [i, 1]))), 'json'],
    [`a=${'x'.repeat(LOG_CDATA_MAX_LENGTH)}`, 'kv'],
  ] as const)('says what is wrong with %.40s as %s', (header, format) => {
    const parsed = parseLogCdata(header, format)
    expect(parsed).toMatchObject({ ok: false, problem: expect.stringContaining('log-cdata') })
  })

  it('takes exactly the limits', () => {
    const keys = Array.from({ length: 16 }, (_, i) => `k${i}=1`).join(';')
    expect(parseLogCdata(keys, 'kv').ok).toBe(true)
    expect(parseLogCdata(`a=${'x'.repeat(LOG_CDATA_MAX_LENGTH - 2)}`, 'kv').ok).toBe(true)
  })

  it('makes no prototype of a key', () => {
    const parsed = parseLogCdata('__proto__=x;constructor=y', 'kv')
    expect(parsed.ok && Object.keys(parsed.value)).toEqual(['__proto__', 'constructor'])
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  it('bears half a surrogate pair', () => {
    expect(formatLogCdata({ a: '\ud800' }, 'kv')).toBe('a=%EF%BF%BD')
  })
})
