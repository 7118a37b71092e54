import { describe, expect, it } from 'vitest'
import { lines, read, said, shown } from '#test/make-rtf.ts'

describe('paragraphs', () => {
  it.each([
    ['a\\par b', ['a', 'b']],
    ['a\\par\\par b\\par', ['a', '', 'b']],
    ['{a\\par}b', ['a', 'b']],
    ['\\qc a\\par b\\par\\pard c', ['<center> a', '<center> b', 'c']],
    ['{\\qr a\\par}b', ['<end> a', 'b']],
    ['\\qj a\\par\\ql b', ['<justify> a', 'b']],
    ['\\rtlpar\\qr a\\par\\ql b', ['<start rtl> a', '<end rtl> b']],
    ['\\rtlpar a\\par\\ltrpar b', ['<rtl> a', 'b']],
    ['\\li1440 a\\par\\fi-1440 b\\par\\li-500 c', ['<+2> a', 'b', 'c']],
    ['\\li99999999 a', ['<+12> a']],
    ['a\\page b\\par', ['a', '---', 'b']],
    ['a\\par\\pagebb b\\par', ['a', '---', 'b']],
    ['a\\sect\\sectd b', ['a', '---', 'b']],
    ['a\\sect\\sectd\\sbknone b', ['a', 'b']],
    ['a\\par\\sect', ['a']],
  ])('%s', (body, shownLines) => {
    expect(lines(body)).toEqual(shownLines)
  })
})

describe('places that links lead to', () => {
  it('are names of paragraphs', () => {
    const { blocks } = read('{\\*\\bkmkstart Befund}a{\\*\\bkmkend Befund}\\par b')
    expect(blocks).toMatchObject([{ anchors: ['Befund'] }, { children: [{ text: 'b' }] }])
    expect(blocks[1]).not.toHaveProperty('anchors')
  })
})

describe('headings', () => {
  const styles =
    "{\\stylesheet{\\ql Normal;}{\\s1\\b heading 1;}{\\s2\\outlinelevel1 Mine;}{\\s3 \\'dcberschrift 3;}{\\*\\cs4 heading 2;}{\\s5 heading 9,Anhang;}{\\s6 Title;}{\\s7 headings;}}"

  it.each([
    ['\\s1 a', '<h1> a'],
    ['\\s2 a', '<h2> a'],
    ['\\s3 a', '<h3> a'],
    ['\\s5 a', '<h6> a'],
    ['\\s6 a', '<h1> a'],
    ['\\s7 a', 'a'],
    ['\\cs4 a', 'a'],
    ['\\s99 a', 'a'],
    ['\\outlinelevel0 a', '<h1> a'],
    ['\\outlinelevel8 a', '<h6> a'],
    ['\\s0\\outlinelevel9 a', 'a'],
  ])('%s', (body, line) => {
    expect(lines(body, styles)).toEqual([line])
  })

  it('end with their paragraph format', () => {
    expect(lines('\\s1 a\\par\\pard b\\par\\s1\\par', styles)).toEqual(['<h1> a', 'b', ''])
  })
})

const LISTS =
  "{\\*\\listtable{\\list{\\listlevel\\levelnfc0\\levelstartat3{\\leveltext\\'02\\'00.;}{\\levelnumbers\\'01;}}{\\listlevel\\levelnfc4{\\leveltext\\'03(\\'01);}}{\\listlevel\\levelnfc23{\\leveltext\\'01\\u-3913 ?;}\\f10}{\\listlevel\\levelnfc2{\\leveltext\\'04\\'00.\\'03.;}}{\\listname ;}\\listid77}}" +
  '{\\*\\listoverridetable{\\listoverride\\listid77\\listoverridecount0\\ls1}{\\listoverride\\listid77\\listoverridecount1{\\lfolevel\\listoverridestartat\\levelstartat9}\\ls2}}'

