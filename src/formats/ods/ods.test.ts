import { expect, it, vi } from 'vitest'
import { makeOds } from '#test/make-sheet.ts'
import { openWorkbook } from '../sheet/open-workbook.ts'
import { detailOf, textOf } from '../sheet/sheet-view.ts'
import { OdsTable } from './ods-table.ts'

async function open(rows: string, styles = '', before = '') {
  const tables = `${before}<table:table table:name="T" table:style-name="ta">${rows}</table:table>`
  const workbook = await openWorkbook(new Blob([makeOds(tables, styles)]), 'ods')
  const sheet = await workbook.readSheet(0)
  return {
    workbook,
    sheet,
    detail: (row: number, column: number) => detailOf(sheet, row, column, workbook.context),
  }
}

const row = (cells: string, attributes = '') =>
  `<table:table-row ${attributes}>${cells}</table:table-row>`
const cell = (text: string, attributes = '') =>
  `<table:table-cell ${attributes}><text:p>${text}</text:p></table:table-cell>`

it('shows the text that the writing program showed, and keeps the value', async () => {
  const { detail } = await open(
    row(
      cell('39.3', 'office:value-type="float" office:value="39.2512"') +
        cell('04/03/26', 'office:value-type="date" office:date-value="2026-03-04"') +
        cell('12.50 €', 'office:value-type="currency" office:value="12.5" office:currency="EUR"') +
        cell('WAHR', 'office:value-type="boolean" office:boolean-value="true"') +
        '<table:table-cell office:value-type="float" office:value="7"/>' +
        cell('0.40', 'office:value-type="float" office:value="-0.4"'),
    ),
  )
  expect(detail(0, 0)).toMatchObject({ text: '39.3', value: '39.2512' })
  expect(detail(0, 1)).toMatchObject({ text: '04/03/26', value: '2026-03-04' })
  expect(detail(0, 2)).toMatchObject({ text: '12.50 €', value: '12.5 EUR' })
  expect(detail(0, 3)).toMatchObject({ text: 'WAHR', value: 'true' })
  expect(detail(0, 4)).toMatchObject({ text: '7', value: undefined })
  expect(textOf(detail(0, 5))).toBe('-0.40')
  expect(detail(0, 5).remarks).toEqual([expect.stringContaining('below zero')])
})

it('reads paragraphs, spaces, raised and struck letters, without what stands above them', async () => {
  const styles = `<style:style style:name="up" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style><style:style style:name="no" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>`
  const { detail } = await open(
    row(
      `<table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>b  c</text:p><text:p>10<text:span text:style-name="up">9</text:span> <text:span text:style-name="no">500</text:span></text:p></table:table-cell>` +
        cell(
          '<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>かん</text:ruby-text></text:ruby>',
        ),
    ),
    styles,
  )
  expect(detail(0, 0)).toMatchObject({ text: 'a  b c\n10⁹ 500', struck: '500' })
  expect(detail(0, 1).text).toBe('漢')
})

it('repeats, merges, hides, and tells notes, links, formulas and errors', async () => {
  const { detail, sheet, workbook } = await open(
    `<table:table-column table:number-columns-repeated="2" table:style-name="co"/><table:table-column table:visibility="collapse"/>` +
      row(cell('x', 'table:number-columns-repeated="2"'), 'table:number-rows-repeated="2"') +
      row(
        cell('wide', 'table:number-columns-spanned="2"') + '<table:covered-table-cell/>',
        'table:visibility="filter"',
      ) +
      row(
        `<table:table-cell table:formula="of:=[.A1]*2" office:value-type="float" office:value="4"><office:annotation><dc:creator>Ann</dc:creator><dc:date>2026-01-02T03:04:05</dc:date><text:p>check</text:p></office:annotation><text:p>4</text:p></table:table-cell>` +
          cell('<text:a xlink:href="https://lab.example/">lab</text:a>') +
          cell('#DIV/0!', 'office:value-type="string" table:formula="of:=1/0"'),
      ),
    `<style:style style:name="co" style:family="table-column"><style:table-column-properties style:column-width="2in"/></style:style><style:style style:name="ta" style:family="table"><style:table-properties table:display="false"/></style:style>`,
    // What recorded changes took away is not in the sheet.
    '<table:tracked-changes><table:deletion><table:cell-content-deletion/><table:table-cell><text:p>gone</text:p></table:table-cell></table:deletion></table:tracked-changes>',
  )
  expect(workbook.sheets).toEqual([{ name: 'T', visibility: 'hidden', holds: 'cells' }])
  expect(workbook.remarks.join()).toMatch('Changes were recorded')
  expect([detail(0, 1).text, detail(1, 0).text]).toEqual(['x', 'x'])
  expect(detail(2, 1)).toMatchObject({ name: 'A3:B3', text: 'wide' })
  expect(sheet.hiddenRows.count(4)).toBe(1)
  expect([...sheet.hiddenColumns]).toEqual([2])
  expect(sheet.widths.get(1)).toBeCloseTo(25.6)
  expect(detail(3, 0)).toMatchObject({
    text: '4',
    formula: '=[.A1]*2',
    notes: [{ author: 'Ann', date: '2026-01-02 03:04:05', text: 'check' }],
  })
  expect(detail(3, 1)).toMatchObject({ text: 'lab', link: 'https://lab.example/' })
  expect(detail(3, 2)).toMatchObject({ text: '#DIV/0!', formula: '=1/0' })
  expect(sheet.cells.count).toBe(8)
})

it('goes once over cells that are repeated in all places and hold nothing', async () => {
  const all = 'table:number-columns-repeated="16384"'
  const empty = `<table:table-cell office:value-type="string" ${all}/>`
  const noted = `<table:table-cell ${all}><office:annotation><text:p>n</text:p></office:annotation></table:table-cell>`
  let times = 0
  const adding = vi.spyOn(OdsTable.prototype as unknown as { addAreas(): void }, 'addAreas')
  adding.mockImplementation(() => {
    times += 1
    if (times > 100_010) throw new Error('It goes over places in which nothing is kept.')
  })
  const { sheet } = await open(
    row(empty, 'table:number-rows-repeated="500000"') +
      row(noted, 'table:number-rows-repeated="548575"') +
      row(cell('last')),
  )
  expect(sheet.cells.count).toBe(1)
  expect(sheet.cells.find(1_048_575, 0)).toBe(0)
  expect(sheet.notes.size).toBe(100_000)
  // Once for the empty cell, for each note, for one too many in each of two rows, and for the last cell.
  expect(times).toBe(100_004)
  adding.mockRestore()
})
