import { describe, expect, it } from 'vitest'
import { makePackage, makeXlsx, xlsxParts, type WorkbookParts } from '#test/make-sheet.ts'
import { columnCharacters } from '../sheet/column-widths.ts'
import { openWorkbook } from '../sheet/open-workbook.ts'
import { readReference } from '../sheet/references.ts'
import { detailOf, rowsOf } from '../sheet/sheet-view.ts'

async function open(bytes: Uint8Array<ArrayBuffer>) {
  const workbook = await openWorkbook(new Blob([bytes]), 'xlsx')
  return {
    workbook,
    sheet: (index = 0) => workbook.readSheet(index),
    detail: async (name: string, index = 0) => {
      const { row, column } = readReference(name) ?? { row: -1, column: -1 }
      return detailOf(await workbook.readSheet(index), row, column, workbook.context)
    },
    rows: async (index = 0) => {
      const sheet = await workbook.readSheet(index)
      const range = {
        from: 0,
        to: sheet.rows,
        firstColumn: 0,
        lastColumn: sheet.columns,
        frozen: { rows: 0, columns: 0 },
      }
      const { rows } = rowsOf(sheet, range, workbook.context)
      return rows.map(({ cells }) => cells.map((cell) => cell?.text ?? ''))
    },
  }
}

const book = (xml: string, more: Partial<WorkbookParts> = {}) =>
  open(makeXlsx({ sheets: [{ name: 'Labs', xml }], ...more }))

describe('cells', () => {
  it('of every type', async () => {
    const { rows } = await book(
      `<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="inlineStr"><is><t>in place</t></is></c><c r="C1"><v>7.4</v></c></row>
       <row r="3"><c r="A3" t="b"><v>1</v></c><c r="B3" t="e"><v>#DIV/0!</v></c><c r="C3" t="str"><f>A1&amp;"x"</f><v>sumx</v></c></row>
       <row r="4"><c r="B4" t="d" s="1"><v>2026-03-04T10:30:00</v></c></row>`,
      { strings: ['zero', 'one'], formats: ['dd/mm/yyyy hh:mm'] },
    )
    expect(await rows()).toEqual([
      ['one', 'in place', '7.4'],
      ['', '', ''],
      ['TRUE', '#DIV/0!', 'sumx'],
      ['', '04/03/2026 10:30', ''],
    ])
  })

  it('without references stand one behind the other', async () => {
    const { rows } = await book(
      '<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>',
    )
    expect(await rows()).toEqual([
      ['1', '2'],
      ['3', ''],
    ])
  })

  it('in disorder are put in order, and the later of two in one place stays', async () => {
    const { rows, sheet } = await book(
      '<row r="2"><c r="B2"><v>4</v></c><c r="A2"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>5</v></c></row>',
    )
    expect(await rows()).toEqual([
      ['1', ''],
      ['3', '5'],
    ])
    expect((await sheet()).faults).toEqual(['1 cells are written twice; the later ones are shown.'])
  })

  it('have their texts from runs, without the phonetic ones, what is struck out told apart', async () => {
    const { detail } = await book(
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>9</v></c></row>',
      {
        strings: [
          '<r><t>Aspirin </t></r><r><rPr><strike/></rPr><t>500</t></r><r><rPr><strike val="0"/></rPr><t> 100 mg</t></r>',
          '<t>漢字</t><rPh sb="0" eb="2"><t>かんじ</t></rPh>',
          '<r><t>10</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>9</t></r><r><t>/L_x000D_</t></r>',
        ],
      },
    )
    expect(await detail('A1')).toMatchObject({ text: 'Aspirin 500 100 mg', struck: '500' })
    expect((await detail('B1')).text).toBe('漢字')
    expect((await detail('C1')).text).toBe('10⁹/L\n')
    expect((await detail('D1')).text).toBe('(this text is missing in the file)')
  })

  it('struck out by their style say so', async () => {
    const { detail } = await book('<row r="1"><c r="A1" s="1"><v>5</v></c></row>', {
      styles:
        '<styleSheet><fonts><font/><font><strike/><b/></font></fonts><cellXfs><xf/><xf fontId="1"/></cellXfs><dxfs><dxf><font><b/></font></dxf></dxfs></styleSheet>',
    })
    expect((await detail('A1')).remarks).toEqual(['It is struck out.'])
  })

  it('tell their formulas, and where there is no value that nothing is calculated', async () => {
    const { detail } = await book(
      `<row r="1"><c r="A1"><f>B1*2</f></c><c r="B1"><f t="shared" ref="B1:B2" si="0">C1+1</f><v>3</v></c></row>
       <row r="2"><c r="B2"><f t="shared" si="0"/><v>4</v></c></row>`,
    )
    expect(await detail('A1')).toMatchObject({
      text: '',
      formula: '=B1*2',
      remarks: ['The file keeps no value of this formula, and nothing is calculated here.'],
    })
    expect(await detail('B1')).toMatchObject({ text: '3', formula: '=C1+1' })
    expect((await detail('B2')).formula).toBe('As in B1, moved to this cell: =C1+1')
  })

  it('keep the value that their format rounds', async () => {
    const { detail } = await book(
      '<row r="1"><c r="A1" s="1"><v>4.4499999999999993</v></c></row>',
      {
        formats: ['0.0'],
      },
    )
    expect(await detail('A1')).toMatchObject({
      text: '4.5',
      value: '4.45 (in the file: 4.449999999999999)',
      format: '0.0',
    })
  })

  it('count dates from 1904 where the workbook does, whatever an extension says', async () => {
    const { detail } = await book('<row r="1"><c r="A1" s="1"><v>1</v></c></row>', {
      formats: ['yyyy-mm-dd'],
      workbook:
        '<workbookPr date1904="1"/><extLst><ext><x15:workbookPr chartTrackingRefBase="1"/></ext></extLst>',
    })
    expect((await detail('A1')).text).toBe('1904-01-02')
  })
})

