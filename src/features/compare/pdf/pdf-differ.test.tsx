import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { makePdf } from '#test/make-pdf.ts'
import '#ui/styles/base.css'
import type { Side } from '../differ.ts'
import { tellPdfs, wordsOfPages } from './compare-pdfs.ts'
import { describePdf } from './describe-pdf.ts'
import { connectPages, readPdfPair } from './pdf-pair.ts'
import { PdfDiffer } from './PdfDiffer.tsx'
import { markedPages } from './save-pages.ts'

const words = (n: number) => `Page of patient ${n}, ward ${n * 7}, seen by doctor ${n * 13}`

function pdf(texts: readonly (string | undefined)[], contents: Record<number, string> = {}): Blob {
  const pages = texts.map((text, at) => ({
    ...(text !== undefined && { text }),
    content: contents[at] ?? '',
  }))
  return new Blob([makePdf({ pages })])
}

const side = (blob: Blob, title: string): Side => ({
  blob,
  contentType: 'application/pdf',
  kind: 'pdf',
  id: 'a',
  versionId: title,
  title,
})

const show = (left: Blob, right: Blob) =>
  render(
    <PdfDiffer
      left={side(left, 'Version 1')}
      right={side(right, 'Version 2')}
      renderPreview={({ versionId }) => <p>Preview of {versionId}</p>}
    />,
  )

const strip = () => page.getByRole('region', { name: 'Pages' })
const five = [1, 2, 3, 4, 5].map(words)

it('matches pages by their text, shows the first that changed, its words, and what differs in its picture', async () => {
  const changed = words(4).replace('ward 28', 'ward 99')
  await show(
    pdf(five),
    pdf([words(1), 'A quite new page with other words', words(2), words(3), changed, words(5)]),
  )
  await expect.element(page.getByText('Of 6 pages, 1 changed and 1 added.')).toBeVisible()
  await expect
    .element(strip().getByText('Text and pictures of all pages are compared.'))
    .toBeVisible()
  await expect
    .element(strip().getByRole('button', { name: 'Page 2 added' }))
    .toHaveAttribute('aria-current', 'page')
  await expect.element(page.getByText('+ Added: this page is only in Version 2.')).toBeVisible()
  await page.getByRole('button', { name: 'Next change' }).first().click()
  await expect.element(page.getByRole('region', { name: 'Page 5, before 4' })).toBeVisible()
  await expect.element(page.getByText(/% of the pixels differ in 1 area\./)).toBeVisible()
  await page.getByRole('group', { name: 'Show as' }).getByRole('button', { name: 'Text' }).click()
  await expect.element(page.getByRole('deletion')).toHaveTextContent('−Removed: 28')
  await expect.element(page.getByRole('insertion')).toHaveTextContent('+Added: 99')
  await page.getByText('List of changes (2)').click()
  await expect
    .element(page.getByRole('button', { name: /Page 5, before 4 .*ward 28\S* → .*ward 99/ }))
    .toBeVisible()
})

it('a page whose drawing alone changed is found, too', async () => {
  const drawn = '0 0 1 rg 100 100 80 40 re f'
  await show(pdf(five), pdf(five, { 2: drawn }))
  await expect.element(page.getByText('Of 5 pages, 1 changed.')).toBeVisible()
  await expect
    .element(strip().getByRole('button', { name: 'Page 3 changed' }))
    .toHaveAttribute('aria-current', 'page')
  await expect.element(page.getByText(/of the pixels differ in 1 area\./)).toBeVisible()
})

it('says it where no page differs', async () => {
  await show(pdf(five), new Blob([pdf(five), '\n%']))
  await expect
    .element(page.getByText('All pages are the same, as text and as pictures.'))
    .toBeVisible()
  await userEvent.click(page.getByLabelText('Show pages without changes'))
  await expect.element(strip().getByRole('button', { name: 'Page 5 the same' })).toBeVisible()
})

/** A page with more entries and objects of its own, the first of which is number 4. */
const single = (objects: readonly string[], extra = '', catalog = '', content = '') =>
  new Blob([makePdf({ pages: [{ text: words(1), extra, content }], objects, catalog })])

const told = (left: Blob, right: Blob) =>
  tellPdfs(side(left, 'a'), side(right, 'b'), new AbortController().signal)

it('the words of a note, which no page draws, a form’s value and where a link leads', async () => {
  const note = (text: string) =>
    single(
      [`<< /Type /Annot /Subtype /Text /Rect [500 700 520 720] /Contents (${text}) /T (Dr. A) >>`],
      '/Annots [4 0 R]',
    )
  const noted = await told(note('Stop aspirin'), note('Start aspirin'))
  expect(noted.changes).toMatchObject([
    { kind: 'changed', label: 'Page 1', before: expect.stringContaining('Stop') as string },
  ])
  const form = (value: string) =>
    single(
      [
        `<< /Type /Annot /Subtype /Widget /FT /Tx /T (Dose) /V (${value}) /Rect [500 700 520 720] /F 2 >>`,
      ],
      '/Annots [4 0 R]',
      '/AcroForm << /Fields [4 0 R] >>',
    )
  expect((await told(form('5 mg'), form('50 mg'))).total).toBe(1)
  const link = (address: string) =>
    single(
      [
        `<< /Type /Annot /Subtype /Link /Rect [1 1 9 9] /A << /S /URI /URI (https://a.test/${address}) >> >>`,
      ],
      '/Annots [4 0 R]',
    )
  expect((await told(link('1'), link('2'))).total).toBe(1)
})

