import { describe, expect, it } from 'vitest'
import { hex, join, PNG } from '#test/format-samples.ts'
import { latin, lines, read, said, shown } from '#test/make-rtf.ts'
import { readRtf } from './read-rtf.ts'

const png = PNG.toHex()

describe('pictures', () => {
  it('are read from digits and from binary, each once', () => {
    const digits = read(`a{\\pict\\picw1\\pngblip ${png.slice(0, 9)}\r\n${png.slice(9)}}b`)
    expect(shown(digits.blocks)).toEqual(['a(picture)b'])
    expect([...digits.pictures.values()]).toEqual([{ contentType: 'image/png', bytes: PNG }])
    const binary = readRtf(
      join(
        latin(`{\\rtf1{\\pict\\pngblip\\bin${PNG.length} `),
        PNG,
        latin(`}{\\pict\\pngblip ${png}} x}`),
      ),
    )
    expect(shown(binary.blocks)).toEqual(['(picture)(picture) x'])
    expect([...binary.pictures.values()]).toEqual([{ contentType: 'image/png', bytes: PNG }])
  })

  it.each([
    ['\\emfblip', '0100', 'image/emf'],
    ['\\wmetafile8', '0100', 'image/wmf'],
    ['\\macpict', '0100', 'image/x-pict'],
    ['\\pngblip', 'ffd8ffe0', 'image/jpeg'],
    ['', '0102', 'application/octet-stream'],
    ['\\dibitmap0', '0102', 'image/x-dib'],
  ])('%s of %s are told as %s', (word, bytes, contentType) => {
    const [picture] = read(`{\\pict${word} ${bytes}}`).pictures.values()
    expect(picture).toEqual({ contentType, bytes: hex(bytes) })
  })

  it('of Windows get the header of a file', () => {
    const header =
      '28000000 01000000 01000000 0100 0800 00000000 00000000 00000000 00000000 02000000 00000000'
    const [picture] = read(`{\\pict\\dibitmap0 ${header}}`).pictures.values()
    expect(picture?.contentType).toBe('image/bmp')
    // 14 and 40 bytes of headers, two colors of four bytes.
    expect(picture?.bytes.subarray(0, 14).toHex()).toBe('424d36000000000000003e000000')
  })

  it('come once of two forms, the better one', () => {
    const better = `{\\*\\shppict{\\pict\\pngblip ${png}}}`
    const other = '{\\nonshppict{\\pict\\wmetafile8 01}}'
    const both = read(`${better}${other}`)
    expect(shown(both.blocks)).toEqual(['(picture)'])
    expect([...both.pictures.values()][0]?.contentType).toBe('image/png')
    expect(lines(`${other}x${better}${other}`)).toEqual(['(picture)x(picture)'])
  })

  it('have their description, and neither their properties nor those of lists beside them', () => {
    const props =
      '{\\*\\picprop\\shplid1{\\sp{\\sn wzDescription}{\\sv Scan of the skull}}{\\sp{\\sn a}{\\sv 1}}}'
    expect(lines(`{\\pict${props}\\pngblip ${png}}{\\pict\\pngblip ${png}}`)).toEqual([
      '(picture Scan of the skull)(picture)',
    ])
    expect(lines(`{\\*\\listpicture{\\pict\\pngblip ${png}}}x`)).toEqual(['x'])
  })

  it('that are cut or have other bytes in them are shown as far as they are there, and said', () => {
    const cut = readRtf(latin(`{\\rtf1 a{\\pict\\pngblip ${png.slice(0, 21)}`))
    expect([...cut.pictures.values()][0]?.bytes).toEqual(PNG.subarray(0, 10))
    expect(said(cut).join()).toContain('ends within')
    expect(said(read('{\\pict\\pngblip 89zz50}')).join()).toContain('may be broken')
    expect(lines('a{\\pict\\pngblip}b')).toEqual(['ab'])
  })
})

