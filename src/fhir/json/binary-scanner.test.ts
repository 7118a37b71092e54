import { describe, expect, test } from 'vitest'
import { fault, scan } from '#test/scan-json.ts'
import { BinaryScanner, MAX_JSON_BYTES } from './binary-scanner.ts'
import { MAX_DEPTH } from './json-grammar.ts'
import { ScanError } from './scan-error.ts'

describe('data', () => {
  test('is found first, in the middle, last, and only in the outermost object', () => {
    const hello = Buffer.from('hello')
    for (const text of [
      '{"data":"aGVsbG8=","a":1,"b":{"data":7}}',
      '{"a":1,"data":"aGVsbG8=","b":{"data":7}}',
      '{"a":1,"b":{"data":7},"data":"aGVsbG8="}',
    ]) {
      expect(scan(text, [1])).toStrictEqual({ value: { a: 1, b: { data: 7 } }, content: hello })
    }
    expect(scan('[{"data":"?"}]').value).toStrictEqual([{ data: '?' }])
    expect(scan('{"a":"data","b":"x"}').content).toBeUndefined()
  })

  test.each(['"data"', '"d\\u0061ta"', '"\\u0064\\u0061\\u0074\\u0061"'])('named %s', (key) => {
    expect(scan(`{${key}:"AAAA"}`, [1])).toStrictEqual({ value: {}, content: Buffer.alloc(3) })
  })

  test('twice is refused, also when one is escaped or null', () => {
    expect(fault('{"data":"AAAA","data":"AAAA"}')).toStrictEqual({
      kind: 'invalid-data',
      offset: 15,
    })
    expect(fault('{"data":"", "d\\u0061ta":null}', [3]).kind).toBe('invalid-data')
  })

  test.each(['null', '12', '{}', '["AAAA"]', 'true', '-0'])('as %s is refused', (value) => {
    expect(fault(`{"data": ${value}}`)).toStrictEqual({ kind: 'invalid-data', offset: 9 })
  })

  test('of no bytes is content all the same', () => {
    expect(scan('{"data":""}').content).toStrictEqual(Buffer.alloc(0))
    expect(scan('{"data":" \\r\\n\\t\\f"}').content).toStrictEqual(Buffer.alloc(0))
    expect(scan('{}').content).toBeUndefined()
  })

  test('megabytes, in lines of 76, in chunks of any size', () => {
    const bytes = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 3))
    const text = bytes.toString('base64')
    const lines = text.match(/.{1,76}/g) ?? []
    for (const data of [text, lines.join('\\r\\n'), lines.join(' '), lines.join('\\u000a')]) {
      for (const length of [777, 1 << 14, 65_537, 1 << 22]) {
        expect(scan(`{"data":"${data}","z":"é"}`, [length]).content?.equals(bytes)).toBe(true)
      }
    }
  })
})

describe('limits', () => {
  test('nesting', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(scan(nested(MAX_DEPTH)).value).toStrictEqual(JSON.parse(nested(MAX_DEPTH)))
    expect(fault('['.repeat(1_000_000))).toStrictEqual({ kind: 'limits', offset: MAX_DEPTH })
    expect(fault('{"a":'.repeat(1_000_000)).kind).toBe('limits')
  })

  test('JSON beside data', () => {
    const most = `{"a":"${'x'.repeat(MAX_JSON_BYTES - 8)}"}`
    expect(Buffer.byteLength(most)).toBe(MAX_JSON_BYTES)
    expect(scan(most).value).toStrictEqual(JSON.parse(most))
    const more = { kind: 'too-large', offset: MAX_JSON_BYTES }
    expect(fault(`${most} `)).toStrictEqual(more)
    expect(fault(`{"${'k'.repeat(10_000_000)}":1}`)).toStrictEqual(more)
    expect(fault(' '.repeat(2_000_000))).toStrictEqual(more)
  })

  test('a hundred thousand names are no trouble', () => {
    const text = `{${Array.from({ length: 80_000 }, (_, i) => `"k${i}":0`).join(',')}}`
    expect(Object.keys(scan(text).value as object)).toHaveLength(80_000)
  })
})

