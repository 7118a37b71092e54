import { describe, expect, it, vi } from 'vitest'
import { ascii } from '#test/make-dicom.ts'
import { characterSetOf, decodeValue } from './character-set.ts'

function decode(bytes: string | number[], ...names: string[]): string {
  const raw = typeof bytes === 'string' ? ascii(bytes) : Uint8Array.from(bytes)
  return decodeValue(raw, characterSetOf(names))
}

describe('the specific character set', () => {
  it.each([
    ['ISO_IR 100', '\xc4neas', 'Äneas'],
    ['ISO_IR 101', 'Wa\xb3\xeasa', 'Wałęsa'],
    ['ISO_IR 144', '\xbb\xee\xda', 'Люк'],
    ['ISO-IR 144', '\xbb\xee\xda', 'Люк'],
    ['ISO_IR 126', '\xc4\xe9\xef\xed', 'Διον'],
    ['ISO_IR 127', '\xe2\xc8', 'قب'],
    ['ISO_IR 138', '\xf9\xf8', 'רש'.split('').toReversed().join('')],
    ['ISO_IR 148', '\xc7avu\xfeo\xf0lu', 'Çavuşoğlu'],
    ['ISO_IR 166', '\xb9\xd2', 'นา'],
    ['ISO_IR 13', '\xd4\xcf\xc0\xde', 'ﾔﾏﾀﾞ'],
    ['ISO_IR 203', '\xa4', '€'],
    ['ISO_IR 192', 'Gr\xc3\xbc\xc3\x9fe', 'Grüße'],
    ['GB18030', '\xcd\xf5^\xd0\xa1\xb6\xab', '王^小东'],
    ['GBK', '\xcd\xf5', '王'],
  ])('%s', (name, bytes, text) => {
    expect(decode(bytes, name)).toBe(text)
  })

  it('switches as PS3.5 annex H shows for Japanese names', () => {
    // H.3.1 and H.3.2
    const kanji = '\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B'
    const kana = '\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B'
    expect(decode(`Yamada^Tarou=${kanji}=${kana}`, '', 'ISO 2022 IR 87')).toBe(
      'Yamada^Tarou=山田^太郎=やまだ^たろう',
    )
    const half = `\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=${kana}`
    expect(decode(half, 'ISO 2022 IR 13', 'ISO 2022 IR 87')).toBe('ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう')
  })

  it('switches as PS3.5 annexes I and K show for Korean and Chinese names', () => {
    const hanja = '\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7'
    const hangul = '\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf'
    expect(decode(`Hong^Gildong=${hanja}=${hangul}`, '', 'ISO 2022 IR 149')).toBe(
      'Hong^Gildong=洪^吉洞=홍^길동',
    )
    expect(
      decode('Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=', '', 'ISO 2022 IR 58'),
    ).toBe('Zhang^XiaoDong=张^小东=')
  })

  it('switches between single-byte sets, and back at each delimiter', () => {
    const names = ['ISO 2022 IR 100', 'ISO 2022 IR 144']
    expect(decode('\xc4^\x1b-L\xbb\xee\xda\\\xc4', ...names)).toBe('Ä^Люк\\Ä')
  })

  it('takes a backslash within a letter of two bytes for what it is', () => {
    // The second byte of each is that of a backslash.
    expect(decode([0x1b, 0x24, 0x42, 0x3c, 0x5c, 0x1b, 0x28, 0x42], '', 'ISO 2022 IR 87')).toBe(
      '尺',
    )
    expect(decode([0x81, 0x5c], 'GB18030')).toBe('乗')
  })

  it('guesses only where nothing is declared, and tells', () => {
    const fault = vi.fn<() => void>()
    expect(decodeValue(ascii('M\xfcller'), characterSetOf([]), fault)).toBe('Müller')
    expect(decodeValue(ascii('M\xc3\xbcller'), characterSetOf(['ISO_IR 6']), fault)).toBe('Müller')
    expect(fault).toHaveBeenCalledTimes(2)
    expect(decodeValue(ascii('Muller'), characterSetOf([]), fault)).toBe('Muller')
    expect(fault).toHaveBeenCalledTimes(2)
    expect(characterSetOf(['ISO_IR 999']).unknown).toEqual(['ISO_IR 999'])
  })
})
