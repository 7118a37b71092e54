import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Base64Decoder } from './base64-decoder.ts'
import { ScanError } from './scan-error.ts'

/** Decodes the text cut into runs of these lengths, control characters as a JSON string would bring them. */
function decode(text: string, lengths: readonly number[] = [text.length || 1]): Buffer {
  const decoder = new Base64Decoder()
  const parts: Buffer[] = []
  let at = 0
  for (let turn = 0; at < text.length; turn += 1) {
    const run = text.slice(at, at + (lengths[Math.min(turn, lengths.length - 1)] ?? 1))
    const bytes = Buffer.from(run, 'latin1')
    decoder.begin(bytes.length)
    let start = 0
    for (let i = 0; i <= bytes.length; i += 1) {
      const code = bytes[i] ?? 0
      if (code >= 0x20) continue
      decoder.run(bytes, start, i, 0)
      if (i < bytes.length) decoder.character(code)
      start = i + 1
    }
    parts.push(Buffer.from(decoder.decoded()))
    at += run.length
  }
  decoder.end()
  return Buffer.concat(parts)
}

function offsetOf(text: string, lengths?: readonly number[]): number {
  try {
    decode(text, lengths)
  } catch (error) {
    if (error instanceof ScanError && error.kind === 'invalid-base64') return error.offset
    throw error
  }
  throw new Error('This was accepted.')
}

const lengthsOf = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 8 })

test('takes and refuses what the platform does', () => {
  const pieces = fc.constantFrom('A', 'Z', '9', '+', '/', '=', '==', ' ', '\n', '\r\n', '-', 'QUJD')
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 14 }), lengthsOf, (parts, lengths) => {
      const text = parts.join('')
      let expected: Uint8Array | undefined
      try {
        expected = Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' })
      } catch {
        expected = undefined
      }
      if (expected) expect(decode(text, lengths)).toStrictEqual(Buffer.from(expected))
      else expect(() => decode(text, lengths)).toThrow(ScanError)
    }),
    { numRuns: 5_000 },
  )
})

test('long texts, cut anywhere, with faults anywhere', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 2_000, maxLength: 6_000 }),
      fc.nat(),
      fc.constantFrom('-', '\u00e9', '"', '\u007f', ':', '@', '`', '{'),
      lengthsOf,
      (bytes, at, wrong, lengths) => {
        const text = bytes.toBase64()
        expect(decode(text, lengths).equals(bytes)).toBe(true)
        const place = at % (text.length - 2)
        const broken = text.slice(0, place) + wrong + text.slice(place)
        expect(offsetOf(broken, lengths)).toBe(place)
      },
    ),
    { numRuns: 200 },
  )
})

test('one to ten bytes, with every padding', () => {
  for (let length = 0; length <= 10; length += 1) {
    const bytes = Buffer.alloc(length, 0xa5)
    expect(decode(bytes.toString('base64'))).toStrictEqual(bytes)
    expect(decode(bytes.toString('base64'), [1])).toStrictEqual(bytes)
  }
})

describe('names the character that is wrong', () => {
  test.each([
    ['QUJDR', 5],
    ['QUJDRA', 6],
    ['QUJDRA=', 7],
    ['QUJDR===', 5],
    ['=', 0],
    ['QUJD=', 4],
    ['QUJDRA=A', 7],
    ['QUJDRA===', 8],
    ['QUJDRA==QUJD', 8],
    ['QUJDRA== \n=', 10],
    ['QUJDRB==', 7],
    ['QUJDREV=', 7],
    ['QU\nJ*', 4],
    ['QUJD\u00a0', 4],
    ['QUJD\u000b', 4],
  ])('%j', (text, offset) => {
    expect(offsetOf(text)).toBe(offset)
    expect(offsetOf(text, [1])).toBe(offset)
    const long = 'QUJD'.repeat(5_000)
    expect(offsetOf(long + text)).toBe(long.length + offset)
  })
})
