import { describe, expect, it } from 'vitest'
import { utf16, utf8 } from '#test/format-samples.ts'
import { latin, lines, read, rtf, shown } from '#test/make-rtf.ts'
import { readRtf } from './read-rtf.ts'

/** Bytes in the way of RTF. */
function escaped(hex: string): string {
  return hex.replaceAll(/../g, String.raw`\'$&`)
}

describe('code pages', () => {
  it.each([
    ['f0', '4772f6df65203520b56d209620333720b0432080', 'Größe 5 µm – 37 °C €'],
    ['f1', 'c1f3e8e5eddef2203520ec67', 'Ασθενής 5 μg'],
    ['f2', 'cfe0f6e8e5edf2', 'Пациент'],
    ['f3', '8c8c89748c9f8db8835c945c', '血液検査ソ能'],
    ['f4', 'bbbcd5df', '患者'],
    ['f5', 'af66b177a55c', '病患功'],
    ['f6', 'c8afc0da', '환자'],
    ['f7', 'e7e5ece4', 'חולה'],
    ['f8', 'bcd9e9bbe8c7c2', 'ผู้ป่วย'],
    ['f9', 'd0e2fe61cc', 'Đâ₫a\u0300'],
    ['f12', 'c8e1737420f8', 'Část ř'],
  ])('of the font %s', (font, hex, text) => {
    expect(lines(`\\${font} ${escaped(hex)}`)).toEqual([text])
  })

  it.each([
    ['\\ansi', 'f6', 'ö'],
    ['\\ansi\\ansicpg1250', 'f8', 'ř'],
    ['\\ansi\\ansicpg0', 'f6', 'ö'],
    ['\\mac', '9a', 'ö'],
    ['\\pc', '477294e165203520ab20f8', 'Größe 5 ½ °'],
    ['\\pca', '477294e165209e209d', 'Größe × Ø'],
    ['\\ansi\\ansicpg852', 'aca0737420fd', 'Část ř'],
    ['\\ansi\\ansicpg865', '4d866c696e67209b', 'Måling ø'],
    ['\\ansi\\ansicpg65001', 'c3b6', 'ö'],
    ['\\ansi\\ansicpg932', '8c8c', '血'],
  ])('of a document with %s and no font', (charset, hex, text) => {
    expect(shown(readRtf(latin(`{\\rtf1${charset} ${escaped(hex)}}`)).blocks)).toEqual([text])
  })

  it('of a font by \\cpg, by its name, and by the document where it leaves that open', () => {
    const fonts =
      '{\\fonttbl{\\f0\\fcharset0\\cpg1251 A;}{\\f1 Arial Cyr;}{\\f2\\fcharset1 B;}\\f3\\fcharset238 C;}'
    const bytes = latin(
      `{\\rtf1\\ansi\\ansicpg1253${fonts}{\\f0\\'cf}{\\f1\\'cf}{\\f2\\'d0}{\\f3\\'f8}{\\f99\\'d0}}`,
    )
    expect(shown(readRtf(bytes).blocks)).toEqual(['ППΠřΠ'])
  })

  it('says which one cannot be read', () => {
    const { blocks, remarks } = readRtf(latin("{\\rtf1\\ansi\\ansicpg1361 a\\'d0\\'cf}"))
    expect(shown(blocks)).toEqual(['a��'])
    expect(remarks.join()).toContain('code page 1361')
  })
})

describe('characters of two bytes', () => {
  it.each([
    ['in two groups', "{\\'8c}{\\'8c}", '血'],
    ['in two formattings', "\\b\\'8c\\b0\\'8c", '血'],
    ['in two fonts', "\\'8c\\f0\\'8c", '血'],
    ['with an escaped second byte', "\\'94\\\\", '能'],
    ['with an escaped first byte only', "\\'83C", 'イ'],
    ['raw', '\x8c\x8c', '血'],
    ['raw with a second byte like a backslash', '\x94\x5c\x83\x5c', '能ソ'],
    ['raw with a second byte like a brace', '\x83\x7b\x83\x7d', 'ボマ'],
    ['raw before an escape', "\x8c\\'8c", '血'],
  ])('%s', (_name, text, character) => {
    expect(lines(`\\f3 ${text}`)).toEqual([character])
  })

  it('that never come to their second are said', () => {
    const { blocks, remarks } = read("\\f3 \\'8c\\par\\f0 x")
    expect(shown(blocks)).toEqual(['�', 'x'])
    expect(remarks).toEqual(['Some characters can’t be read; they are shown as “�”.'])
  })
})