describe('shapes and objects', () => {
  it('show the text of a box once', () => {
    expect(
      lines(
        'a{\\shp{\\*\\shpinst\\shpleft1{\\sp{\\sn shapeType}{\\sv 202}}{\\shptxt \\pard\\plain b\\par c}}{\\shprslt{\\*\\do\\dptxbx{\\dptxbxtext b}}}}d',
      ),
    ).toEqual(['a(box b / c)d'])
    expect(lines('{\\*\\do\\dptxbx{\\dptxbxtext\\qc b\\par}\\dpx1}a')).toEqual([
      '(box <center> b)a',
    ])
    expect(lines('{\\shp{\\shprslt{\\pict\\pngblip 01}}}')).toEqual(['(picture)'])
  })

  it('show pictures and words that are drawn', () => {
    expect(lines('{\\shp{\\*\\shpinst{\\sp{\\sn pib}{\\sv{\\pict\\pngblip 01}}}}}')).toEqual([
      '(picture)',
    ])
    expect(lines('{\\shp{\\*\\shpinst{\\sp{\\sn gtextUNICODE}{\\sv COPY}}}}')).toEqual([
      '(box COPY)',
    ])
    expect(lines('{\\shp{\\*\\shpinst{\\sp{\\sn fillBlip}{\\sv{\\pict\\pngblip 01}}}}}x')).toEqual([
      'x',
    ])
  })

  it('that are not shown are counted', () => {
    expect(read('{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv 1}}}}').remarks).toEqual([
      'A drawing is not shown.',
    ])
    expect(read('{\\shp}{\\*\\do\\dpline}').remarks).toEqual(['2 drawings are not shown.'])
  })

  it('that are embedded are named, and what is in them is kept as a file', () => {
    const object = (type: string, data: string, result = '') =>
      `{\\object\\objemb{\\*\\objclass ${type}}{\\*\\objdata ${data}}${result}}`
    const counted = (text: string) => number32(text.length + 1) + `${text}\0`
    const number32 = (value: number) =>
      String.fromCharCode(value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24)
    const ole = (type: string, native: string) =>
      latin(
        `${number32(0x501)}${number32(2)}${counted(type)}${number32(0)}${number32(0)}${number32(native.length)}${native}`,
      ).toHex()
    const sheet = read(
      `a${object('Excel.Sheet.8', ole('Excel.Sheet.8', 'xls'), '{\\result{\\pict\\wmetafile8 01}}')}b`,
    )
    expect(shown(sheet.blocks)).toEqual([
      'a(picture)(an object of Excel.Sheet.8: see “Object 1 (Excel.Sheet.8)” among the files inside)b',
    ])
    expect(sheet.remarks).toEqual([
      'Embedded objects are shown by the pictures that stand for them.',
    ])
    expect(sheet.files).toEqual([
      { name: 'Object 1 (Excel.Sheet.8)', contentType: undefined, bytes: latin('xls') },
    ])
    const packed = `\x02\0report.pdf\0C:\\a\\report.pdf\0\0\0\x03\0${counted('C:\\t')}${number32(4)}%PDF`
    expect(read(object('Package', ole('Package', packed))).files).toEqual([
      { name: 'report.pdf', contentType: undefined, bytes: latin('%PDF') },
    ])
    expect(read(object('Package', '0105')).files).toEqual([])
    expect(read(object('Package', `${'00'.repeat(4)}02000000ffffff7f`)).files).toEqual([])
    expect(lines(object('X', ''))).toEqual(['(an object of X)'])
  })
})

