import { describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { makeOds, makeXlsx } from '#test/make-sheet.ts'
import '#ui/styles/base.css'
import { Preview } from '../Preview.tsx'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

function show(content: BlobPart, contentType = XLSX, name = 'labs.xlsx') {
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
      <Preview content={{ state: 'ready', blob: new Blob([content]), contentType }} name={name} />
    </div>,
  )
}

const text = (name: string, words: string) =>
  `<c r="${name}" t="inlineStr"><is><t>${words}</t></is></c>`

const LABS = makeXlsx({
  formats: ['0.0', '0.00;[Red]0.00'],
  sheets: [
    {
      name: 'Labs',
      xml: `<sheetViews><sheetView><pane xSplit="1" ySplit="1" state="frozen"/></sheetView></sheetViews><cols><col min="3" max="3" width="12" hidden="1"/></cols><sheetData><row r="1">${text('A1', 'Sample')}${text('B1', 'K')}${text('C1', 'Na')}</row><row r="2">${text('A2', 'S-1')}<c r="B2" s="1"><f>C2/30</f><v>4.5678</v></c><c r="C2"><v>138</v></c></row><row r="3" hidden="1">${text('A3', 'S-2')}<c r="B3" s="2"><v>-4</v></c></row><row r="300">${text('A300', 'the last one')}</row></sheetData><mergeCells><mergeCell ref="A5:B6"/></mergeCells><hyperlinks><hyperlink ref="A2" r:id="rId2"/><hyperlink ref="C2" location="Doses!B2"/></hyperlinks>`,
      relations: [
        ['comments', '../comments1.xml'],
        ['hyperlink', 'https://lab.example/s1', 'External'],
      ],
    },
    { name: 'Doses', xml: `<row r="2">${text('B2', '250 mg')}</row>` },
    { name: 'Old', xml: `<row r="1">${text('A1', 'kept back')}</row>`, state: 'veryHidden' },
  ],
  others: {
    'xl/comments1.xml':
      '<comments><authors><author>Dr. A</author></authors><commentList><comment ref="B2" authorId="0"><text><t>Repeat it</t></text></comment></commentList></comments>',
  },
})

const grid = () => page.getByRole('grid', { name: 'Sheet Labs of labs.xlsx' })
const line = () => page.getByRole('group', { name: 'Cell', exact: true })

