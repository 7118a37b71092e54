import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { latin, lines, read, said, shown } from '#test/make-rtf.ts'
import type { Block, FlowDocument, Inline } from '../flow/flow-document.ts'
import { readRtf } from './read-rtf.ts'

const CUT = 'The file ends within the document: what comes after is missing.'

describe('broken files', () => {
  it.each<[string, string, string[], string]>([
    ['without its last braces', '{\\rtf1 a{\\b b', ['a[bold: b]'], CUT],
    ['cut in a control word', '{\\rtf1 a\\pa', ['a'], CUT],
    ['cut in a byte', "{\\rtf1 a\\'f", ['a'], CUT],
    ['cut behind a backslash', '{\\rtf1 a\\', ['a'], CUT],
    [
      'cut in a table',
      '{\\rtf1\\trowd\\cellx9\\cellx99\\intbl a\\cell b',
      ['tr 1x1 a | 1x1 b'],
      CUT,
    ],
    [
      'cut in a field',
      '{\\rtf1{\\field{\\*\\fldinst HYPERLINK "https://e.org"}{\\fldrslt a',
      ['(a → https://e.org)'],
      CUT,
    ],
    ['cut in a note', '{\\rtf1 a\\chftn{\\footnote b', ['a(note-1)'], CUT],
    ['cut in a box', '{\\rtf1 a{\\shp{\\*\\shpinst{\\shptxt b', ['a(box b)'], CUT],
    ['with text behind the end', '{\\rtf1 a\\par}b\\par c}', ['a', 'b', 'c'], 'behind the end'],
    [
      'with a brace that closes too early',
      '{\\rtf1\\b a}b} c',
      ['[bold: a]', 'b c'],
      'never opened',
    ],
    [
      'with groups behind the end',
      '{\\rtf1 a}b {\\b c} d',
      ['a', 'b [bold: c] d'],
      'behind the end',
    ],
    ['with braces that close nothing', '{\\rtf1 a}}}', ['a'], 'never opened'],
    [
      'one behind the other',
      "{\\rtf1\\ansi a}\r\n{\\rtf1\\ansi\\ansicpg1251 \\'cf}",
      ['a', 'П'],
      'more than one',
    ],
    [
      'one within the other',
      "{\\rtf1\\ansi a{\\rtf1\\ansi\\ansicpg1251\\qc \\'cf\\par}\\'f6}",
      ['<center> aП', 'ö'],
      'more than one',
    ],
    ['that are none', 'Dear colleague', ['Dear colleague'], 'does not begin as RTF'],
    ['without a version', '{\\rtf\\ansi a}', ['a'], ''],
    ['with text before the beginning', 'x{\\rtf1 a}', ['xa'], ''],
    ['with bytes that are written wrongly', "{\\rtf1 a\\'zzb}", ['a?zzb'], 'written wrongly'],
    ['with binary data in the text', '{\\rtf1 a\\bin3 }}}b}', ['ab'], 'binary data'],
  ])('%s', (_name, text, shownLines, remark) => {
    const document = readRtf(latin(text))
    expect(shown(document.blocks)).toEqual(shownLines)
    expect(said(document).join(' ')).toContain(remark)
    if (remark === '') expect(said(document)).toEqual([])
  })

  it.each([
    '',
    '\0\0\0',
    '{',
    '}',
    '\\',
    "\\'",
    '{\\',
    '{\\*',
    '{\\rtf1',
    '{\\rtf1}',
    '\xff\xfe',
    '\xef\xbb\xbf',
  ])('of nothing but %j', (text) => {
    expect(shown(readRtf(latin(text)).blocks)).toEqual([])
  })

  it('that end in zeros or blanks are whole', () => {
    expect(said(readRtf(latin('{\\rtf1 a}\r\n \0\0\x1a')))).toEqual([])
    expect(shown(readRtf(latin('{\\rtf1 a}\r\n \0\0')).blocks)).toEqual(['a'])
  })

  it('without a table of fonts, or with one that is cut, are read in the code page of the document', () => {
    const { blocks } = readRtf(latin("{\\rtf1\\ansi\\ansicpg1250\\deff7\\f3 \\'f8}"))
    expect(shown(blocks)).toEqual(['ř'])
    expect(readRtf(latin('{\\rtf1{\\fonttbl{\\f0 Ari')).faults).toEqual([CUT])
  })
})