describe('links and fields', () => {
  const link = (instruction: string, result = 'text') =>
    `{\\field{\\*\\fldinst{ HYPERLINK ${instruction} }}{\\fldrslt{\\ul ${result}}}}`

  it.each([
    [link('"https://example.org/a?b=c"'), '([underline: text] → https://example.org/a?b=c)'],
    [link('https://example.org'), '([underline: text] → https://example.org)'],
    [link('"mailto:a@example.org"'), '([underline: text] → mailto:a@example.org)'],
    [link('\\\\n "tel:+49123" \\\\o "tip"'), '([underline: text] → tel:+49123)'],
    [link('"https://e.org"', 'a\\b b'), '([underline: a][bold underline: b] → https://e.org)'],
    [link('\\\\l "bookmark"'), '([underline: text] → #bookmark)'],
    [link('"javascript:alert(1)"'), '[underline: text]'],
    [link('" javascript:alert(1)"'), '[underline: text]'],
    [link('"file:///c:/x.exe"'), '[underline: text]'],
    [link('"https://"'), '[underline: text]'],
    [
      '{\\field{\\*\\fldinst HYPERLINK "https://e.org"}{\\fldrslt }}',
      '(https://e.org → https://e.org)',
    ],
    ['{\\field{\\*\\fldinst DATE}{\\fldrslt 3.5.2026}}', '3.5.2026'],
    ['{\\field{\\*\\fldinst PAGE}}', '(page number)'],
    ['{\\field{\\*\\fldinst SYMBOL 254 \\\\f "Wingdings"}{\\fldrslt}}', '☑'],
    [
      '{\\field{\\*\\fldinst MACROBUTTON NoMacro [Befund]}}',
      '[Befund](a button for a macro, which is never run)',
    ],
    ['{\\field{\\*\\fldinst EQ \\\\f(1,2)}}', '(field without a value: EQ \\f(1,2))'],
    [
      '{\\field{\\*\\fldinst IF {\\field{\\*\\fldinst MERGEFIELD x}{\\fldrslt 1}} = 1 "a"}{\\fldrslt a}}',
      'a',
    ],
    ['{\\field{\\fldrslt a}}', 'a'],
  ])('%s', (body, shownText) => {
    expect(lines(body)).toEqual([shownText])
  })

  it('go on over the end of a paragraph', () => {
    expect(lines(link('"https://e.org"', 'a\\par b'))).toEqual([
      '([underline: a] → https://e.org)',
      '([underline: b] → https://e.org)',
    ])
  })

  it('are said where they are not links, refer to files or show nothing', () => {
    expect(read(link('"file:///c:/x"')).remarks.join()).toContain('file:///c:/x')
    expect(read('{\\field{\\*\\fldinst INCLUDETEXT x}{\\fldrslt y}}').remarks.join()).toContain(
      'other files',
    )
    expect(read('{\\field{\\*\\fldinst SEQ a}}').remarks.join()).toContain('SEQ')
    expect(read('{\\field{\\*\\fldinst XE "a"}}').remarks).toEqual([])
  })

  it.each([
    [
      'Dose {\\field{\\*\\fldinst REF x} Allergy penicillin\\par more\\par}',
      ['Dose  Allergy penicillin', 'more'],
    ],
    ['{\\field{\\*\\fldinst REF x}{\\b 5 mg}\\par {\\fldrslt y}}', ['[bold: 5 mg]', 'y']],
    ['{\\field a{\\field b{\\fldrslt c}}}d', ['abcd']],
    [
      'Allergies{\\field\\par penicillin{\\fldrslt \\par latex}}',
      ['Allergies', 'penicillin', 'latex'],
    ],
    ['a{\\field\\par{\\field\\par \\par b}c}', ['a', '', '', 'bc']],
  ])('lose no text that stands outside of their results: %s', (text, shownLines) => {
    const document = read(text)
    expect(shown(document.blocks)).toEqual(shownLines)
    expect(said(document).join()).toContain('outside of its result; it is shown')
  })

  it('leave out what is blank between their parts', () => {
    const document = read('a{\\field {\\*\\fldinst REF x} {\\fldrslt b} }c')
    expect(shown(document.blocks)).toEqual(['abc'])
    expect(said(document)).toEqual([])
    expect(lines('a{\\field\\par {\\*\\fldinst REF x}\\par {\\fldrslt b}}c')).toEqual(['abc'])
  })

  it('begin one in another without an end', () => {
    expect(lines(`{${'\\field'.repeat(2000)} a}b`)).toEqual(['ab'])
  })

  const form = (type: number, fields: string, instruction: string, result = '') =>
    `{\\field{\\*\\fldinst ${instruction} {\\*\\formfield{\\fftype${type}${fields}{\\*\\ffname A}}}}{\\fldrslt ${result}}}`

  it.each([
    [form(1, '\\ffres1\\ffdefres0', 'FORMCHECKBOX'), '(ticked)'],
    [form(1, '\\ffres0\\ffdefres1', 'FORMCHECKBOX'), '(not ticked)'],
    [form(1, '\\ffres25\\ffdefres1', 'FORMCHECKBOX'), '(ticked)'],
    [form(1, '', 'FORMCHECKBOX'), '(not ticked)'],
    [form(2, '\\ffres1\\ffdefres0{\\*\\ffl none}{\\*\\ffl severe}', 'FORMDROPDOWN'), 'severe'],
    [form(2, '\\ffres25\\ffdefres0{\\*\\ffl none}{\\*\\ffl severe}', 'FORMDROPDOWN'), 'none'],
    [form(0, '{\\*\\ffdeftext n.a.}', 'FORMTEXT', 'Penicillin'), 'Penicillin'],
    [form(0, '{\\*\\ffdeftext n.a.}', 'FORMTEXT'), 'n.a.'],
  ])('of forms %s', (body, shownText) => {
    expect(lines(body)).toEqual([shownText])
  })
})