describe('lists', () => {
  it('are printed as \\listtext says', () => {
    expect(
      lines(
        "{\\listtext\\f10\\'b7\\tab}\\ls1\\ilvl0 a\\par{\\listtext 2.1)\\tab}\\ilvl1 b\\par\\pard c",
        LISTS,
      ),
    ).toEqual(['<-•> a', '<--2.1)> b', 'c'])
    expect(lines('{\\pntext\\f0 1.\\tab}a\\par b')).toEqual(['<-1.> a', 'b'])
    expect(lines('{\\listtext\\f14\\u-3842?\\tab}a')).toEqual(['<-•> a'])
  })

  it('are counted where it does not', () => {
    expect(
      lines(
        '\\ls1\\ilvl0 a\\par\\ilvl1 b\\par c\\par\\ilvl2 d\\par\\ilvl0 e\\par\\ilvl1 f\\par\\ilvl3 g',
        LISTS,
      ),
    ).toEqual([
      '<-3.> a',
      '<--(a)> b',
      '<--(b)> c',
      '<---•> d',
      '<-4.> e',
      '<--(a)> f',
      '<----4.i.> g',
    ])
  })

  it('begin where an override says, and count on for those that say nothing', () => {
    expect(lines('\\ls1 a\\par\\ls2 b\\par\\ls2 c\\par\\ls0 d', LISTS)).toEqual([
      '<-3.> a',
      '<-9.> b',
      '<-10.> c',
      'd',
    ])
    expect(lines('\\ls55 a', LISTS)).toEqual(['a'])
  })

  it('stand in others where they begin further in', () => {
    expect(
      lines(
        '{\\listtext 1.}\\ls1\\li720 a\\par{\\listtext -}\\ls2\\li1080 b\\par{\\listtext -}\\li1090 c\\par{\\listtext 2.}\\li720 d\\par\\pard x\\par{\\listtext -}\\li1080 y',
      ),
    ).toEqual(['<-1.> a', '<---> b', '<---> c', '<-2.> d', 'x', '<--> y'])
  })

  it('of the old kind are printed or counted', () => {
    const pn = '{\\*\\pn\\pnlvlbody\\pnucltr\\pnstart2{\\pntxtb (}{\\pntxta )}}'
    expect(lines(`${pn}a\\par b\\par\\pard c`)).toEqual(['<-(B)> a', '<-(C)> b', 'c'])
    expect(lines("{\\*\\pn\\pnlvlblt\\pnf10{\\pntxtb\\'b7}}a")).toEqual(['<-•> a'])
  })
})