describe('sheets', () => {
  it('say what is hidden, frozen, merged, wide', async () => {
    const { sheet, detail, workbook } = await open(
      makeXlsx({
        sheets: [
          {
            name: 'A',
            xml: `<sheetViews><sheetView><pane xSplit="1" ySplit="2" state="frozen"/></sheetView></sheetViews><cols><col min="2" max="3" width="20" hidden="1"/></cols><sheetData><row r="1" hidden="1"><c r="A1"><v>1</v></c></row></sheetData><sheetProtection sheet="1"/><mergeCells><mergeCell ref="A1:B3"/></mergeCells>`,
          },
          { name: 'B', xml: '', state: 'hidden' },
          { name: 'C', xml: '', state: 'veryHidden' },
        ],
      }),
    )
    expect(workbook.sheets.map(({ visibility }) => visibility)).toEqual([
      'visible',
      'hidden',
      'veryHidden',
    ])
    const read = await sheet()
    expect(read).toMatchObject({ rows: 3, columns: 2, frozen: { rows: 2, columns: 1 } })
    expect([...read.hiddenColumns]).toEqual([1, 2])
    expect(read.widths.get(1)).toBe(20)
    expect(read.hiddenRows.count(3)).toBe(1)
    expect(read.remarks).toEqual(['This sheet is protected against changes.'])
    expect(await detail('B2')).toMatchObject({ name: 'A1:B3', text: '1' })
    expect((await detail('B2')).remarks).toEqual(['Its row is hidden in the file.'])
  })

  it('are never so narrow that a number is cut, nor as wide as a title over them', async () => {
    const { sheet, workbook } = await book(
      '<cols><col min="1" max="2" width="4"/></cols><sheetData><row r="1"><c r="A1" t="str"><v>A title that is longer than all</v></c></row><row r="2"><c r="A2"><v>123456.789</v></c><c r="B2" t="str"><v>twelve chars</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
    )
    expect(columnCharacters(await sheet(), workbook.context)).toEqual([10, 12])
    const none = await book('<cols><col min="1" max="1" width="0"/></cols><row r="1" ht="0"/>')
    expect([...(await none.sheet()).hiddenColumns]).toEqual([0])
    expect((await none.sheet()).hiddenRows.has(0)).toBe(true)
  })

  it('have notes, conversations and links', async () => {
    const { detail } = await open(
      makeXlsx({
        sheets: [
          {
            name: 'A',
            xml: `<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><hyperlinks><hyperlink ref="A1:A2" r:id="rId3"/><hyperlink ref="B1" location="'Other one'!C4"/></hyperlinks>`,
            relations: [
              ['comments', '../comments1.xml'],
              ['threadedComment', '../threadedComments/threadedComment1.xml'],
              ['hyperlink', 'https://lab.example/', 'External'],
            ],
          },
        ],
        others: {
          'xl/comments1.xml':
            '<comments><authors><author>Dr. A</author><author>tc={1}</author></authors><commentList><comment ref="A1" authorId="1"><text><t>[Threaded comment]</t></text></comment><comment ref="B1" authorId="0"><text><r><t>check</t></r></text></comment></commentList></comments>',
          'xl/threadedComments/threadedComment1.xml':
            '<ThreadedComments><threadedComment ref="A1" dT="2026-01-02T03:04:05.00" personId="{p}"><text>Repeat?</text></threadedComment><threadedComment ref="A1" personId="{q}"><text>Done</text></threadedComment></ThreadedComments>',
          'xl/persons/person.xml': '<personList><person id="{p}" displayName="Ann"/></personList>',
        },
      }),
    )
    const first = await detail('A1')
    expect(first.notes).toEqual([
      { author: 'Ann', date: '2026-01-02 03:04:05', text: 'Repeat?' },
      { author: '', date: '', text: 'Done' },
    ])
    expect(first.link).toBe('https://lab.example/')
    expect(await detail('B1')).toMatchObject({
      notes: [{ author: 'Dr. A', text: 'check' }],
      link: "#'Other one'!C4",
    })
  })

  it('say what floats above the cells, and keep its texts', async () => {
    const { sheet, workbook } = await open(
      makeXlsx({
        sheets: [
          {
            name: 'A',
            xml: '<sheetData/><headerFooter><oddHeader>&amp;L&amp;"Arial,Bold"Ward 3&amp;RPage &amp;P</oddHeader></headerFooter><drawing r:id="rId1"/>',
            relations: [['drawing', '../drawings/drawing1.xml']],
          },
        ],
        others: {
          'xl/drawings/drawing1.xml':
            '<wsDr><sp><txBody><p><r><t>Allergic to</t></r></p><p><r><t>penicillin</t></r></p></txBody></sp><pic/><graphicFrame/></wsDr>',
          'xl/media/image1.png': 'x',
          'xl/vbaProject.bin': 'x',
          'xl/externalLinks/externalLink1.xml': '<x/>',
        },
      }),
    )
    expect((await sheet()).texts).toEqual([
      { where: 'Text box', text: 'Allergic to\npenicillin' },
      { where: 'Printed on each page', text: 'Ward 3 | Page (page)' },
    ])
    expect((await sheet()).remarks).toEqual([
      '1 chart, 1 picture and 1 text box on this sheet are not drawn in place.',
    ])
    expect(workbook.remarks.join(' ')).toMatch(/macros.*never run.*another file/)
    expect(workbook.inner).toEqual([{ path: 'xl/media/image1.png', size: 1 }])
  })

  it('are read in strict namespaces and with prefixes', async () => {
    const { rows } = await book('<row r="1"><c r="A1"><v>1</v></c></row>', { isStrict: true })
    expect(await rows()).toEqual([['1']])
    const parts = xlsxParts({ sheets: [{ name: 'A', xml: '' }] })
    parts['xl/worksheets/sheet1.xml'] =
      '<x:worksheet><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>p</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
    expect(await (await open(makePackage(parts))).rows()).toEqual([['p']])
  })
})
