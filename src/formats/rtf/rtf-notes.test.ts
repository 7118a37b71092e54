import { describe, expect, it } from 'vitest'
import { latin, lines, read, rtf, shown } from '#test/make-rtf.ts'
import { readRtf } from './read-rtf.ts'

/** Bits of a date as `\revdttm` has them: 2026-05-03T14:07. */
const DATE = 7 | (14 << 6) | (3 << 11) | (5 << 16) | (126 << 20)

describe('notes', () => {
  it('are numbered where the text has \\chftn, and keep a mark of their own', () => {
    const { blocks, notes } = read(
      'a{\\super\\chftn{\\footnote\\pard\\plain{\\super\\chftn} first\\par second}}b*{\\footnote {\\super *}own}c{\\super\\chftn{\\footnote\\ftnalt\\pard\\plain end}}{\\super\\chftn}{\\footnote x}',
      '\\aftnnrlc',
    )
    expect(shown(blocks)).toEqual(['a(note-1)b*(note-2)c(note-3)(note-4)'])
    expect(notes.map(({ type, marker, blocks }) => [type, marker, shown(blocks)])).toEqual([
      ['footnote', '1', [' first', 'second']],
      ['footnote', '*', ['[sup: *]own']],
      ['endnote', 'i', ['end']],
      ['footnote', '2', ['x']],
    ])
  })

  it('are comments with author and date', () => {
    const { blocks, notes } = read(
      `a{\\*\\atrfstart 1}b{\\*\\atrfend 1}{\\*\\atnid NN}{\\*\\atnauthor N. J\\'f6}\\chatn{\\*\\annotation{\\*\\atnref 1}{\\*\\atndate ${DATE}}\\pard\\plain{\\chatn}why?}c`,
    )
    expect(shown(blocks)).toEqual(['ab(note-1)c'])
    expect(notes).toMatchObject([
      { type: 'comment', marker: 'NN1', author: 'N. Jö', date: '2026-05-03T14:07', about: 'b' },
    ])
    expect(read('a{\\*\\annotation{\\*\\atnparent 1}x}').notes).toMatchObject([
      { status: 'Answer to another comment', author: undefined },
    ])
    expect(shown(notes[0]!.blocks)).toEqual(['why?'])
  })

  it('in a table do not disturb it', () => {
    expect(
      lines('\\trowd\\cellx9\\cellx99\\intbl a{\\footnote\\pard x\\par y}b\\cell c\\cell\\row'),
    ).toEqual(['tr 1x1 a(note-1)b | 1x1 c'])
  })
})

describe('headers and footers', () => {
  it('come apart from the text, each once', () => {
    const { blocks, margins } = read(
      '{\\header\\pard\\qr Hospital\\par}{\\headerf First}{\\footer\\pard Page \\chpgn}{\\footerl \\par}a\\sect{\\header\\pard\\qr Hospital\\par}b',
    )
    expect(shown(blocks)).toEqual(['a', '---', 'b'])
    expect(margins.map(({ title, blocks }) => [title, shown(blocks)])).toEqual([
      ['Header', ['<end> Hospital']],
      ['Header of the first page', ['First']],
      ['Footer', ['Page (page number)']],
    ])
  })

  it('of right pages are those of all pages where the left ones have none of their own', () => {
    const body = '{\\headerr a}{\\footerr b}x'
    const titles = (head: string) => read(body, head).margins.map(({ title }) => title)
    expect(titles('')).toEqual(['Header', 'Footer'])
    expect(titles('\\facingp')).toEqual(['Header of right pages', 'Footer of right pages'])
  })

  it('keep the paragraph around them as it is', () => {
    expect(lines('\\qc a{\\header\\pard\\ql h\\par}b\\par')).toEqual(['<center> ab'])
  })
})