describe('Unicode', () => {
  it.each([
    ['\\u8364?', '€'],
    ['\\u8364 ?', '€'],
    ["\\u8364\\'80", '€'],
    ['\\u-4051?x', '�x'],
    ['\\u-10179?\\u-8704?', '😀'],
    ['\\u128512?', '😀'],
    ['\\u-10240?x', '�x'],
    ['\\u-9216?x', '�x'],
    ['\\u-10240?\\par', '�'],
    ['\\u99999999?x', '�x'],
    ['\\uc0\\u228\\u246 x', 'äöx'],
    ["\\uc2\\u30690\\'8c\\'8cx", '\u77e2x'],
    ['\\uc3\\u228 abc\\u246 defg', 'äög'],
    ['{\\uc0\\u228 x}\\u228 xy', 'äxäy'],
    ['\\u228\\~x', 'äx'],
    ['\\u228\\endash x', 'äx'],
    ['{\\u228}x', 'äx'],
    ['\\u228\\b ?x', 'ä[bold: x]'],
    ['\\u228\\bin3 }}}x', 'äx'],
  ])('%s', (text, shownText) => {
    expect(lines(text)).toEqual([shownText])
  })

  it('does not take a paragraph or a cell for what is to be left out', () => {
    expect(lines('\\u228\\par x')).toEqual(['ä', 'x'])
    expect(lines('\\trowd\\cellx9\\intbl\\u228\\cell\\row')).toEqual(['tr 1x1 ä'])
  })

  it('is chosen of two forms', () => {
    expect(lines('{\\upr{Gro?}{\\*\\ud{Gro\\u223?}}}!')).toEqual(['Groß!'])
    expect(lines('{\\upr{Gro?}}!')).toEqual(['Gro?!'])
  })
})

describe('fonts of signs', () => {
  it.each([
    ["\\f10 m\\'b3\\'b0", 'μ≥°'],
    ["{\\f11\\'fe\\'fd\\'a8\\'6f\\'fc}", '☑☒☐□✓'],
    ["{\\f13 R\\'a3}", '☑☐'],
    ['\\f11\\u-3842?\\u-3843?', '☑☒'],
    ['\\f10\\u61623?\\u183?', '••'],
    ['\\f11 x', '☒'],
    ['\\f10 a\\f0 a', 'αa'],
    ['\\f10\\u8364?', '€'],
    ["\\f14 Letters \\'e4", 'Letters ä'],
  ])('%s', (text, signs) => {
    expect(lines(text)).toEqual([signs])
  })

  it('that are not known are said by name', () => {
    const { blocks, remarks } = read('\\f14\\u-3842?')
    expect(shown(blocks)).toEqual(['�'])
    expect(remarks.join()).toContain('Acme Signs')
  })
})

describe('East Asian text', () => {
  it('is in the font that was last chosen for its kind', () => {
    expect(lines("\\loch\\af0\\hich\\af0\\dbch\\f3\\'8c\\'8c")).toEqual(['血'])
    expect(lines("\\dbch\\af3\\loch\\f0\\'f6\\dbch\\'8c\\'8c\\loch\\'f6")).toEqual(['ö血ö'])
    expect(lines("\\rtlch\\af3\\ltrch\\f0\\'f6")).toEqual(['ö'])
  })
})

