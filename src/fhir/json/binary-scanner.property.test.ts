import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { fault, scan, type Scanned } from '#test/scan-json.ts'
import { ScanError } from './scan-error.ts'

/** What the platform makes of the same bytes; `undefined` when it refuses them. */
function reference(bytes: Uint8Array): Scanned | undefined {
  try {
    const value: unknown = parseExactly(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { value, content: undefined }
    }
    if (!Object.hasOwn(value, 'data')) return { value, content: undefined }
    const { data, ...rest } = value as { data: unknown }
    if (typeof data !== 'string') return undefined
    const content = Uint8Array.fromBase64(data, { lastChunkHandling: 'strict' })
    return { value: rest, content: Buffer.from(content) }
  } catch {
    return undefined
  }
}

/** Vitest's own comparison asks `value.constructor`, which a body may well name. */
function same(found: unknown, expected: unknown): void {
  expect(found).toSatisfy((value: unknown) => isDeepStrictEqual(value, expected))
}

function attempt(bytes: Uint8Array, lengths: readonly number[]): Scanned | ScanError {
  try {
    return scan(bytes, lengths)
  } catch (error) {
    if (error instanceof ScanError) return error
    throw error
  }
}

function namesData(bytes: Buffer): number {
  return (
    bytes.toString().match(/"(?:d|\\u0064)(?:a|\\u0061)(?:t|\\u0074)(?:a|\\u0061)"/g)?.length ?? 0
  )
}

const lengthsOf = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 })
const space = fc.stringMatching(/^[ \n\r\t]{0,3}$/)
const looseSpace = fc.stringMatching(/^[ \n\r\t\f]{0,2}$/)

/** A JSON string literal, each of its characters perhaps as an escape. */
function literal(text: string, asEscape: boolean[]): string {
  const units = Array.from({ length: text.length }, (_, i) => text.charAt(i))
  const inner = units.map((unit, i) => {
    if (asEscape[i % asEscape.length] === true) {
      return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
    }
    return unit === '/' && i % 3 === 0 ? '\\/' : JSON.stringify(unit).slice(1, -1)
  })
  return `"${inner.join('')}"`
}

const escapes = fc.array(fc.boolean(), { minLength: 1, maxLength: 9 })
const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('__proto__', 'constructor', 'dat', 'data ', 'DATA', 'datA', '', 'meta', '\ud800'),
)
const member = fc
  .tuple(name, fc.jsonValue({ maxDepth: 3 }), escapes, fc.constantFrom(0, 2))
  .filter(([key]) => key !== 'data')
  .map(([key, value, as, indent]) => ({
    key: literal(key, as),
    value: JSON.stringify(value, null, indent),
  }))
const base64 = fc
  .tuple(fc.uint8Array({ maxLength: 60 }), looseSpace, fc.integer({ min: 1, max: 9 }))
  .map(([bytes, breaks, width]) => {
    const text = bytes.toBase64()
    const lines = Array.from({ length: Math.ceil(text.length / width) }, (_, i) =>
      text.slice(i * width, (i + 1) * width),
    )
    return lines.join(breaks)
  })
const dataMember = fc
  .tuple(escapes, base64, escapes)
  .map(([asKey, text, as]) => ({ key: literal('data', asKey), value: literal(text, as) }))

/** Objects with at most one `data`, written in every way that JSON allows. */
const body = fc
  .tuple(
    fc.array(member, { maxLength: 4 }),
    fc.option(dataMember, { nil: undefined }),
    fc.array(member, { maxLength: 4 }),
    space,
    fc.boolean(),
  )
  .map(([before, data, after, gap, marked]) => {
    const members = [...before, ...(data ? [data] : []), ...after]
    const text = members.map(({ key, value }) => `${gap}${key}${gap}:${gap}${value}${gap}`)
    return `${marked ? '\ufeff' : ''}${gap}{${text.join(',')}}${gap}`
  })

