import { describe, expect, it } from 'vitest'
import { PNG } from '#test/format-samples.ts'
import { makeZip } from '#test/make-docx.ts'
import { textOfBlocks } from '../flow/join-inlines.ts'
import { readOdt } from './read-odt.ts'

interface Odt {
  text: string
  automatic?: string
  styles?: string
  others?: Record<string, string | Uint8Array>
}

const SPACES =
  'xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:fo="f" xmlns:draw="d" xmlns:xlink="x" xmlns:svg="v" xmlns:table="tb" xmlns:dc="dc" xmlns:form="fm" xmlns:meta="m"'

function content({ text, automatic = '' }: Odt): string {
  return `<office:document-content ${SPACES}><office:automatic-styles>${automatic}</office:automatic-styles><office:body><office:text>${text}</office:text></office:body></office:document-content>`
}

const read = (odt: Odt) =>
  readOdt(
    makeZip({
      mimetype: 'application/vnd.oasis.opendocument.text',
      'content.xml': content(odt),
      'styles.xml': `<office:document-styles ${SPACES}>${odt.styles ?? ''}</office:document-styles>`,
      ...odt.others,
    }),
  )

async function inlines(inside: string, more: Partial<Odt> = {}) {
  const { blocks } = await read({ text: `<text:p>${inside}</text:p>`, ...more })
  const [first] = blocks
  if (first?.type !== 'paragraph') throw new Error('The first block is not a paragraph.')
  return first.children
}