describe('the viewer of spreadsheets', () => {
  it('shows a sheet with its letters, numbers, what is hidden and what a colour alone says', async () => {
    await show(LABS)
    await expect.element(grid().getByRole('gridcell', { name: '4.6 (has a note)' })).toBeVisible()
    await expect.element(grid().getByRole('columnheader', { name: 'C (hidden)' })).toBeVisible()
    await expect.element(grid().getByRole('rowheader', { name: '3 (hidden)' })).toBeVisible()
    await expect.element(grid().getByRole('gridcell', { name: '−4.00' })).toBeVisible()
    await expect.element(page.getByText('1 row is hidden', { exact: false }).first()).toBeVisible()
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '301')
  })

  it('is walked by keys, keeps the frozen row, and tells all of the chosen cell', async () => {
    const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    await show(LABS)
    await expect.element(grid().getByRole('gridcell', { name: 'S-1 (has a link)' })).toBeVisible()
    ;(grid().element() as HTMLElement).focus()
    await userEvent.keyboard('{ArrowDown}{ArrowRight}')
    await expect.element(line().getByText('B2')).toBeVisible()
    for (const words of ['4.5678', '=C2/30', '0.0', 'Repeat it']) {
      await expect.element(line().getByText(words, { exact: false }).first()).toBeVisible()
    }
    await userEvent.keyboard('{Control>}c{/Control}')
    await expect.poll(() => written.mock.lastCall).toEqual(['4.6'])
    await userEvent.keyboard('{Control>}{End}{/Control}')
    await expect.element(grid().getByRole('rowheader', { name: '300' })).toBeVisible()
    await expect.element(grid().getByRole('gridcell', { name: 'Sample' })).toBeVisible()
    written.mockRestore()
  })

  it('goes from tab to tab by keys, the very hidden ones too', async () => {
    await show(LABS)
    const tabs = page.getByRole('tablist', { name: 'Sheets' })
    await expect.element(tabs.getByRole('tab', { name: 'Old very hidden' })).toBeVisible()
    ;(tabs.getByRole('tab', { name: 'Labs' }).element() as HTMLElement).focus()
    await userEvent.keyboard('{End}')
    const old = tabs.getByRole('tab', { name: 'Old very hidden' })
    await expect.element(old).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await expect.element(old).toHaveAttribute('aria-selected', 'true')
    await expect.element(page.getByRole('gridcell', { name: 'kept back' })).toBeVisible()
    await expect
      .element(page.getByText('This sheet is hidden in the file.', { exact: false }).first())
      .toBeVisible()
  })

  it('asks before a link outside is opened, and goes to places inside', async () => {
    const opened = vi.spyOn(window, 'open').mockReturnValue(null)
    await show(LABS)
    await grid().getByRole('gridcell', { name: 'S-1 (has a link)' }).click()
    await line().getByRole('button', { name: 'https://lab.example/s1' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(opened).not.toHaveBeenCalled()
    await grid().getByRole('gridcell', { name: '138 (has a link)' }).click()
    await line().getByRole('button', { name: 'Go to Doses!B2' }).click()
    await expect.element(page.getByRole('gridcell', { name: '250 mg' })).toBeVisible()
    await expect.element(line().getByText('B2')).toBeVisible()
    opened.mockRestore()
  })

  it('finds a text', async () => {
    await show(LABS)
    await expect.element(grid().getByRole('gridcell', { name: 'S-1 (has a link)' })).toBeVisible()
    const field = page.getByRole('searchbox', { name: 'Find in the sheet' })
    await field.fill('LAST')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('1 of 1')).toBeVisible()
    await expect.element(grid().getByRole('gridcell', { name: 'the last one' })).toBeVisible()
    await field.fill('nothing')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('Not found')).toBeVisible()
  })

  it('draws only what is in view of a sheet with a cell in its last corner', async () => {
    await show(
      makeXlsx({
        sheets: [{ name: 'Labs', xml: `<row r="1048576">${text('XFD1048576', 'corner')}</row>` }],
      }),
    )
    await expect.element(grid()).toHaveAttribute('aria-colcount', '16385')
    ;(grid().element() as HTMLElement).focus()
    await userEvent.keyboard('{Control>}{End}{/Control}')
    await expect.element(grid().getByRole('gridcell', { name: 'corner' })).toBeVisible()
    expect(document.querySelectorAll('[role=gridcell]').length).toBeLessThan(1000)
  })

  it('shows what is there of a file that is cut, and says so', async () => {
    await show(LABS.slice(0, LABS.length - 600))
    await expect.element(page.getByText('Something is missing here')).toBeVisible()
    await expect.element(page.getByRole('gridcell', { name: 'S-1 (has a link)' })).toBeVisible()
  })

  it('says why it can’t show a binary workbook', async () => {
    const binary = makeXlsx({ sheets: [], others: { 'xl/workbook.bin': 'x' } })
    await show(binary)
    await expect.element(page.getByText('binary Excel workbook', { exact: false })).toBeVisible()
  })

  it('names a workbook of before 2007', async () => {
    const bytes = new Uint8Array(4096)
    bytes.set(Uint8Array.fromHex('d0cf11e0a1b11ae1'))
    // The size of sectors, the first one of the directory, and in it the name of an entry with its length.
    bytes.set([9, 0], 30)
    bytes.set(
      Array.from('Workbook').flatMap((letter) => [letter.charCodeAt(0), 0]),
      512,
    )
    bytes.set([18, 0], 512 + 64)
    await show(bytes, 'application/vnd.ms-excel', 'labs.xls')
    await expect
      .element(page.getByText('a workbook of Excel before 2007', { exact: false }))
      .toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Show bytes' })).toBeVisible()
  })

  it('shows an OpenDocument spreadsheet', async () => {
    await show(
      makeOds(
        '<table:table table:name="T"><table:table-row><table:table-cell office:value-type="float" office:value="39.25"><text:p>39.3</text:p></table:table-cell></table:table-row></table:table>',
      ),
      'application/vnd.oasis.opendocument.spreadsheet',
      'labs.ods',
    )
    await page.getByRole('gridcell', { name: '39.3' }).click()
    await expect.element(line().getByText('39.25')).toBeVisible()
  })
})
