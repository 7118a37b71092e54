import { describe, expect, it } from 'vitest'
import { bytesOf, hex, join, utf16, utf8 } from '#test/format-samples.ts'
import type { Kind } from '../kinds.ts'
import { decodeText, encodingOf, ENCODINGS } from './encodings.ts'
import { findEncoding } from './find-encoding.ts'

const find = (bytes: Uint8Array, kind: Kind = 'text', charset?: string) =>
  findEncoding(bytes, { kind, charset })

describe('the order', () => {
  it.each<[string, Uint8Array, Kind, string | undefined, string, string]>([
    [
      'a mark before all else',
      join(hex('efbbbf'), utf8('<?xml version="1.0" encoding="iso-8859-2"?>')),
      'xml',
      'koi8-r',
      'utf-8',
      'mark',
    ],
    [
      'a mark of UTF-16',
      join(hex('feff'), utf16('Befund', true)),
      'text',
      undefined,
      'utf-16be',
      'mark',
    ],
    ['UTF-16 without a mark', utf16('Befund vom 3. Mai'), 'text', undefined, 'utf-16le', 'bytes'],
    [
      'UTF-16 BE without a mark',
      utf16('Befund vom 3. Mai', true),
      'text',
      'utf-8',
      'utf-16be',
      'bytes',
    ],
    [
      'a declaration before the label',
      bytesOf('<?xml version="1.0" encoding="ISO-8859-2"?><a>\xb1</a>'),
      'xml',
      'windows-1251',
      'iso-8859-2',
      'declared',
    ],
    [
      'a meta element',
      bytesOf('<html><head><meta charset=windows-1251></head>\xcf'),
      'html',
      undefined,
      'windows-1251',
      'declared',
    ],
    [
      'a meta element of old',
      bytesOf('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">\xcf'),
      'html',
      undefined,
      'koi8-r',
      'declared',
    ],
    [
      'no meta element in a text',
      bytesOf('<meta charset=koi8-r> \xf6'),
      'text',
      'iso-8859-2',
      'iso-8859-2',
      'label',
    ],
    [
      'a mail’s header',
      bytesOf('From: a\r\nContent-Type: text/plain;\r\n charset="koi8-r"\r\n\r\n\xcf'),
      'mail',
      undefined,
      'koi8-r',
      'declared',
    ],
    [
      'a declaration that the bytes refute',
      bytesOf('<?xml version="1.0" encoding="UTF-8"?><a>\xb1</a>'),
      'xml',
      'iso-8859-2',
      'iso-8859-2',
      'label',
    ],
    [
      'UTF-16 declared in bytes',
      bytesOf('<?xml version="1.0" encoding="UTF-16"?><a/>'),
      'xml',
      undefined,
      'utf-8',
      'declared',
    ],
    ['the label', bytesOf('Gr\xf6\xdfe'), 'text', 'iso-8859-2', 'iso-8859-2', 'label'],
    [
      'the label for what is ASCII as well',
      utf8('\u001b$B8!::\u001b(B'),
      'text',
      'iso-2022-jp',
      'iso-2022-jp',
      'label',
    ],
    [
      'a declaration of one byte a letter that sound UTF-8 refutes',
      utf8('<?xml version="1.0" encoding="ISO-8859-1"?><a>Größe</a>'),
      'xml',
      undefined,
      'utf-8',
      'bytes',
    ],
    [
      'a declaration of one byte a letter of what is ASCII',
      utf8('<?xml version="1.0" encoding="ISO-8859-2"?><a/>'),
      'xml',
      undefined,
      'iso-8859-2',
      'declared',
    ],
    [
      'a label of UTF-8 that the bytes confirm, before a declaration',
      utf8('<?xml version="1.0" encoding="gb18030"?><a>éé</a>'),
      'xml',
      'utf-8',
      'utf-8',
      'label',
    ],
    ['a label that sound UTF-8 refutes', utf8('Größe'), 'text', 'iso-8859-1', 'utf-8', 'bytes'],
    [
      'a label under which nothing can be read',
      bytesOf('\xff\xff\xff'),
      'text',
      'shift_jis',
      'windows-1252',
      'guess',
    ],
    [
      'a label that no browser knows',
      bytesOf('Gr\xf6\xdfe'),
      'text',
      'ibm500',
      'windows-1252',
      'guess',
    ],
    [
      'escapes of ISO-2022-JP',
      utf8('\u001b$B8!::\u001b(B'),
      'text',
      undefined,
      'iso-2022-jp',
      'bytes',
    ],
    ['UTF-8', utf8('Größe: 5 µm, naïve, 検査'), 'text', undefined, 'utf-8', 'bytes'],
    ['ASCII', utf8('plain'), 'text', undefined, 'utf-8', 'bytes'],
    ['nothing', new Uint8Array(), 'text', undefined, 'utf-8', 'bytes'],
    ['Latin letters', bytesOf('Gr\xf6\xdfe'), 'text', undefined, 'windows-1252', 'guess'],
  ])('%s', async (_name, bytes, kind, charset, encoding, from) => {
    expect(await find(bytes, kind, charset)).toMatchObject({ encoding, from })
  })
})