describe('signs with words of their own', () => {
  it('are the characters that they stand for', () => {
    expect(
      lines(
        'a\\~b\\_c\\-d\\emdash\\endash\\bullet\\lquote\\rquote\\ldblquote\\rdblquote\\line\\tab x',
      ),
    ).toEqual(['a\u00A0b\u2011c\u00ADd—–•‘’“”\n\tx'])
    expect(lines("a\tb\\\tc\\'09d")).toEqual(['a\tb\tc\td'])
    expect(lines('\\{\\}\\\\')).toEqual(['{}\\'])
    expect(lines('a\\\nb\\\r\nc')).toEqual(['a', 'b', 'c'])
    expect(lines('a\r\nb\0c')).toEqual(['abc'])
  })

  it('tell what only a printer knows', () => {
    expect(lines('\\chpgn /\\chdate')).toEqual(['(page number)/(date of printing)'])
  })

  it('lose no figure behind a backslash that was not doubled', () => {
    expect(lines('RR 120\\80')).toEqual(['RR 120\\80'])
  })
})

describe('what is not RTF in its bytes', () => {
  it('is read as UTF-8 where all of it is, and said', () => {
    const { blocks, remarks } = readRtf(utf8('{\\rtf1\\ansi\\ansicpg1252 Größe 5 µg}'))
    expect(shown(blocks)).toEqual(['Größe 5 µg'])
    expect(remarks.join()).toContain('UTF-8')
    expect(shown(readRtf(latin('{\\rtf1\\ansi Gr\xf6\xdfe \xc3\xb6}')).blocks)).toEqual([
      'Größe Ã¶',
    ])
    expect(shown(readRtf(utf8('\ufeff{\\rtf1\\ansi ö}')).blocks)).toEqual(['ö'])
  })

  it.each([
    ['little endian with a mark', utf16('\ufeff{\\rtf1 Größe 検\\par x}')],
    ['big endian', utf16('{\\rtf1 Größe 検\\par x}', true)],
  ])('is read as UTF-16, %s', (_name, bytes) => {
    const { blocks, remarks } = readRtf(bytes)
    expect(shown(blocks)).toEqual(['Größe 検', 'x'])
    expect(remarks.join()).toContain('UTF-16')
  })
})

describe('the look of text', () => {
  it.each([
    ['\\b bold\\b0  not', '[bold: bold] not'],
    ['{\\i\\ul x}y', '[italic underline: x]y'],
    ['\\ulth x\\ulnone y\\uldb z', '[underline: x]y[underline: z]'],
    ['10{\\super 9}/l, H{\\sub 2}O', '10[sup: 9]/l, H[sub: 2]O'],
    ['10{\\up6 9}{\\dn6 2}\\up0 x', '10[sup: 9][sub: 2]x'],
    ['\\super x\\nosupersub y', '[sup: x]y'],
    ['10\\super 9\\super0 /l\\sub a\\sub0 b', '10[sup: 9]/l[sub: a]b'],
    ['\\strike x\\strike0\\caps y\\caps0\\scaps z', '[strike: x][caps: yz]'],
    ['\\v hidden\\v0  shown', '[hidden: hidden] shown'],
    ['\\highlight7 x\\highlight0 y', '[highlight: x]y'],
    ['\\b\\i x\\plain y', '[bold italic: x]y'],
    ['{\\b a}{\\b b}', '[bold: ab]'],
    ['\\unknown99 x', 'x'],
  ])('%s', (text, look) => {
    expect(lines(text)).toEqual([look])
  })

  it('tells paper of another color, and that colors of letters are not shown', () => {
    const colors =
      '{\\colortbl;\\red255\\green255\\blue255;\\red255\\green255\\blue0;\\red70\\green70\\blue70;}'
    expect(lines('\\cb2 x\\cb1 y\\chcbpat2 z\\chcbpat0 a', colors)).toEqual([
      '[highlight: x]y[highlight: z]a',
    ])
    expect(read('\\cf2 x', colors).remarks).toEqual(['The colors of the text are not shown.'])
    expect(read('\\cf3 x\\cf1 y\\cf9 z{\\cf2}', colors).remarks).toEqual([])
  })

  it('keeps no text of what it does not know', () => {
    expect(lines('a{\\*\\unheard {of} \\} \\bin2 }}}b')).toEqual(['ab'])
    expect(lines('a\\*\\unheard b')).toEqual(['ab'])
    expect(shown(readRtf(rtf('a', '{\\colortbl;\\red0;}{\\*\\generator X;}')).blocks)).toEqual([
      'a',
    ])
  })
})
