import { describe, expect, it } from 'vitest'
import { decodeText, detectEncoding, ENCODINGS } from './encoding.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

function utf16(text: string, bigEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let index = 0; index < text.length; index += 1) {
    view.setUint16(index * 2, text.charCodeAt(index), !bigEndian)
  }
  return bytes
}

describe('detectEncoding', () => {
  it.each([
    ['UTF-8 with a mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x41), 'utf-8'],
    ['UTF-16 LE with a mark', Uint8Array.of(0xff, 0xfe, 0x41, 0), 'utf-16le'],
    ['UTF-16 BE with a mark', Uint8Array.of(0xfe, 0xff, 0, 0x41), 'utf-16be'],
    ['UTF-16 LE without one', utf16('Befund vom 3. Mai', false), 'utf-16le'],
    ['UTF-16 BE without one', utf16('Befund vom 3. Mai', true), 'utf-16be'],
    ['UTF-8', utf8('Größe: 5 µm, naïve, 検査'), 'utf-8'],
    ['ASCII', utf8('plain'), 'utf-8'],
    ['nothing', new Uint8Array(), 'utf-8'],
    ['Latin letters', Uint8Array.of(0x47, 0x72, 0xf6, 0xdf, 0x65), 'windows-1252'],
    ['a UTF-8 cut in its last character', utf8('Größ').subarray(0, 3), 'windows-1252'],
  ])('%s', (_name, bytes, encoding) => {
    expect(detectEncoding(bytes)).toBe(encoding)
  })

  it('asks the label only where the bytes are no UTF-8', () => {
    const greek = Uint8Array.of(0xc1, 0xec, 0xe1)
    expect(detectEncoding(greek, 'iso-8859-7')).toBe('windows-1252')
    expect(detectEncoding(greek, 'windows-1253')).toBe('windows-1253')
    expect(detectEncoding(greek, 'latin1')).toBe('windows-1252')
    expect(detectEncoding(greek, 'no such thing')).toBe('windows-1252')
    expect(detectEncoding(utf8('Größe'), 'windows-1252')).toBe('utf-8')
  })

  it('finds what is wrong behind the first megabyte', () => {
    const bytes = new Uint8Array((1 << 20) + 10).fill(0x20)
    bytes[bytes.length - 2] = 0xf6
    expect(detectEncoding(bytes)).toBe('windows-1252')
  })

  it('does not take a character on the edge of two pieces for a fault', () => {
    const bytes = new Uint8Array((1 << 20) + 10).fill(0x20)
    bytes.set(utf8('ö'), (1 << 20) - 1)
    expect(detectEncoding(bytes)).toBe('utf-8')
  })
})

describe('decodeText', () => {
  it('drops the mark and reads every encoding of the list', () => {
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41), 'utf-8')).toBe('A')
    for (const { value } of ENCODINGS) expect(decodeText(new Uint8Array(), value)).toBe('')
  })
})