describe('the reader of OpenDocument texts', () => {
  it('folds white space as it is meant, and reads styles with what they inherit', async () => {
    const automatic = `<style:style style:name="T1" style:family="text" style:parent-style-name="Strong"><style:text-properties fo:font-style="italic" style:text-position="super 58%"/></style:style><style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style><style:style style:name="S" style:family="text"><style:text-properties style:font-name="Symbol"/></style:style>`
    const styles = `<office:styles><style:style style:name="Strong" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style></office:styles>`
    expect(
      await inlines(
        ' a\n  b<text:s text:c="2"/><text:span text:style-name="T1">c</text:span> <text:span text:style-name="H">d</text:span><text:span text:style-name="S">m</text:span>g<text:tab/> e',
        { automatic, styles },
      ),
    ).toEqual([
      { type: 'text', text: 'a b  ', styles: [] },
      { type: 'text', text: 'c', styles: ['bold', 'italic', 'sup'] },
      { type: 'text', text: ' ', styles: [] },
      { type: 'text', text: 'd', styles: ['hidden'] },
      { type: 'text', text: 'μg', styles: [] },
      { type: 'tab' },
      { type: 'text', text: 'e', styles: [] },
    ])
  })

  it('numbers headings and lists, goes on where it is said, and keeps bullets', async () => {
    const level = (at: number, format: string, more: string) =>
      `<text:list-level-style-number text:level="${at}" style:num-format="${format}" ${more}/>`
    const automatic = `<text:list-style style:name="L">${level(1, 'I', 'style:num-suffix="."')}${level(2, 'a', 'style:num-suffix=")" text:display-levels="2"')}</text:list-style><text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="–"/></text:list-style>`
    const styles = `<office:styles><text:outline-style>${level(1, '1', '')}${level(2, '1', 'text:display-levels="2"')}</text:outline-style></office:styles>`
    const item = (words: string, more = '') =>
      `<text:list-item><text:p>${words}</text:p>${more}</text:list-item>`
    const { blocks } = await read({
      automatic,
      styles,
      text: `<text:h text:outline-level="1">A</text:h><text:h text:outline-level="2">B</text:h>
        <text:list text:style-name="L">${item('one', `<text:p>more</text:p><text:list>${item('in')}${item('in')}</text:list>`)}${item('two')}</text:list>
        <text:list text:style-name="L" text:continue-numbering="true">${item('three')}</text:list>
        <text:list text:style-name="L">${item('anew')}</text:list>
        <text:list text:style-name="B">${item('dash')}</text:list>`,
    })
    const seen = blocks.map((block) =>
      block.type === 'paragraph'
        ? [block.heading ?? '-', block.item?.marker, textOfBlocks([block])].join(' ')
        : block.type,
    )
    expect(seen).toEqual([
      '1 1 A',
      '2 1.1 B',
      '- I. one',
      '-  more',
      '- I.a) in',
      '- I.b) in',
      '- II. two',
      '- III. three',
      '- I. anew',
      '- – dash',
    ])
  })

  it('keeps tracked changes with who and when, also over several paragraphs', async () => {
    const info =
      '<office:change-info><dc:creator>A</dc:creator><dc:date>2026-05-03T10:00:00</dc:date></office:change-info>'
    const { blocks } = await read({
      text: `<text:tracked-changes><text:changed-region text:id="i"><text:insertion>${info}</text:insertion></text:changed-region><text:changed-region text:id="d"><text:deletion>${info}<text:p>5</text:p><text:p>mg</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>a<text:change-start text:change-id="i"/>b</text:p><text:p>c<text:change-end text:change-id="i"/>d<text:change text:change-id="d"/></text:p>`,
    })
    const by = { author: 'A', date: '2026-05-03T10:00:00' }
    const inserted = { type: 'inserted', ...by }
    expect(blocks).toMatchObject([
      {
        children: [{ text: 'a' }, { change: inserted, children: [{ text: 'b' }] }],
        mark: inserted,
      },
      {
        children: [
          { change: inserted, children: [{ text: 'c' }] },
          { text: 'd' },
          {
            change: { type: 'deleted', ...by },
            children: [{ text: '5' }, { type: 'break' }, { text: 'mg' }],
          },
        ],
      },
    ])
    expect(textOfBlocks(blocks)).not.toContain('2026')
  })

  it('reads notes, comments with the words they are about, and headers', async () => {
    const { notes, margins } = await read({
      text: `<text:p>x<text:note text:note-class="footnote"><text:note-citation>*</text:note-citation><text:note-body><text:p>foot</text:p></text:note-body></text:note><office:annotation office:name="n"><dc:creator>B</dc:creator><dc:date>d</dc:date><text:p>sure?</text:p></office:annotation>dose<office:annotation-end office:name="n"/>!</text:p>`,
      styles:
        '<office:master-styles><style:master-page style:name="a"><style:header><text:p>H</text:p></style:header></style:master-page><style:master-page style:name="b"><style:header><text:p>H</text:p></style:header></style:master-page></office:master-styles>',
    })
    expect(notes.map(({ blocks, ...note }) => ({ ...note, text: textOfBlocks(blocks) }))).toEqual([
      { key: 'note-0', type: 'footnote', marker: '*', text: 'foot' },
      {
        key: 'note-1',
        type: 'comment',
        marker: '1',
        author: 'B',
        date: 'd',
        about: 'dose',
        text: 'sure?',
      },
    ])
    expect(margins).toMatchObject([{ title: 'Header', blocks: [{ children: [{ text: 'H' }] }] }])
  })

  it('reads tables with their spans and header rows, within bounds', async () => {
    const cell = (words: string, more = '') =>
      `<table:table-cell ${more}><text:p>${words}</text:p></table:table-cell>`
    const { blocks, remarks } = await read({
      text: `<table:table><table:table-header-rows><table:table-row>${cell('a', 'table:number-columns-spanned="1000000000"')}<table:covered-table-cell/></table:table-row></table:table-header-rows><table:table-row>${cell('b', 'table:number-rows-spanned="9"')}${cell('c')}</table:table-row><table:table-row table:number-rows-repeated="1000000000">${cell('d')}</table:table-row></table:table>`,
    })
    const [table] = blocks
    if (table?.type !== 'table') throw new Error('The first block is not a table.')
    expect(table.rows).toHaveLength(1002)
    expect(table.rows[0]).toMatchObject({ isHeader: true, cells: [{ columns: 1000, rows: 1 }] })
    expect(table.rows[1]?.cells.map(({ rows }) => rows)).toEqual([9, 1])
    expect(remarks).toHaveLength(1)
  })

  it('keeps every row and cell that is written, however often others are repeated', async () => {
    const cell = (words: string, more = '') =>
      `<table:table-cell ${more}><text:p>${words}</text:p></table:table-cell>`
    const many = 'table:number-columns-repeated="1000000"'
    const row = (inside: string) =>
      `<table:table-row table:number-rows-repeated="1000000">${inside}</table:table-row>`
    const { blocks, remarks } = await read({
      text: `<table:table>${row(cell('', many))}${row(`${cell('', many)}${cell('dose')}${cell('5 mg')}`)}</table:table>`,
    })
    const [table] = blocks
    if (table?.type !== 'table') throw new Error('The first block is not a table.')
    expect(table.rows).toHaveLength(201)
    expect(table.rows[0]?.cells).toHaveLength(1000)
    expect(table.rows[200]?.cells.map(({ blocks: inside }) => textOfBlocks(inside))).toEqual([
      '',
      'dose',
      '5 mg',
    ])
    expect(remarks).toEqual([
      'A cell of a table is repeated more often than is shown. (2 times)',
      'A row of a table is repeated more often than is shown. (2 times)',
    ])
  })

  it('reads frames, forms, formulas and links, and fetches nothing', async () => {
    const children = await inlines(
      `<draw:frame svg:width="2.54cm"><draw:image xlink:href="Pictures/a.png"/><svg:desc>Hand</svg:desc></draw:frame><draw:frame><draw:image xlink:href="https://host.example/x.png"/></draw:frame><draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame><draw:control draw:control="c"/><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame><text:a xlink:href="javascript:run()">press</text:a><text:script>run()</text:script>`,
      {
        others: {
          'Pictures/a.png': PNG,
          'Object 1/content.xml':
            '<math><semantics><mrow><mfrac><mn>1</mn><mrow><mi>x</mi><mo>+</mo><mn>2</mn></mrow></mfrac></mrow><annotation>{1} over</annotation></semantics></math>',
        },
      },
    )
    expect(children).toMatchObject([
      { type: 'picture', key: 'Pictures/a.png', description: 'Hand', width: 96 },
      { type: 'remark', text: expect.stringContaining('not fetched: https://host.example/x.png') },
      { type: 'box', blocks: [{ children: [{ text: 'boxed' }] }] },
      { type: 'text', text: '1/(x+2)' },
      { type: 'link', href: 'javascript:run()' },
    ])
  })

  it('shows what the controls of a form hold', async () => {
    const { blocks } = await read({
      text: `<office:forms><form:form><form:checkbox form:id="a" form:label="Consent" form:current-state="checked"/><form:listbox form:id="b"><form:option form:label="left" form:current-selected="true"/><form:option form:label="right"/></form:listbox></form:form></office:forms><text:p><draw:control draw:control="a"/><draw:control draw:control="b"/></text:p>`,
    })
    expect(blocks).toMatchObject([
      { children: [{ type: 'checkbox', checked: true }, { text: ' Consent left' }] },
    ])
  })

  it('reads flat files, says what is encrypted, and refuses entities', async () => {
    const flat = `<?xml version="1.0"?><office:document ${SPACES}><office:meta><dc:title>Letter</dc:title></office:meta><office:scripts><office:script/></office:scripts><office:body><office:text><text:p>flat</text:p></office:text></office:body></office:document>`
    const { blocks, properties, remarks } = await readOdt(new TextEncoder().encode(flat))
    expect(textOfBlocks(blocks)).toBe('flat')
    expect(remarks).toEqual(['It holds macros, which are never run.'])
    expect(properties).toEqual([{ name: 'Title', value: 'Letter' }])
    await expect(
      read({
        text: '',
        others: {
          'META-INF/manifest.xml':
            '<m:manifest xmlns:m="m"><m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>',
        },
      }),
    ).rejects.toThrow('encrypted with a password')
    const bomb = flat.replace('?>', '?><!DOCTYPE x [<!ENTITY a "b">]>')
    await expect(readOdt(new TextEncoder().encode(bomb))).rejects.toThrow('refused for safety')
  })
})
