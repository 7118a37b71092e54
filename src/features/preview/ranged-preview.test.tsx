import { describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { makePdf } from '#test/make-pdf.ts'
import { makeZip } from '#test/make-zip.ts'
import { showRanged as open } from '#test/show-ranged.tsx'

const MIB = 1 << 20

const utf8 = (text: string) => new TextEncoder().encode(text)
const noise = `% ${'0123456789'.repeat(6000)}\n`

/** 60 kB a page. */
const pdf = (perNode?: number) =>
  makePdf({
    pages: Array.from({ length: 200 }, (_, at) => ({ text: `Sheet ${at + 1}`, content: noise })),
    ...(perNode !== undefined && { perNode }),
  })

describe('a PDF in ranges', () => {
  it('shows its first page by a few of them, and any other when it is gone to', async () => {
    const content = pdf(20)
    const { state } = await open(content, 'application/pdf', 'long.pdf')
    await expect.element(page.getByText('Sheet 1', { exact: true })).toBeInTheDocument()
    expect(state.sent).toBeLessThan(content.length / 2)
    await page.getByRole('textbox', { name: 'Page' }).fill('120')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('Sheet 120', { exact: true })).toBeInTheDocument()
    expect(state).toMatchObject({ wholes: 0 })
    expect(state.sent).toBeLessThan(content.length)
  })

  it('says so when a part of it can’t be loaded', async () => {
    const { state } = await open(pdf(20), 'application/pdf', 'long.pdf')
    await expect.element(page.getByText('Sheet 1', { exact: true })).toBeInTheDocument()
    state.broken = true
    await page.getByRole('textbox', { name: 'Page' }).fill('120')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('A part of this PDF could not be loaded')).toBeVisible()
  })
})

describe('text in ranges', () => {
  const lines = Array.from({ length: 200_000 }, (_, at) => `line ${at + 1} ${'.'.repeat(20)}`)
  const region = () => page.getByRole('region', { name: 'Text of ward.log' })

  it('shows its first lines while the rest is on its way, and then all of it in their place', async () => {
    const { letGo, state } = await open(utf8(lines.join('\n')), 'text/plain', 'ward.log')
    await expect.element(region().getByText('line 1 ', { exact: false }).first()).toBeVisible()
    await expect.element(page.getByText('The first 1 MB is shown.', { exact: false })).toBeVisible()
    await expect.poll(() => state.wholes).toBe(1)
    const shown = region().element()
    const before = shown.scrollHeight
    letGo()
    await expect
      .element(page.getByText('The first 1 MB is shown.', { exact: false }))
      .not.toBeInTheDocument()
    await expect.poll(() => region().element().scrollHeight).toBeGreaterThan(before)
    // The same place, which the reader may have scrolled or searched.
    expect(region().element()).toBe(shown)
    ;(region().element() as HTMLElement).focus()
    await userEvent.keyboard('{Control>}{End}{/Control}')
    await expect.element(region().getByText('line 200000', { exact: false })).toBeVisible()
  })

  it('can be left at its first lines', async () => {
    const { view, state } = await open(utf8(lines.join('\n')), 'text/plain', 'ward.log')
    await expect.element(region().getByText('line 1 ', { exact: false }).first()).toBeVisible()
    await expect.poll(() => state.wholes).toBe(1)
    await view.unmount()
    expect(state.ranges).toBeLessThan(4)
  })
})

it('shows the first rows of a table, and counts all when they are there', async () => {
  const rows = Array.from({ length: 300_000 }, (_, at) => `${at + 1},"a ${at}",mmol/l`)
  const content = utf8(`number,what,unit\n${rows.join('\n')}`)
  const { letGo } = await open(content, 'text/csv', 'table.csv')
  await expect.element(page.getByText(/^The first [\d,]+ rows, 3 columns$/)).toBeVisible()
  await expect.element(page.getByRole('gridcell', { name: 'mmol/l' }).first()).toBeVisible()
  letGo()
  await expect.element(page.getByText('300,000 rows, 3 columns')).toBeVisible()
})

it('lists a ZIP file and opens an entry by parts of it', async () => {
  const filler = new Uint8Array(10 * MIB).map((_, at) => (at * 7919) >> 3)
  const parts = [
    { name: 'filler.bin', data: filler },
    { name: 'note.txt', data: 'All is well.' },
  ]
  const content = makeZip({ parts })
  const { state } = await open(content, 'application/zip', 'export.zip')
  await page.getByText('note.txt').click()
  await page.getByRole('button', { name: 'Open note.txt' }).click()
  await expect.element(page.getByText('All is well.', { exact: false }).first()).toBeVisible()
  expect(state.wholes).toBe(0)
  expect(state.sent).toBeLessThan(content.length / 2)
})

it('shows unknown bytes by what is in view of them', async () => {
  const content = new Uint8Array(20 * MIB).map((_, at) => (at >> 4) & 255)
  content.set([1, 2, 3, 0, 255, 254], 0)
  const { state } = await open(content, 'application/octet-stream', 'dump')
  await expect.element(page.getByText('01 02 03 00 ff fe', { exact: false })).toBeVisible()
  await page.getByRole('textbox', { name: 'Go to offset' }).fill('0xF00000')
  await page.getByRole('button', { name: 'Go', exact: true }).click()
  await expect.element(page.getByText('00f00000', { exact: false }).first()).toBeVisible()
  expect(state.wholes).toBe(0)
  expect(state.sent).toBeLessThan(content.length / 2)
})
