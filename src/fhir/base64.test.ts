import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64, encodeBase64, InvalidBase64 } from './base64.ts'
import { Base64Decoder } from './json/base64-decoder.ts'
import { ScanError } from './json/scan-error.ts'

const bytes = fc.uint8Array({ maxLength: 300 })

describe('base64', () => {
  it('encodes as Node does', () => {
    fc.assert(
      fc.property(bytes, (content) => {
        expect(encodeBase64(content)).toBe(Buffer.from(content).toString('base64'))
      }),
    )
  })

  it('decodes what was broken into lines anywhere', () => {
    const breaks = fc.array(fc.tuple(fc.nat(400), fc.constantFrom('\n', '\r\n', ' ', '\t')))
    fc.assert(
      fc.property(bytes, breaks, (content, places) => {
        let text = Buffer.from(content).toString('base64')
        for (const [at, space] of places) text = text.slice(0, at) + space + text.slice(at)
        expect(Buffer.from(decodeBase64(text))).toEqual(Buffer.from(content))
      }),
    )
  })

  it.each([
    ['YR==', 3],
    ['YWJjYWJ=', 7],
    ['Y', 1],
    ['YQ', 2],
    ['YQ=', 3],
    ['YQ===', 4],
    ['Y===', 1],
    ['=', 0],
    ['YQ==YQ==', 4],
    ['YWJj*WJj', 4],
    ['YW-_', 2],
    ['YWJj\n YW=j', 9],
    ['YWJj\u00a0', 4],
    ['ÄWJj', 0],
  ])('refuses %j and names the character', (text, offset) => {
    expect(() => decodeBase64(text)).toThrow(InvalidBase64)
    expect(() => decodeBase64(text)).toThrow(expect.objectContaining({ offset }))
  })

  it('takes and refuses what the streaming decoder does, at the same character', () => {
    const streamed = (text: string): Uint8Array | number => {
      const decoder = new Base64Decoder()
      const bytes = new TextEncoder().encode(text)
      decoder.begin(bytes.length)
      try {
        for (const byte of bytes) decoder.character(byte)
        decoder.end()
        return Uint8Array.from(decoder.decoded())
      } catch (error) {
        if (error instanceof ScanError) return error.offset
        throw error
      }
    }
    const whole = (text: string): Uint8Array | number => {
      try {
        return decodeBase64(text)
      } catch (error) {
        if (error instanceof InvalidBase64) return error.offset
        throw error
      }
    }
    const pieces = fc.constantFrom('A', 'Q', 'R', '/', '=', '==', ' ', '\r\n', '-', 'QUJD')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        expect(whole(parts.join(''))).toEqual(streamed(parts.join('')))
      }),
      { numRuns: 2_000 },
    )
  })

  it('either decodes or names an offset, whatever it gets', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('A', 'Q', 'z', '/', '+', '=', ' ', '\n', '-') }),
        (text) => {
          try {
            const decoded = decodeBase64(text)
            expect(Buffer.from(decoded)).toEqual(Buffer.from(text, 'base64'))
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidBase64)
          }
        },
      ),
    )
  })
})
