import { describe, expect, it } from 'vitest'
import { makeOds, makePackage, makeXlsx, xlsxParts } from '#test/make-sheet.ts'
import { findCells } from './find-cells.ts'
import { openWorkbook } from './open-workbook.ts'
import { readArea, readReference, cellName } from './references.ts'
import { rowsOf } from './sheet-view.ts'

const open = (bytes: Uint8Array<ArrayBuffer>, kind: 'xlsx' | 'ods' = 'xlsx') =>
  openWorkbook(new Blob([bytes]), kind)

const one = (xml: string) => makeXlsx({ sheets: [{ name: 'A', xml }] })

describe('hostile and broken workbooks', () => {
  it('entities of their own are refused, not expanded', async () => {
    const parts = xlsxParts({ sheets: [{ name: 'A', xml: '<row><c><v>1</v></c></row>' }] })
    parts['xl/sharedStrings.xml'] =
      '<!DOCTYPE sst [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    const workbook = await open(makePackage(parts))
    expect(workbook.faults).toEqual([
      'Texts are missing in cells. It declares entities, which is refused.',
    ])
    expect((await workbook.readSheet(0)).cells.count).toBe(1)
  })

  it('a cell in the last corner costs one cell, one beyond it none', async () => {
    const far = await (
      await open(one('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    ).readSheet(0)
    expect(far).toMatchObject({ rows: 1_048_576, columns: 16_384 })
    expect(far.cells.count).toBe(1)
    const beyond = await (
      await open(
        one(
          '<row r="1048577"><c r="A1048577"><v>1</v></c></row><row r="1"><c r="XFE1"><v>1</v></c></row>',
        ),
      )
    ).readSheet(0)
    expect(beyond.cells.count).toBe(0)
    expect(beyond.faults.join(' ')).toMatch('outside of any sheet')
  })

  it('a column element for all columns, and one merged area over all cells', async () => {
    const workbook = await open(
      one(
        '<cols><col min="1" max="99999999" width="9" hidden="1"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
      ),
    )
    const sheet = await workbook.readSheet(0)
    expect(sheet).toMatchObject({ rows: 1000, columns: 100 })
    expect(sheet.hiddenColumns.size).toBe(16_384)
  })

  it('tags without end, deep nesting and binary data', async () => {
    const deep = await (await open(one(`<row>${'<a>'.repeat(1000)}`))).readSheet(0)
    expect(deep.faults[0]).toMatch('deeper than 256')
    const endless = one(`<row><c ${'x'.repeat(21_000_000)}`)
    expect((await (await open(endless)).readSheet(0)).faults[0]).toMatch('never ends')
    await expect(open(new Uint8Array(5000))).rejects.toThrow('nothing of it can be read')
  })

  it('more sheets than anybody has', async () => {
    const sheets = Array.from({ length: 10_000 }, (_, at) => `<sheet name="S${at}" r:id="r"/>`)
    const parts = xlsxParts({ sheets: [] })
    parts['xl/workbook.xml'] = `<workbook><sheets>${sheets.join('')}</sheets></workbook>`
    const workbook = await open(makePackage(parts))
    expect(workbook.sheets.length).toBe(2000)
    expect(workbook.faults).toContain('Only the first 2000 sheets are shown; there are 8000 more.')
    expect((await workbook.readSheet(3)).faults).toEqual(['This sheet is missing in the file.'])
  })

  it('rows that repeat a million times, empty or filled', async () => {
    const cell =
      '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    const many = 'table:number-rows-repeated="1048576"'
    const wide = cell.replace(
      '<table:table-cell',
      '<table:table-cell table:number-columns-repeated="16384"',
    )
    const empty = await (
      await open(
        makeOds(
          `<table:table table:name="T"><table:table-row>${cell}</table:table-row><table:table-row ${many}><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`,
        ),
        'ods',
      )
    ).readSheet(0)
    expect(empty).toMatchObject({ rows: 1, columns: 1 })
    const full = await open(
      makeOds(
        `<table:table table:name="T"><table:table-row ${many}>${wide}</table:table-row></table:table>`,
      ),
      'ods',
    )
    expect((await full.readSheet(0)).faults.join(' ')).toMatch('some are left out')
  })

  it('cut at every length they show what is there, or say why not', async () => {
    const bytes = makeXlsx({
      strings: ['potassium'],
      sheets: [
        { name: 'A', xml: '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>4.1</v></c></row>' },
      ],
    })
    let shown = 0
    for (let length = 0; length < bytes.length; length += 40) {
      try {
        const workbook = await open(bytes.slice(0, length))
        expect(workbook.faults.length).toBeGreaterThan(0)
        const sheet = await workbook.readSheet(0)
        shown += sheet.cells.count
      } catch (error) {
        expect((error as Error).name).toBe('SheetProblem')
      }
    }
    expect(shown).toBeGreaterThan(0)
  })

  it('named as what they are where they can’t be opened', async () => {
    await expect(open(makePackage({ 'xl/workbook.bin': 'x' }))).rejects.toThrow('XLSB')
    const old = new Uint8Array(1024)
    old.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
    const write = (name: string) => {
      for (const [at, letter] of Array.from(name).entries())
        old[512 + at * 2] = letter.charCodeAt(0)
    }
    write('Workbook')
    await expect(open(old)).rejects.toThrow('Excel before 2007')
    write('EncryptedPackage')
    await expect(open(old)).rejects.toThrow('encrypted with a password')
    await expect(
      open(makeOds('', '', { 'META-INF/manifest.xml': '<m><encryption-data/></m>' }), 'ods'),
    ).rejects.toThrow('encrypted with a password')
  })
})

describe('a large sheet', () => {
  it('gives what is in view and finds what is asked for', async () => {
    const rows = Array.from(
      { length: 2000 },
      (_, row) => `<row><c><v>${row}</v></c><c t="str"><v>n${row % 7}</v></c></row>`,
    )
    const workbook = await open(one(rows.join('')))
    const { context } = workbook
    const sheet = await workbook.readSheet(0)
    const range = {
      from: 1990,
      to: 2100,
      firstColumn: 1,
      lastColumn: 16,
      frozen: { rows: 1, columns: 1 },
    }
    const view = rowsOf(sheet, range, context)
    expect(view.rows.length).toBe(10)
    expect(view.rows[0]?.cells[0]?.text).toBe('n2')
    expect(view.rows[0]?.pinned[0]?.text).toBe('1990')
    expect(view.frozen[0]?.pinned[0]?.text).toBe('0')
    expect((await findCells(sheet, 'N6', context)).places[1]).toEqual({ row: 13, column: 1 })
    expect((await findCells(sheet, '1999', context)).places).toEqual([{ row: 1999, column: 0 }])
  })
})

describe('references', () => {
  it.each([
    ['A1', 0, 0],
    ['Z9', 8, 25],
    ['$AA$10', 9, 26],
    ['XFD1048576', 1_048_575, 16_383],
  ])('%s', (text, row, column) => {
    expect(readReference(text)).toEqual({ row, column })
    expect(cellName(row, column)).toBe(text.replaceAll('$', ''))
  })

  it.each(['', 'A', '1', 'A0', 'XFE1', 'A1048577', 'AAAA1', 'A1x', '#REF!'])(
    '%j is none',
    (text) => {
      expect(readReference(text)).toBeUndefined()
    },
  )

  it('an area whichever corner comes first', () => {
    expect(readArea('C3:A1')).toEqual({ top: 0, left: 0, bottom: 2, right: 2 })
    expect(readArea('B2')).toEqual({ top: 1, left: 1, bottom: 1, right: 1 })
  })
})