describe('against JSON.parse', () => {
  test('objects, however they are written and cut', () => {
    fc.assert(
      fc.property(body, lengthsOf, (text, lengths) => {
        const bytes = Buffer.from(text)
        const expected = reference(bytes)
        same(scan(bytes, lengths), expected)
      }),
      { numRuns: 2_000 },
    )
  })

  test('any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1), lengthsOf, (value, indent, lengths) => {
        const bytes = Buffer.from(JSON.stringify(value, null, indent))
        const expected = reference(bytes)
        if (expected) same(scan(bytes, lengths), expected)
        else expect(attempt(bytes, lengths)).toBeInstanceOf(ScanError)
      }),
      { numRuns: 500 },
    )
  })

  test('broken texts: refused when JSON.parse refuses them, else the same value', () => {
    const garble = fc.record({
      at: fc.nat(),
      drop: fc.nat({ max: 3 }),
      insert: fc.oneof(
        fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', 'e', '.', '=', 'A', ' '),
        fc.constantFrom('\n', '\0', 'null', '\\u', '""', 'é', '\u2028', 'tru', '1E+', '-_'),
      ),
      bytes: fc.uint8Array({ maxLength: 2 }),
    })
    let accepted = 0
    fc.assert(
      fc.property(body, fc.array(garble, { maxLength: 3 }), lengthsOf, (text, garbles, lengths) => {
        let bytes = Buffer.from(text)
        for (const { at, drop, insert, bytes: raw } of garbles) {
          const place = at % (bytes.length + 1)
          const parts = [bytes.subarray(0, place), Buffer.from(insert), raw]
          bytes = Buffer.concat([...parts, bytes.subarray(place + drop)])
        }
        const found = attempt(bytes, lengths)
        // The one difference: JSON.parse takes `data` twice.
        if (found instanceof ScanError && found.kind === 'invalid-data' && namesData(bytes) > 1)
          return
        const expected = reference(bytes)
        if (expected) {
          accepted += 1
          same(found, expected)
        } else expect(found).toBeInstanceOf(ScanError)
      }),
      { numRuns: 5_000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  test('texts cut short are refused as such, at their end', () => {
    fc.assert(
      fc.property(body, fc.nat(), lengthsOf, (text, cut, lengths) => {
        const bytes = Buffer.from(text.trimEnd())
        const length = cut % bytes.length
        const short = bytes.subarray(0, length)
        expect(fault(short, lengths)).toStrictEqual({ kind: 'truncated', offset: length })
      }),
      { numRuns: 2_000 },
    )
  })

  test('any bytes end in a value or a ScanError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), lengthsOf, (bytes, lengths) => {
        const expected = reference(bytes)
        if (expected) same(attempt(bytes, lengths), expected)
        else expect(attempt(bytes, lengths)).toBeInstanceOf(ScanError)
      }),
      { numRuns: 2_000 },
    )
  })
})

test('long data full of escapes: the same bytes, and faults at their place', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1_000, maxLength: 4_000 }),
      fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 30 }),
      fc.constantFrom('*', '=', 'é', '"', '\\', '\0', '\u0141'),
      fc.nat(),
      fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 6 }),
      (bytes, gaps, wrong, at, lengths) => {
        const text = bytes.toBase64()
        const written = (from: string) => {
          const units = Array.from({ length: from.length }, (_, i) => from.charAt(i))
          let next = gaps[0] ?? 0
          return units.map((unit, i) => {
            const plain = /[A-Za-z0-9+/=]/.test(unit)
            if (plain && i !== next) return unit
            if (i === next) next += 1 + (gaps[i % gaps.length] ?? 0)
            if (unit === '/') return '\\/'
            return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
          })
        }
        const good = scan(`{"data":"${written(text).join('')}"}`, lengths)
        expect(good.content?.equals(bytes)).toBe(true)
        const lines = written(text).map((unit, i) => (i % 76 === 75 ? `${unit}\\r\\n` : unit))
        expect(scan(`{"data":"${lines.join('')}"}`, lengths).content?.equals(bytes)).toBe(true)
        // In the first half of a group, where "=" is wrong as well.
        const place = Math.floor((at % (text.length - 4)) / 4) * 4 + (at % 2)
        const bad = text.slice(0, place) + wrong + text.slice(place)
        expect(fault(`{"data":"${written(bad).join('')}"}`, lengths)).toStrictEqual({
          kind: 'invalid-base64',
          offset: place,
        })
      },
    ),
    { numRuns: 200 },
  )
})
