import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { BinaryScanner, SHORT_DATA } from './binary-scanner.ts'
import { ScanError } from './scan-error.ts'

const encoder = new TextEncoder()

/** Scans as a client does, the body cut into chunks of these lengths, over and over. */
function scan(json: string, lengths: readonly number[] = [1000], wantsContent = true) {
  const scanner = new BinaryScanner({
    data: 'long',
    wantsContent,
    maxJsonBytes: 1e7,
    maxDepth: 500,
  })
  const bytes = encoder.encode(json)
  const content: Uint8Array[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1
    // Copied and wiped, since a scanner that looked at an earlier chunk again would go unnoticed otherwise.
    const chunk = bytes.slice(at, at + length)
    content.push(scanner.push(chunk).slice())
    chunk.fill(0xff)
    at += length
  }
  const { json: text, hasData, sizes } = scanner.endAsText()
  const value: unknown = parseExactly(text)
  return { value, sizes, content: hasData ? Buffer.concat(content) : undefined }
}

function fault(json: string, lengths?: readonly number[]) {
  try {
    scan(json, lengths)
  } catch (error) {
    if (error instanceof ScanError) return { kind: error.kind, offset: error.offset }
    throw error
  }
  throw new Error('This was accepted.')
}

const cuts = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 })
/** Sizes around the border between short and long, and well beyond it. */
const size = fc.oneof(fc.integer({ min: 3000, max: 3200 }), fc.integer({ min: 3060, max: 20_000 }))