describe('a label that no browser reads', () => {
  it('is told where the encoding is a guess', async () => {
    const told = { encoding: 'windows-1252', from: 'guess', unreadLabel: 'ibm865' }
    expect(await find(bytesOf('premi\x8are'), 'text', 'ibm865')).toEqual(told)
    expect(await find(bytesOf('premiere'), 'text', 'ibm865')).toEqual({
      encoding: 'utf-8',
      from: 'bytes',
    })
  })
})

describe('a guess', () => {
  it.each([
    [
      'shift_jis',
      '8c8c89748c9f8db882cc8c8b89ca82cd90b38fed82c582b582bd81428ab38ed282cd97888f5482dc82bd9788894082b582dc82b78142',
    ],
    ['gb18030', 'bbbcd5dfd1aad1b9c6abb8dfa3acbda8d2e9b8b4b2e9a1a3d2bdc9fad2d1b8e6d6aabbbcd5dfa1a3'],
  ])('of %s', async (encoding, bytes) => {
    expect(await find(hex(bytes))).toEqual({ encoding, from: 'guess' })
  })
})

describe('of all bytes', () => {
  it('finds what is wrong behind the first megabyte', async () => {
    const bytes = new Uint8Array((1 << 20) + 10).fill(0x20)
    bytes[bytes.length - 2] = 0xf6
    expect((await find(bytes)).encoding).toBe('windows-1252')
  })

  it('does not take a character on the edge of two pieces for a fault', async () => {
    const bytes = new Uint8Array((1 << 20) + 10).fill(0x20)
    bytes.set(utf8('ö'), (1 << 20) - 1)
    expect((await find(bytes)).encoding).toBe('utf-8')
  })

  it('lets a head end within a character, and nothing else', async () => {
    const cut = utf8('Größ').subarray(0, 3)
    expect((await findEncoding(cut, { kind: 'text', isWhole: false })).encoding).toBe('utf-8')
    expect((await find(cut)).encoding).toBe('windows-1252')
  })
})

describe('the list', () => {
  it('is what browsers decode, and drops the mark', () => {
    for (const { value } of ENCODINGS) {
      expect(decodeText(new Uint8Array(), value)).toBe('')
      expect(encodingOf(value)).toBe(value)
    }
    expect(decodeText(hex('efbbbf41'), 'utf-8')).toBe('A')
  })

  it.each([
    ['latin1', 'windows-1252'],
    ['ISO_8859-9', 'windows-1254'],
    ['cp1250', 'windows-1250'],
    ['gbk', 'gb18030'],
    ['GB2312', 'gb18030'],
    ['tis-620', 'windows-874'],
    ['KOI8-U', 'koi8-u'],
    ['cp866', 'ibm866'],
    ['us-ascii', 'utf-8'],
    ['utf-7', undefined],
    ['ibm500', undefined],
    [undefined, undefined],
  ])('knows %s as %s', (name, encoding) => {
    expect(encodingOf(name)).toBe(encoding)
  })
})