describe('hostile files', () => {
  it('declare data beyond their end', () => {
    const document = readRtf(latin('{\\rtf1 a{\\pict\\bin2147483647 x}b}'))
    expect(shown(document.blocks)).toEqual(['ab'])
    expect(said(document).join()).toContain('longer than the file')
    expect(shown(readRtf(latin('{\\rtf1 a{\\pict\\bin99 \x01\x02}b')).blocks)).toEqual([
      'a(picture)',
    ])
    expect(lines('a{\\pict\\bin-5 01}b')).toEqual(['a(picture)b'])
  })

  it('nest groups, tables, boxes and fields without end', () => {
    const deep = (open: string, close: string) =>
      read(`${open.repeat(5000)}x${close.repeat(5000)}\\par y`)
    const groups = deep('{\\b ', '}')
    expect(shown(groups.blocks)).toEqual(['[bold: x]', 'y'])
    expect(said(groups).join()).toContain('nested deeper')
    expect(depthOf(deep('{\\shp{\\shptxt ', '}}'))).toBeLessThan(20)
    expect(depthOf(read('\\itap99999 x\\nestcell'))).toBeLessThan(20)
    expect(depthOf(deep('{\\footnote ', '}'))).toBeLessThan(20)
    expect(depthOf(deep('{\\field{\\fldrslt ', '}}'))).toBeLessThan(20)
  })

  it('say enormous numbers', () => {
    const numbers =
      '\\li99999999999999999999\\fi-9999999999\\outlinelevel99999\\ls99999999\\ilvl9999\\s-1\\uc99999999\\fs0\\itap-3\\cellx99999999999\\up99999'
    expect(lines(`\\trowd${numbers} x\\cell\\row\\pard y`).join()).toContain('x')
    expect(lines('\\ansicpg99999999 \\f99999999 x')).toEqual(['x'])
  })

  it('have more paragraphs than can be shown, which is said', () => {
    const document = readRtf(latin(`{\\rtf1 ${'\\par'.repeat(300)}}`), undefined, 100)
    expect(document.blocks).toHaveLength(100)
    expect(said(document)).toEqual([
      'The document has more paragraphs and runs than can be shown: only the first are.',
    ])
  })

  it('repeat long markers and instructions at each place', () => {
    const long = 'x'.repeat(50_000)
    const { blocks } = read(
      `{\\listtext ${long}}a\\par{\\*\\pn\\pnlvlblt{\\pntxtb ${long}}}b\\par c`,
    )
    const lengths = blocks.map((block) => block.type === 'paragraph' && block.item?.marker.length)
    expect(lengths).toEqual([101, 100, 100])
    const link = `{\\field{\\*\\fldinst HYPERLINK "https://e.org"}{\\*\\fldinst ${long}}{\\*\\fldinst ${long}}{\\fldrslt a}{\\fldrslt b}}`
    expect(lines(link)).toEqual(['(a → https://e.org)(b → https://e.org)'])
  })

  it('are given up when asked to', () => {
    expect(() => readRtf(latin('{\\rtf1 a}'), AbortSignal.abort(new Error('stopped')))).toThrow(
      'stopped',
    )
  })
})

describe('whatever comes', () => {
  const token = fc.oneof(
    fc.constantFrom(
      ...'{ } {\\* \\par \\pard \\cell \\row \\trowd\\cellx100 \\intbl \\itap2 \\nestcell {\\*\\nesttableprops \\nestrow'.split(
        ' ',
      ),
      ...'{\\field {\\*\\fldinst {\\fldrslt {\\pict {\\shp {\\shptxt {\\footnote {\\header {\\*\\annotation {\\fonttbl'.split(
        ' ',
      ),
      ...'{\\stylesheet {\\list {\\listlevel {\\leveltext {\\info {\\title {\\upr {\\*\\ud {\\object {\\result {\\*\\pn'.split(
        ' ',
      ),
      ...'\\f3 \\f10 \\uc0 \\uc9 \\u-10179 \\u8364 \\bin3 \\sect \\page \\ls1 \\plain \\revised \\rtf1 \\chftn \\par'.split(
        ' ',
      ),
      "\\'8c",
      "\\'",
      'text ',
      '\x8c',
      ';',
    ),
    fc.string({ maxLength: 5 }),
  )

  it('is read without an error, into what can be cloned, and not deep', () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => {
        const document = readRtf(
          latin(`{\\rtf1{\\fonttbl{\\f3\\fcharset128 A;}}${tokens.join('')}`),
        )
        expect(depthOf(document)).toBeLessThan(40)
        expect(structuredClone(document)).toEqual(document)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps its text whatever formatting, braces and fonts stand around it', () => {
    const around = fc.constantFrom(
      '{',
      '}',
      '\\b ',
      '\\f3 ',
      '\\f0 ',
      '\\par ',
      '\\qc ',
      '\\unknown5 ',
      '{\\*\\x y}',
      '\r\n',
    )
    const word = fc.stringMatching(/^[a-z0-9 .,:/äöü]{1,8}$/)
    fc.assert(
      fc.property(fc.array(fc.oneof(around, word), { maxLength: 60 }), (parts) => {
        const words = parts.filter((part) => /^[a-z0-9 .,:/äöü]+$/.test(part))
        const written = parts.map((part) =>
          part.replaceAll(/[äöü]/g, (letter) => `\\u${letter.charCodeAt(0)}?`),
        )
        const texts = allText(
          readRtf(latin(`{\\rtf1\\ansi{\\fonttbl{\\f3\\fcharset128 A;}}{}${written.join('{}')}`)),
        )
        expect(texts.replaceAll(' ', '')).toBe(words.join('').replaceAll(' ', ''))
      }),
      { numRuns: 300 },
    )
  })
})

function allText({ blocks }: FlowDocument): string {
  return shown(blocks)
    .join('')
    .replaceAll(/\[bold: |\]|<center> /g, '')
}

/** How many blocks stand within one another. */
function depthOf({ blocks, notes }: FlowDocument): number {
  const ofInline = (child: Inline): number =>
    child.type === 'box'
      ? ofBlocks(child.blocks)
      : child.type === 'link'
        ? Math.max(0, ...child.children.map(ofInline))
        : 0
  const ofBlock = (block: Block): number => {
    if (block.type === 'pageBreak') return 0
    if (block.type === 'paragraph') return 1 + Math.max(0, ...block.children.map(ofInline))
    return (
      1 +
      Math.max(0, ...block.rows.flatMap(({ cells }) => cells.map((cell) => ofBlocks(cell.blocks))))
    )
  }
  const ofBlocks = (inner: readonly Block[]): number => Math.max(0, ...inner.map(ofBlock))
  return Math.max(ofBlocks(blocks), ...notes.map((note) => ofBlocks(note.blocks)), 0)
}