describe('tracked changes', () => {
  const authors = "{\\*\\revtbl{Unknown;}{Dr. M\\'fcller;}}"

  it('say who and when', () => {
    expect(
      lines(
        `a{\\revised\\revauth1\\revdttm${DATE} in}{\\deleted\\revauthdel1\\revdttmdel${DATE} out}{\\revised x}\\revised0 b`,
        authors,
      ),
    ).toEqual([
      'a[inserted Dr. Müller 2026-05-03T14:07: in][deleted Dr. Müller 2026-05-03T14:07: out][inserted  : x]b',
    ])
  })

  it('of text that was inserted and then deleted are both', () => {
    expect(lines('{\\revised\\revauth0\\deleted\\revauthdel1 x}', authors)).toEqual([
      '{inserted: [deleted Dr. Müller : x]}',
    ])
    expect(lines('a{\\deleted b\\tab{\\pict\\pngblip 01}}')).toEqual([
      'a[deleted  : b]{deleted: \t}{deleted: (picture)}',
    ])
  })

  it('of text that was moved are told as such', () => {
    expect(lines(`{\\mvf\\mvauth1\\mvdate${DATE} x}{\\mvt\\mvauth1 y}`, authors)).toEqual([
      '[deleted Dr. Müller 2026-05-03T14:07: x][inserted Dr. Müller : y]',
    ])
    expect(read('{\\mvf x}', authors).blocks[0]).toMatchObject({
      children: [{ change: { isMove: true } }],
    })
  })

  it('of the end of a paragraph', () => {
    expect(lines('{\\deleted a\\par}{\\deleted b}\\par c{\\deleted\\par}')).toEqual([
      '<deleted> [deleted  : a]',
      '[deleted  : b]',
      '<deleted> c',
    ])
  })
})

describe('what a document says of itself', () => {
  it('is in the order to be shown', () => {
    const { properties } = read(
      'x',
      "{\\info{\\creatim\\yr2026\\mo5\\dy3\\hr9\\min7}{\\author A. B.}{\\title Gr\\'fc\\'dfe}{\\operator O}{\\printim\\yr0}{\\nofpages3}{\\*\\company Ward}{\\revtim\\yr2026\\mo5\\dy4}{\\doccomm }}{\\*\\generator Writer 3;}{\\*\\userprops{\\propname Case}\\proptype30{\\staticval 4711}}",
    )
    expect(properties).toEqual([
      { name: 'Title', value: 'Grüße' },
      { name: 'Author', value: 'A. B.' },
      { name: 'Company', value: 'Ward' },
      { name: 'Last changed by', value: 'O' },
      { name: 'Created', value: '2026-05-03T09:07' },
      { name: 'Changed', value: '2026-05-04' },
      { name: 'Written with', value: 'Writer 3' },
      { name: 'Case', value: '4711' },
    ])
  })

  it('is in the code page of the document, not of its default font', () => {
    const bytes = latin(
      "{\\rtf1\\ansi\\ansicpg932\\deff0{\\fonttbl{\\f0\\fcharset0 A;}}{\\info{\\title\\'8c\\'8c}}\\'f6}",
    )
    const { blocks, properties } = readRtf(bytes)
    expect(properties).toEqual([{ name: 'Title', value: '血' }])
    expect(shown(blocks)).toEqual(['ö'])
  })

  it('is not taken for text, nor doubled by its two forms', () => {
    const { blocks, properties } = read(
      'x',
      '{\\info{\\upr{\\author J?}{\\*\\ud{\\author J\\u246?}}}}',
    )
    expect(shown(blocks)).toEqual(['x'])
    expect(properties).toEqual([{ name: 'Author', value: 'Jö' }])
  })
})

describe('documents of other origin', () => {
  it('from HTML are shown as RTF without the tags, and said', () => {
    const { blocks, remarks } = readRtf(
      latin(
        '{\\rtf1\\ansi\\fromhtml1{\\fonttbl{\\f0 A;}}{\\*\\htmltag64 <p>}\\htmlrtf{\\f0\\htmlrtf0 Dear\\htmlrtf\\par}\\htmlrtf0{\\*\\htmltag72 </p>}you}',
      ),
    )
    expect(shown(blocks)).toEqual(['Dear', 'you'])
    expect(remarks.join()).toContain('HTML')
  })

  it('with formulas keep fractions apart, and say so', () => {
    const { blocks, remarks } = readRtf(
      rtf(
        '{\\mmath{\\*\\moMath{\\mf{\\mfPr{\\mctrlPr\\b x}}{\\mnum{\\mr 1}}{\\mden{\\mr 2}}}{\\msSup{\\me{\\mr x}}{\\msup{\\mr 2}}}}}',
      ),
    )
    expect(shown(blocks)).toEqual(['(1)/(2)x[sup: 2]'])
    expect(
      lines(
        '{\\*\\moMath{\\md{\\mdPr{\\mbegChr [}{\\mendChr ]}}{\\me{\\md{\\mdPr{\\mctrlPr}}{\\me a}}}}{\\mnary{\\mnaryPr{\\mchr\\u8721 S}}{\\msub i}{\\me b}}}',
      ),
    ).toEqual(['[(a)]∑[sub: i]b'])
    expect(remarks.join()).toContain('Formulas')
  })
})