it('says which properties differ, and files inside', async () => {
  const holding = (text: string) =>
    single(
      [
        `<< /Type /EmbeddedFile /Length ${text.length} >>\nstream\n${text}\nendstream`,
        '<< /Type /Filespec /F (a.txt) /UF (a.txt) /EF << /F 4 0 R >> >>',
      ],
      '',
      '/Names << /EmbeddedFiles << /Names [(a.txt) 5 0 R] >> >>',
    )
  const { notCompared } = await told(holding('5 mg'), holding('50 mg'))
  expect(notCompared).toContain('1 file inside differs (a.txt): what is in it is not compared.')
})

it('finds a mark that is lost where a page is drawn small', async () => {
  const content = (grey: string) => `${grey} g 300 300 0.5 0.5 re f`
  await show(single([], '', '', content('0.98')), single([], '', '', content('1')))
  await expect.element(page.getByText('Of 1 page, 1 changed.')).toBeVisible()
})

it('what is not a PDF is said, with both previews', async () => {
  await show(new Blob(['%PDF-1.7 nothing']), pdf(five))
  await expect.element(page.getByText('One of them is damaged, or not a PDF.')).toBeVisible()
  await expect.element(page.getByText('Preview of Version 2')).toBeVisible()
})

it('tells it in words, and ends with the signal', async () => {
  const [left, right] = [side(pdf(five), 'a'), side(pdf([...five.slice(1), words(1)]), 'b')]
  const told = await tellPdfs(left, right, new AbortController().signal)
  expect(told.summary).toBe('Of 5 pages, 1 moved.')
  expect(told.changes).toMatchObject([{ kind: 'moved', before: '1', after: '5' }])
  await expect(tellPdfs(left, right, AbortSignal.abort(new Error('left')))).rejects.toThrow('left')
})

it('saves the pages that differ as pictures with marks, and the changes as a table', async () => {
  const older = pdf([words(1), words(2), words(3)])
  const newer = pdf([
    words(1),
    words(2).replace('ward 14', 'ward 99'),
    'A quite new page',
    words(3),
  ])
  const client = connectPages()
  const controller = new AbortController()
  const { signal } = controller
  try {
    const pair = await readPdfPair(older, newer, { signal, client, onProgress: () => undefined })
    const found = await wordsOfPages(pair, client)
    const comparison = describePdf(pair, new Map(), found)
    const archive = await markedPages({ pair, client }, new Map(), comparison, undefined, signal)
    const bytes = new Uint8Array(await archive.arrayBuffer())
    const text = new TextDecoder('latin1').decode(bytes)
    const names = text.match(/\d{3}-Page[-\w]*\.png|changes\.csv/gu)
    expect(new Set(names)).toEqual(
      new Set(['001-Page-2-changed.png', '002-Page-3-added.png', 'changes.csv']),
    )
    expect(text).toContain('added,Page 3,')
    const at = text.indexOf('PNG\r\n') - 1
    const picture = await createImageBitmap(archive.slice(at, archive.size, 'image/png'))
    // Both pages beside each other.
    expect(picture.width).toBeGreaterThan(picture.height)
  } finally {
    controller.abort()
    client.stop()
  }
})

it('marks the words that differ in what is saved, also where the picture alone shows nothing', async () => {
  // Text that is not drawn, as that of a scan is.
  const scan = (dose: string) =>
    pdf(['Plan'], { 0: `BT /F 18 Tf 3 Tr 72 600 Td (Dose ${dose} mg a day) Tj ET` })
  const client = connectPages()
  const controller = new AbortController()
  const { signal } = controller
  try {
    const reading = { signal, client, onProgress: () => undefined }
    const pair = await readPdfPair(scan('5'), scan('50'), reading)
    const comparison = describePdf(pair, new Map(), await wordsOfPages(pair, client))
    const archive = await markedPages({ pair, client }, new Map(), comparison, undefined, signal)
    const text = new TextDecoder('latin1').decode(await archive.arrayBuffer())
    const at = text.indexOf('PNG\r\n') - 1
    const picture = await createImageBitmap(archive.slice(at, archive.size, 'image/png'))
    const canvas = new OffscreenCanvas(picture.width, picture.height)
    const context = canvas.getContext('2d')
    context?.drawImage(picture, 0, 0)
    const half = Math.floor(picture.width / 2)
    const coloured = (from: number) => {
      const { data } = context?.getImageData(from, 0, half, picture.height) ?? { data: [] }
      const found: number[] = []
      for (let pixel = 0; pixel < data.length; pixel += 4) {
        const [red = 0, blue = 0] = [data[pixel], data[pixel + 2]]
        if (Math.abs(red - blue) > 30) found.push(Math.floor(pixel / 4 / half))
      }
      return { count: found.length, rows: [Math.min(...found), Math.max(...found)] }
    }
    for (const from of [0, half]) {
      const { count, rows } = coloured(from)
      expect(count).toBeGreaterThan(50)
      // Two pixels a point: the line stands 600 points above the lower edge of 792.
      expect(rows[0]).toBeGreaterThan((792 - 600 - 20) * 2)
      expect(rows[1]).toBeLessThan((792 - 600 + 10) * 2)
    }
  } finally {
    controller.abort()
    client.stop()
  }
})