describe('long data', () => {
  test('leaves JSON without any as it is, wherever it is cut', () => {
    const space = fc.constantFrom(undefined, 1, '\t')
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), space, cuts, (value, indent, lengths) => {
        const text = JSON.stringify(value, null, indent)
        expect(scan(text, lengths).value).toEqual(parseExactly(text))
      }),
    )
  })

  test('is taken out, first, last or in the middle, and decoded', () => {
    const member = fc.tuple(
      fc.string({ maxLength: 6 }).filter((name) => !/^(data|\d+|__proto__)$/.test(name)),
      fc.jsonValue({ maxDepth: 2 }),
    )
    const around = fc.uniqueArray(member, { selector: ([name]) => name, maxLength: 3 })
    fc.assert(
      fc.property(around, around, size, cuts, (before, after, size, lengths) => {
        const content = Buffer.from(crypto.getRandomValues(new Uint8Array(size)))
        const base64 = content.toString('base64')
        const names = new Set(before.map(([name]) => name))
        const rest = after.filter(([name]) => !names.has(name))
        const json = (data: string) =>
          JSON.stringify(Object.fromEntries([...before, ['data', data], ...rest]))
        const isLong = base64.length > SHORT_DATA
        const scanned = scan(json(base64), lengths)
        // Through JSON once, which knows no negative zero.
        expect(scanned.value).toEqual(parseExactly(json(isLong ? '@data:0' : base64)))
        expect(scanned.sizes).toEqual(isLong ? [size] : [])
        expect(scanned.content?.equals(content)).toBe(isLong ? true : undefined)
      }),
      { numRuns: 60 },
    )
  })

  test('is counted at every depth of a Bundle, its own members beside it', () => {
    const resource = fc.record({ size, broken: fc.boolean(), escaped: fc.boolean() })
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 6 }), cuts, (resources, lengths) => {
        const entries = resources.map(({ size, broken, escaped }, id) => {
          const base64 = Buffer.alloc(size, id + 1).toString('base64')
          const data = JSON.stringify(broken ? base64.replace(/.{76}/g, '$&\r\n') : base64)
          const written = escaped ? data.replaceAll('A', '\\u0041').replaceAll('/', '\\/') : data
          return `{"resource":{"id":${id},"data":${written},"n":"\\"data\\":"}}`
        })
        const { value, sizes, content } = scan(`{"entry":[${entries.join(',')}]}`, lengths, false)
        const found = (value as { entry: { resource: { data: string; n: string } }[] }).entry
        const seen = found.map(({ resource: { data } }) => {
          const index = /^@data:(\d+)$/.exec(data)?.[1]
          return index === undefined ? Buffer.from(data, 'base64').length : sizes[Number(index)]
        })
        expect(seen).toEqual(resources.map(({ size }) => size))
        expect(found.every(({ resource }) => resource.n === '"data":')).toBe(true)
        expect(content).toBeUndefined()
      }),
      { numRuns: 60 },
    )
  })

  test('resolves escapes and bears line breaks, however they are cut', () => {
    const content = Buffer.from(crypto.getRandomValues(new Uint8Array(6000)))
    const base64 = content
      .toString('base64')
      .replace(/.{60}/g, '$&\\r\\n')
      .replaceAll('/', '\\/')
      .replaceAll('+', '\\u002b')
    for (const length of [1, 2, 3, 7, 4096, 4109, 1e6]) {
      expect(scan(`{"d\\u0061ta" :\n "${base64}"}`, [length]).content?.equals(content)).toBe(true)
    }
  })

  test('is told from values, and the resource’s own from what lies deeper', () => {
    const long = 'A'.repeat(8000)
    const json = JSON.stringify({
      x: 'data',
      y: long,
      list: ['data', long],
      deep: [{ data: long }],
      data: { data: long, x: ['data'] },
      'x"data': long,
    })
    const scanned = scan(json)
    expect(scanned.value).toEqual({
      x: 'data',
      y: long,
      list: ['data', long],
      deep: [{ data: '@data:0' }],
      data: { data: '@data:1', x: ['data'] },
      'x"data': long,
    })
    expect(scanned.sizes).toEqual([6000, 6000])
    expect(scanned.content).toBeUndefined()
  })

  test.each(['*', '=A', 'A', 'AA', 'ä', '\\"', '\\u00e9'])('that ends in %j', (end) => {
    const json = `{"data":"${'A'.repeat(8000)}${end}","id":"x"}`
    expect(fault(json, [977]).kind).toBe('invalid-base64')
    // Where only its size is asked for, nobody knows it, and the rest is read all the same.
    expect(scan(json, [977], false)).toEqual({
      value: { data: '@data:0', id: 'x' },
      sizes: [undefined],
      content: undefined,
    })
  })

  test('names the character that is not base64', () => {
    const json = `{"id":"x","data":"${'A'.repeat(8000)}QR=="}`
    for (const length of [1, 977, 1e6]) {
      expect(fault(json, [length])).toEqual({ kind: 'invalid-base64', offset: 8003 })
    }
  })

  test('that stands twice is refused where its content is wanted', () => {
    const twice = `{"data":"${'A'.repeat(8000)}","data":"${'B'.repeat(8000)}"}`
    expect(fault(twice).kind).toBe('invalid-data')
    expect(scan(twice, [100], false).sizes).toEqual([6000, 6000])
  })
})

test('broken texts: refused when JSON.parse refuses them, else the same value', () => {
  const whole = `{"a":1,"data":"${'A'.repeat(8000)}","b":{}}`
  for (const end of [5, 20, 3000, 8000, whole.length - 1]) {
    expect(fault(whole.slice(0, end))).toEqual({ kind: 'truncated', offset: end })
  }
  const unit = fc.constantFrom('"', '\\', '{', '}', ':', 'data', ',', ' ', 'u', 'n', '[', ']', '1')
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), cuts, (text, lengths) => {
      let expected: unknown
      try {
        expected = parseExactly(text)
      } catch {
        expect(() => scan(text, lengths)).toThrow(ScanError)
        return
      }
      expect(scan(text, lengths).value).toEqual(expected)
    }),
    { numRuns: 2000 },
  )
})

test('the limits are the caller’s', () => {
  const deep = '['.repeat(400) + ']'.repeat(400)
  expect(scan(deep).value).toEqual(parseExactly(deep))
  const small = new BinaryScanner({ data: 'long', maxJsonBytes: 10 })
  expect(() => small.push(encoder.encode('{"a":"123456789"}'))).toThrow(
    expect.objectContaining({ kind: 'too-large' }),
  )
})
