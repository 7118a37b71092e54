import { describe, expect, it } from 'vitest'
import { makeDocx, paragraph, type DocxParts } from '#test/make-docx.ts'
import type { Block, Inline, Paragraph } from '../flow/flow-document.ts'
import { textOfBlocks } from '../flow/join-inlines.ts'
import { readDocx } from './read-docx.ts'

const read = (parts: DocxParts) => readDocx(makeDocx(parts))
const run = (inside: string, props = '') => `<w:r><w:rPr>${props}</w:rPr>${inside}</w:r>`
const text = (words: string, props = '') => run(`<w:t xml:space="preserve">${words}</w:t>`, props)
const para = (inside: string, props = '') => `<w:p><w:pPr>${props}</w:pPr>${inside}</w:p>`

/** The inlines of the first paragraph. */
async function inlines(inside: string, parts: Partial<DocxParts> = {}): Promise<readonly Inline[]> {
  const { blocks } = await read({ body: para(inside), ...parts })
  return firstOf(blocks).children
}

function firstOf(blocks: readonly Block[]): Paragraph {
  const first = blocks[0]
  if (first?.type !== 'paragraph') throw new Error('The first block is not a paragraph.')
  return first
}

describe('text and its styles', () => {
  it('joins what a program has cut apart, and keeps spaces only where they count', async () => {
    expect(
      await inlines(
        `${text('Penicillin ')}<w:proofErr/>${text('allergy')}<w:r><w:t> x </w:t></w:r>`,
      ),
    ).toEqual([{ type: 'text', text: 'Penicillin allergyx', styles: [] }])
  })

  it('inherits styles, and turns a style off that two of them turn on', async () => {
    const styles = `<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/><w:rPr><w:i/></w:rPr></w:style>
      <w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:vanish/></w:rPr></w:style>
      <w:style w:type="character" w:styleId="C"><w:rPr><w:b/></w:rPr></w:style>`
    const { blocks } = await read({
      styles,
      body: para(
        text('1') + text('2', '<w:rStyle w:val="C"/><w:vanish w:val="0"/>'),
        '<w:pStyle w:val="A"/>',
      ),
    })
    expect(firstOf(blocks)).toMatchObject({
      heading: 2,
      children: [
        { text: '1', styles: ['bold', 'italic', 'hidden'] },
        { text: '2', styles: ['italic'] },
      ],
    })
  })

  it.for([
    ['<w:style w:type="paragraph" w:styleId="X"><w:name w:val="heading 3"/></w:style>', 3],
    ['<w:style w:type="paragraph" w:styleId="X"><w:name w:val="Überschrift 2"/></w:style>', 2],
    [
      '<w:style w:type="paragraph" w:styleId="X"><w:name w:val="Own"/><w:basedOn w:val="Titre4"/></w:style><w:style w:type="paragraph" w:styleId="Titre4"/>',
      4,
    ],
    [
      '<w:style w:type="paragraph" w:styleId="X"><w:name w:val="Headings of 3"/></w:style>',
      undefined,
    ],
  ] as const)('knows headings by the names of their styles: %s', async ([styles, heading]) => {
    const { blocks } = await read({ styles, body: paragraph('x', '<w:pStyle w:val="X"/>') })
    expect(firstOf(blocks).heading).toBe(heading)
  })

  it('reads signs of symbol fonts as what they show, and says which it does not know', async () => {
    expect(
      await inlines(
        text('5 ') +
          text('m', '<w:rFonts w:ascii="Symbol"/>') +
          text('g ') +
          run('<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings" w:char="00FF"/>'),
      ),
    ).toEqual([
      { type: 'text', text: '5 μg ☑', styles: [] },
      { type: 'remark', text: 'sign FF of the font Wingdings' },
    ])
  })

  it('reads breaks, tabs, hyphens, and pages that end within a paragraph', async () => {
    const { blocks } = await read({
      body: para(
        run(
          '<w:tab/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:br/><w:t>c</w:t><w:br w:type="page"/><w:t>d</w:t>',
        ),
        '<w:bidi/><w:jc w:val="right"/>',
      ),
    })
    expect(blocks.map(({ type }) => type)).toEqual(['paragraph', 'pageBreak', 'paragraph'])
    expect(textOfBlocks(blocks)).toBe('\ta\u2011b\nc\n\nd')
    expect(firstOf(blocks)).toMatchObject({ direction: 'rtl', align: 'end' })
  })

  it('says that letters are coloured, and marks what is shaded', async () => {
    const { blocks, remarks } = await read({
      body: para(
        text('5.9', '<w:color w:val="FF0000"/>') +
          text('!', '<w:color w:val="auto"/><w:shd w:fill="FFFF00"/>'),
      ),
    })
    expect(firstOf(blocks)).toMatchObject({
      direction: 'ltr',
      children: [{ styles: [] }, { styles: ['highlight'] }],
    })
    expect(remarks).toEqual(['Coloured letters are shown in one colour.'])
  })

  it('puts a large first letter to its word', async () => {
    const { blocks } = await read({
      body: para(text('D'), '<w:framePr w:dropCap="drop"/>') + para(text('osage')),
    })
    expect(textOfBlocks(blocks)).toBe('Dosage')
  })

  it('writes formulas so that a fraction is one', async () => {
    const math = `<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>x+2</m:t></m:r></m:den></m:f><m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>`
    expect(await inlines(math)).toEqual([{ type: 'text', text: '1/(x+2)m^2', styles: [] }])
  })
})