describe('tables', () => {
  it.each([
    [
      'plain',
      '\\trowd\\cellx1000\\cellx2000\\intbl a\\cell b\\cell\\row c\\cell d\\cell\\row\\pard e',
      ['tr 1x1 a | 1x1 b', 'tr 1x1 c | 1x1 d', 'e'],
    ],
    [
      'defined before and after',
      '\\trowd\\cellx9\\pard\\intbl a\\cell\\pard\\intbl{\\trowd\\cellx9\\row}\\pard b',
      ['tr 1x1 a', 'b'],
    ],
    ['without \\intbl', '\\trowd\\cellx9\\pard a\\par b\\cell\\row\\pard c', ['tr 1x1 a / b', 'c']],
    ['without a definition', '\\intbl a\\cell b\\cell\\row', ['tr 1x1 a | 1x1 b']],
    ['with empty cells', '\\trowd\\cellx9\\cellx99\\intbl\\cell x\\cell\\row', ['tr 1x1  | 1x1 x']],
    [
      'with headers',
      '\\trowd\\trhdr\\cellx99\\intbl h\\cell\\row\\trowd\\cellx99\\intbl a\\cell\\row\\trowd\\trhdr\\cellx99\\intbl b\\cell\\row',
      ['th 1x1 h', 'tr 1x1 a', 'tr 1x1 b'],
    ],
    [
      'with cells over several columns',
      '\\trowd\\cellx1000\\cellx2000\\cellx3000\\intbl a\\cell b\\cell c\\cell\\row\\trowd\\cellx2010\\cellx3000\\intbl d\\cell e\\cell\\row',
      ['tr 1x1 a | 1x1 b | 1x1 c', 'tr 2x1 d | 1x1 e'],
    ],
    [
      'merged across',
      '\\trowd\\clmgf\\cellx1000\\clmrg\\cellx2000\\cellx3000\\intbl a\\cell\\cell c\\cell\\row\\trowd\\cellx1000\\cellx2000\\cellx3000\\intbl d\\cell e\\cell f\\cell\\row',
      ['tr 2x1 a | 1x1 c', 'tr 1x1 d | 1x1 e | 1x1 f'],
    ],
    [
      'merged down',
      '\\trowd\\clvmgf\\cellx1000\\cellx2000\\intbl a\\cell b\\cell\\row\\trowd\\clvmrg\\cellx1000\\cellx2000\\intbl x\\cell c\\cell\\row\\trowd\\cellx1000\\cellx2000\\intbl d\\cell e\\cell\\row',
      ['tr 1x2 a / x | 1x1 b', 'tr 1x1 c', 'tr 1x1 d | 1x1 e'],
    ],
    [
      'merged down with another width',
      '\\trowd\\clvmgf\\cellx1000\\cellx2000\\cellx3000\\intbl a\\cell b\\cell c\\cell\\row\\trowd\\clvmrg\\cellx2000\\cellx3000\\intbl d\\cell e\\cell\\row',
      ['tr 1x1 a | 1x1 b | 1x1 c', 'tr 2x1 d | 1x1 e'],
    ],
    [
      'that begin further in',
      '\\trowd\\cellx1000\\cellx2000\\intbl a\\cell b\\cell\\row\\trowd\\trleft1000\\cellx2000\\intbl c\\cell\\row',
      ['tr 1x1 a | 1x1 b', 'tr 1x1  | 1x1 c'],
    ],
    [
      'whose left edges differ by a padding',
      '\\trowd\\trleft-108\\cellx1000\\intbl a\\cell\\row\\trowd\\trleft0\\cellx1000\\intbl b\\cell\\row',
      ['tr 2x1 a', 'tr 2x1 b'],
    ],
    [
      'with paragraphs and lists',
      '\\trowd\\cellx9\\intbl\\qc a\\par{\\listtext 1.}b\\cell\\row',
      ['tr 1x1 <center> a / <center -1.> b'],
    ],
    [
      'with more cells than edges',
      '\\trowd\\cellx1000\\intbl a\\cell b\\cell c\\cell\\row',
      ['tr 1x1 a | 1x1 b | 1x1 c'],
    ],
    [
      'with text behind the last cell',
      '\\trowd\\cellx9\\intbl a\\cell b\\row',
      ['tr 1x1 a | 1x1 b'],
    ],
    [
      'one after the other',
      '\\intbl a\\cell\\row\\pard x\\par\\intbl b\\cell\\row',
      ['tr 1x1 a', 'x', 'tr 1x1 b'],
    ],
  ])('%s', (_name, body, shownLines) => {
    expect(lines(body)).toEqual(shownLines)
  })

  const nested =
    '\\trowd\\cellx1000\\cellx2000\\pard\\intbl x\\par\\pard\\intbl\\itap2 a\\nestcell b\\nestcell' +
    '{\\*\\nesttableprops\\trowd\\cellx100\\cellx200\\nestrow}{\\nonesttables\\par}' +
    'c\\nestcell d\\nestcell{\\*\\nesttableprops\\trowd\\cellx100\\cellx200\\nestrow}' +
    '\\pard\\intbl y\\cell z\\cell\\row\\pard end'

  it('stand in one another', () => {
    expect(lines(nested)).toEqual([
      'tr 1x1 x / tr 1x1 a | 1x1 b / tr 1x1 c | 1x1 d / y | 1x1 z',
      'end',
    ])
  })

  it('stand in one another as Apple writes them', () => {
    expect(
      lines(
        '\\itap1\\trowd\\cellx1000\\cellx2000\\pard\\intbl\\itap1 x\\par\\itap2\\trowd\\cellx100\\pard\\intbl\\itap2 a\\nestcell\\nestrow\\pard\\intbl\\itap1 y\\cell\\pard\\intbl\\itap1 z\\cell\\lastrow\\row\\pard end',
      ),
    ).toEqual(['tr 1x1 x / tr 1x1 a / y | 1x1 z', 'end'])
  })

  it('stand in one another only so deep', () => {
    expect(lines('\\itap1000000 a\\nestcell\\nestrow\\pard b').at(-1)).toBe('b')
  })

  it('that are not finished show what they have', () => {
    expect(lines('\\trowd\\cellx9\\cellx99\\intbl a\\cell b')).toEqual(['tr 1x1 a | 1x1 b'])
    expect(lines('\\trowd\\cellx9\\pard a\\par b')).toEqual(['a', 'b'])
    expect(lines('\\intbl a\\par b')).toEqual(['a', 'b'])
  })

  it('written from right to left say so', () => {
    const [table] = read('\\trowd\\rtlrow\\cellx9\\intbl a\\cell\\row').blocks
    expect(table).toMatchObject({ type: 'table', direction: 'rtl' })
  })

  it('of a hundred thousand cells are read, and rows of too many are broken', () => {
    const { blocks } = read('\\trowd\\cellx1\\cellx2 a\\cell b\\cell\\row'.repeat(50_000))
    expect(blocks[0]).toMatchObject({ type: 'table', rows: { length: 50_000 } })
    const wide = read('a\\cell '.repeat(3000))
    expect(shown(wide.blocks)).toHaveLength(3)
    expect(said(wide).join()).toContain('1000 cells')
  })
})