describe('what else is refused, and where', () => {
  test.each<[string, ScanError['kind'], number]>([
    ['', 'truncated', 0],
    [' ', 'truncated', 1],
    ['{"data":"AAAA', 'truncated', 13],
    ['{"data":"AA\\u00', 'truncated', 15],
    ['{} {}', 'malformed-json', 3],
    ['{"data":"AAAA"}x', 'malformed-json', 15],
    ['{"data":"AAAA" "b":1}', 'malformed-json', 15],
    ['{"a":1,}', 'malformed-json', 7],
    ['{"data":"AA\nAA"}', 'malformed-json', 11],
    ['{"data":"AA\0AA"}', 'malformed-json', 11],
    ['{"a":"\0"}', 'malformed-json', 6],
    ['{"data":"AA\\xAA"}', 'malformed-json', 12],
    ['{"data":"AA\\u00g0"}', 'malformed-json', 15],
    ['{"data":"AA\\u00"}', 'malformed-json', 15],
    ['{"a":01}', 'malformed-json', 6],
    ['{"a":+1}', 'malformed-json', 5],
    ['{"a":1.}', 'malformed-json', 7],
    ['{"a":NaN}', 'malformed-json', 5],
    ["{'a':1}", 'malformed-json', 1],
    ['// {}', 'malformed-json', 0],
    ['{"data":"QUJD\\nQUJDRB=="}', 'invalid-base64', 12],
    ['{"data":"QUJD\\nQUJDREV="}', 'invalid-base64', 12],
    ['{"data":"QUJD\\nRA==\\nQUJD"}', 'invalid-base64', 10],
    ['{"data":"QU\\u0022JD"}', 'invalid-base64', 2],
    ['{"data":"QUJD\\"QUJD"}', 'invalid-base64', 4],
    ['{"data":"QUJD\\\\"}', 'invalid-base64', 4],
    ['{"data":"QUJDé"}', 'invalid-base64', 4],
    ['{"data":"\\u0141UJD"}', 'invalid-base64', 0],
  ])('%j', (text, kind, offset) => {
    for (const lengths of [[1], [2], [19, 1000], [1 << 16]]) {
      expect(fault(text, lengths)).toStrictEqual({ kind, offset })
    }
  })

  test('bytes that are not UTF-8, before and after data', () => {
    const bytes = (...parts: (string | number)[]) =>
      Buffer.concat(parts.map((part) => Buffer.from(typeof part === 'string' ? part : [part])))
    const bad = 'malformed-json'
    expect(fault(bytes('{"a":"é', 0xff, '","data":"'))).toStrictEqual({ kind: bad, offset: 8 })
    const after = bytes('{"data":"QUJDRA==","a":"é', 0xed, 0xa0, 0x80, '"}')
    expect(fault(after)).toStrictEqual({ kind: bad, offset: 27 })
    expect(fault(bytes('{"data":"QUJD', 0xff, '"}')).kind).toBe('invalid-base64')
    expect(fault(bytes(0xef, 0xbb, 0xbf, '{"a":"', 0xc3, '"}'))).toStrictEqual({
      kind: bad,
      offset: 10,
    })
  })

  test('a byte order mark is skipped once and whole', () => {
    expect(scan('\ufeff{"a":1}', [1]).value).toStrictEqual({ a: 1 })
    expect(fault('\ufeff\ufeff{}')).toStrictEqual({ kind: 'malformed-json', offset: 3 })
    expect(fault(Buffer.from([0xef, 0xbb, 0x7b, 0x7d]))).toStrictEqual({
      kind: 'malformed-json',
      offset: 2,
    })
    expect(fault(Buffer.from([0xef]))).toStrictEqual({ kind: 'truncated', offset: 1 })
  })

  test('a broken beginning is told before the content comes', () => {
    const scanner = new BinaryScanner()
    const start = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff])])
    scanner.push(start)
    expect(() => scanner.push(Buffer.from('","data":"AAAA'))).toThrow(ScanError)
  })
})

test('of equal names the last counts, and __proto__ is a name like any other', () => {
  const { value } = scan('{"a":1,"a":2,"__proto__":{"polluted":true},"data":"AAAA"}')
  expect(Object.keys(value as object)).toStrictEqual(['a', '__proto__'])
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})