describe('fields and forms', () => {
  const field = (instruction: string, result: string) =>
    run('<w:fldChar w:fldCharType="begin"/>') +
    run(`<w:instrText xml:space="preserve"> ${instruction} </w:instrText>`) +
    run('<w:fldChar w:fldCharType="separate"/>') +
    result +
    run('<w:fldChar w:fldCharType="end"/>')

  it('shows what a field came to, and links where it is one', async () => {
    const link = field('HYPERLINK "https://host.example/a" \\l "b"', text('go') + text('!'))
    expect(await inlines(field('MERGEFIELD Name', text('Maren')) + link)).toEqual([
      { type: 'text', text: 'Maren', styles: [] },
      {
        type: 'link',
        href: 'https://host.example/a#b',
        children: [{ type: 'text', text: 'go!', styles: [] }],
      },
    ])
  })

  it('shows boxes and lists of forms, and what has no value', async () => {
    const form = (data: string, instruction: string) =>
      run(`<w:fldChar w:fldCharType="begin"><w:ffData>${data}</w:ffData></w:fldChar>`) +
      run(`<w:instrText>${instruction}</w:instrText>`) +
      run('<w:fldChar w:fldCharType="end"/>')
    expect(
      await inlines(
        form('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>', 'FORMCHECKBOX') +
          form('<w:checkBox><w:default w:val="0"/></w:checkBox>', 'FORMCHECKBOX') +
          form(
            '<w:ddList><w:result w:val="1"/><w:listEntry w:val="no"/><w:listEntry w:val="yes"/></w:ddList>',
            'FORMDROPDOWN',
          ) +
          form('', 'MERGEFIELD Dose') +
          form('', 'XE "index"'),
      ),
    ).toEqual([
      { type: 'checkbox', checked: true },
      { type: 'checkbox', checked: false },
      { type: 'text', text: 'yes', styles: [] },
      { type: 'remark', text: 'field without a value: MERGEFIELD Dose' },
    ])
  })

  it('reads content controls: ticked, chosen, and not filled in', async () => {
    const sdt = (props: string, content: string) =>
      `<w:sdt><w:sdtPr>${props}</w:sdtPr><w:sdtContent>${content}</w:sdtContent></w:sdt>`
    expect(
      await inlines(
        sdt('<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>', text('☒')) +
          sdt('<w:dropDownList/>', text('left')) +
          sdt('<w:showingPlcHdr/>', text('Choose a side')),
      ),
    ).toEqual([
      { type: 'checkbox', checked: true },
      { type: 'text', text: 'left', styles: [] },
      { type: 'remark', text: 'not filled in:' },
      { type: 'text', text: 'Choose a side', styles: [] },
    ])
  })
})

describe('tracked changes', () => {
  const who = 'w:author="A. Okafor" w:date="2026-05-03T10:00:00Z"'
  const change = { author: 'A. Okafor', date: '2026-05-03T10:00:00Z' }

  it('keeps what was inserted, deleted and moved, with who and when', async () => {
    const inside = `<w:ins ${who}>${text('10')}<w:del ${who}>${run('<w:delText>5</w:delText>')}</w:del></w:ins><w:moveFrom ${who}>${text('mg')}</w:moveFrom>`
    expect(await inlines(inside)).toEqual([
      {
        type: 'change',
        change: { type: 'inserted', ...change },
        children: [
          { type: 'text', text: '10', styles: [] },
          {
            type: 'change',
            change: { type: 'deleted', ...change },
            children: [{ type: 'text', text: '5', styles: [] }],
          },
        ],
      },
      {
        type: 'change',
        change: { type: 'deleted', isMove: true, ...change },
        children: [{ type: 'text', text: 'mg', styles: [] }],
      },
    ])
  })

  it('marks the ends of paragraphs and the rows of tables', async () => {
    const { blocks, remarks } = await read({
      body:
        para(text('a'), `<w:rPr><w:del ${who}/></w:rPr><w:pPrChange/>`) +
        `<w:tbl><w:tr><w:trPr><w:ins ${who}/></w:trPr><w:tc>${para(text('b'))}</w:tc></w:tr></w:tbl>`,
    })
    expect(blocks).toMatchObject([
      { mark: { type: 'deleted', ...change } },
      { rows: [{ change: { type: 'inserted', ...change } }] },
    ])
    expect(remarks).toEqual([expect.stringContaining('formatting')])
  })
})
