import { describe, expect, it } from 'vitest'
import { readMailLines } from '#test/read-mail-lines.ts'

const number = (value: number, size: 1 | 2 | 4): string =>
  Array.from({ length: size }, (_, i) => String.fromCharCode((value >>> (8 * i)) & 255)).join('')

/** An attribute of TNEF, its check sum left out of account. */
const attribute = (id: number, data: string) =>
  `${number(1, 1)}${number(id, 4)}${number(data.length, 4)}${data}${number(0, 2)}`

/** One property of changing length, whose letters are filled up to four. */
const property = (type: number, id: number, data: string) =>
  `${number(type, 2)}${number(id, 2)}${number(1, 4)}${number(data.length, 4)}${data.padEnd(Math.ceil(data.length / 4) * 4, '\0')}`

const HEAD = `${number(0x223e9f78, 4)}${number(1, 2)}`
const wide = (text: string) => Array.from(text, (char) => `${char}\0`).join('')

const PACKED =
  HEAD +
  attribute(0x00069007, number(1251, 4) + number(0, 4)) +
  attribute(0x0002800c, '\xcf\xf0\xe8') +
  attribute(0x00069002, '') +
  attribute(0x00018010, 'SHORT~1.PDF\0') +
  attribute(0x0006800f, '%PDF-1.4') +
  attribute(
    0x00069005,
    // A named property and one of fixed size stand before the name.
    number(3, 4) +
      number(3, 2) +
      number(0x8001, 2) +
      'g'.repeat(16) +
      number(0, 4) +
      number(7, 4) +
      number(9, 4) +
      number(0x40, 2) +
      number(0x3007, 2) +
      '12345678' +
      property(0x1f, 0x3707, wide('a long name.pdf\0')),
  ) +
  attribute(0x00069002, '') +
  attribute(0x00018010, '\xcf.txt\0') +
  attribute(0x0006800f, 'text')

const read = (packed: string) =>
  readMailLines(
    'From: a@b.c',
    'Content-Type: application/ms-tnef; name=winmail.dat',
    'Content-Transfer-Encoding: base64',
    '',
    btoa(packed),
  )

describe('winmail.dat', () => {
  it('is unpacked: its text, and its files by their long names', async () => {
    const message = await read(PACKED)
    expect(message.texts).toEqual(['При'])
    expect(message.names).toEqual(['winmail.dat', 'a long name.pdf', 'П.txt'])
    expect(message.attachments[1]?.contentType).toBe('application/pdf')
    expect(await message.take('a long name.pdf')).toBe('%PDF-1.4')
    expect(await message.take('П.txt')).toBe('text')
    expect(message.remarks).toEqual([expect.not.stringContaining('missing')])
  })

  it('is read as far as it goes, and never further', async () => {
    for (let end = 0; end < PACKED.length; end += 1) {
      const { remarks } = await read(PACKED.slice(0, end))
      expect(remarks).toHaveLength(1)
    }
    const cut = await read(PACKED.slice(0, -20))
    expect(cut.names).toContain('a long name.pdf')
    expect(cut.remarks).toEqual([expect.stringContaining('Its end is missing')])
    expect((await read('nothing of the kind')).remarks).toEqual([
      expect.stringContaining('damaged'),
    ])
  })
})
