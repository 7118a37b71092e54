import { afterEach, describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import '#ui/styles/base.css'
import { makePdf, PAGE_HEIGHT, PAGE_WIDTH, pdfStream } from '#test/make-pdf.ts'
import { Preview } from '../Preview.tsx'

function show(blob: Blob, name = 'report.pdf') {
  return render(
    <div style={{ display: 'flex', inlineSize: 800, blockSize: 600 }}>
      <Preview content={{ state: 'ready', blob, contentType: 'application/pdf' }} name={name} />
    </div>,
  )
}

afterEach(() => {
  vi.restoreAllMocks()
})

/** Pages with a line of text each. */
function pdf(texts: readonly string[], catalog = '', extra = ''): Blob {
  return new Blob([makePdf({ pages: texts.map((text) => ({ text, extra })), catalog })])
}

/** Share of what is dark inside a rectangle of the first page, in points from its lower left corner. */
function ink([x1, y1, x2, y2]: readonly [number, number, number, number]): number {
  const canvas = document.querySelector<HTMLCanvasElement>('[aria-label^="Page 1 of"] canvas')
  const context = canvas?.getContext('2d')
  if (!canvas || !context || canvas.width === 0) return 0
  const [x, y] = [canvas.width / PAGE_WIDTH, canvas.height / PAGE_HEIGHT]
  const box = [x1 * x, (PAGE_HEIGHT - y2) * y, (x2 - x1) * x, (y2 - y1) * y] as const
  const { data } = context.getImageData(...box)
  let dark = 0
  for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 128) dark += 1
  return dark / (data.length / 4)
}

const appearance = (text: string) =>
  pdfStream(
    '/Type /XObject /Subtype /Form /BBox [0 0 300 40] /Resources << /Font << /F 3 0 R >> >>',
    `/Tx BMC q BT /F 24 Tf 4 10 Td (${text}) Tj ET Q EMC`,
  )

const DEFAULTS = '/DA (/F 24 Tf 0 g) /DR << /Font << /F 3 0 R >> >>'

describe('forms and notes', () => {
  it('draws the values of form fields and free-text notes, also on an empty page', async () => {
    const annotation = '/Type /Annot /F 4 /DA (/F 24 Tf 0 g)'
    const bytes = makePdf({
      catalog: `/AcroForm << /Fields [5 0 R] ${DEFAULTS} >>`,
      objects: [
        appearance('PENICILLIN'),
        `<< ${annotation} /Subtype /Widget /FT /Tx /T (allergies) /V (PENICILLIN) /Rect [100 600 400 640] /AP << /N 4 0 R >> >>`,
        appearance('CALL WARD'),
        `<< ${annotation} /Subtype /FreeText /Contents (CALL WARD) /Rect [100 500 400 540] /AP << /N 6 0 R >> >>`,
      ],
      pages: [{ extra: '/Annots [5 0 R 7 0 R]' }],
    })
    await show(new Blob([bytes]))
    await page.getByRole('button', { name: 'Thumbnails' }).click()
    await expect.poll(() => ink([100, 600, 300, 640])).toBeGreaterThan(0.02)
    await expect.poll(() => ink([100, 500, 300, 540])).toBeGreaterThan(0.02)
    const small = () => document.querySelector<HTMLCanvasElement>('nav[aria-label=Pages] canvas')
    await expect.poll(() => darkness(small())).toBeGreaterThan(0.0005)
    await page.getByRole('button', { name: 'Form values' }).click()
    const values = page.getByRole('region', { name: 'Form values' })
    await expect.element(values).toHaveTextContent('allergiesPENICILLIN')
  })

  it('draws values that have no drawing of their own', async () => {
    const bytes = makePdf({
      catalog: `/AcroForm << /NeedAppearances true /Fields [4 0 R] ${DEFAULTS} >>`,
      objects: [
        '<< /Type /Annot /Subtype /Widget /FT /Tx /T (allergies) /V (PENICILLIN) /F 4 /Rect [100 600 400 640] /DA (/F 24 Tf 0 g) >>',
      ],
      pages: [{ text: 'Allergies', extra: '/Annots [4 0 R]' }],
    })
    await show(new Blob([bytes]))
    await expect.poll(() => ink([100, 600, 300, 640])).toBeGreaterThan(0.02)
  })
})

/** Share of what is not white in a canvas. */
function darkness(canvas: HTMLCanvasElement | null): number {
  const context = canvas?.getContext('2d')
  if (!canvas || !context || canvas.width === 0) return 0
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  let dark = 0
  for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 200) dark += 1
  return dark / (data.length / 4)
}

describe('links', () => {
  const link = (rect: string, action: string) =>
    `<< /Type /Annot /Subtype /Link /Rect [${rect}] ${action} >>`

  it('asks before it opens what leads out of the document', async () => {
    const opened: unknown[] = []
    vi.spyOn(window, 'open').mockImplementation((...args) => {
      opened.push(args)
      return null
    })
    const links = [
      link('40 700 200 780', '/A << /S /URI /URI (https://example.org/a?b) >>'),
      link('40 600 200 680', '/Dest [1 /Fit]'),
    ]
    await show(pdf(['First', 'Second'], '', `/Annots [ ${links.join(' ')} ]`))
    const outside = page.getByRole('link', { name: 'Open https://example.org/a?b' }).first()
    await expect.element(outside).toBeInTheDocument()
    expect(document.querySelectorAll('[aria-label=Preview] a')).toHaveLength(0)
    await outside.click()
    const dialog = page.getByRole('dialog', { name: 'Open a page outside?' })
    await expect.element(dialog.getByText('https://example.org/a?b')).toBeVisible()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(opened).toEqual([])
    await outside.click()
    await dialog.getByRole('button', { name: 'Open example.org' }).click()
    expect(opened).toEqual([['https://example.org/a?b', '_blank', 'noopener,noreferrer']])
    await page.getByRole('button', { name: 'Go to page 2' }).first().click()
    await expect.element(page.getByRole('textbox', { name: 'Page' })).toHaveValue('2')
  })

  it('makes nothing of scripts, programs to launch and places that are not there', async () => {
    const links = [
      link('40 700 200 780', '/A << /S /URI /URI (javascript:window.ran=true) >>'),
      link('40 600 200 680', '/A << /S /JavaScript /JS (app.alert\\(1\\)) >>'),
      link('40 500 200 580', '/A << /S /Launch /F (calc.exe) >>'),
      link('40 400 200 480', '/Dest (nowhere)'),
    ]
    await show(pdf(['Quiet'], '', `/Annots [ ${links.join(' ')} ]`))
    await expect.element(page.getByText('Quiet', { exact: true })).toBeInTheDocument()
    const sheet = '[aria-label="Page 1 of 1"]'
    await expect.poll(() => document.querySelector(`${sheet} .annotationLayer`)).not.toBeNull()
    await expect.poll(() => document.querySelectorAll(`${sheet} :is(a, button)`).length).toBe(0)
  })
})

describe('what is said about a file', () => {
  it('says so when not even the first page can be read', async () => {
    const text = new TextDecoder('latin1').decode(makePdf({ pages: [{ text: 'Gone' }] }))
    const damaged = text.replace('/Kids [4 0 R]', '/Kids [99 0 R]')
    await show(new Blob([Uint8Array.from(damaged, (one) => one.charCodeAt(0))]))
    await expect.element(page.getByText('This PDF can’t be shown')).toBeVisible()
  })

  it('lists the files inside, opens them in place and saves them', async () => {
    const saved: string[] = []
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
      this: HTMLAnchorElement,
    ) {
      saved.push(this.download)
    })
    const bytes = makePdf({
      catalog:
        '/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >> /Collection << /Type /Collection /View /D >>',
      objects: [
        pdfStream('/Type /EmbeddedFile', 'Sodium,140'),
        '<< /Type /Filespec /F (values.csv) /UF (values.csv) /Desc (Measured values) /EF << /F 4 0 R >> >>',
      ],
      pages: [{ text: 'Cover' }],
    })
    await show(new Blob([bytes]))
    await expect.element(page.getByText('A PDF portfolio')).toBeVisible()
    await page.getByRole('button', { name: '1 file inside' }).click()
    await expect.element(page.getByText('Measured values')).toBeVisible()
    await page.getByRole('button', { name: 'Download values.csv' }).click()
    await expect.poll(() => saved).toEqual(['values.csv'])
    await page.getByRole('button', { name: 'Open values.csv' }).click()
    const inside = page.getByRole('region', { name: 'Preview of values.csv' })
    await expect.element(inside.getByRole('gridcell', { name: '140' })).toBeVisible()
  })

  it('names the fonts that are not there', async () => {
    const bytes = makePdf({
      objects: ['<< /Type /Font /Subtype /TrueType /BaseFont /NoSuchFontAnywhere >>'],
      pages: [
        { text: 'Known', content: 'BT /N 18 Tf 40 600 Td (Unknown) Tj ET', font: '/N 4 0 R' },
      ],
    })
    await show(new Blob([bytes]))
    await expect
      .element(
        page.getByText(
          '1 font is missing; letters may look different or be missing: NoSuchFontAnywhere',
        ),
      )
      .toBeVisible()
    await expect.poll(() => ink([40, 595, 140, 620])).toBeGreaterThan(0.02)
  })

  it('says on a page without a picture that it is being drawn', async () => {
    await show(pdf(['Known']))
    await expect.poll(() => ink([0, 0, PAGE_WIDTH, PAGE_HEIGHT])).toBeGreaterThan(0)
    const sheet = document.querySelector('.pdfViewer .page')
    const note = () => sheet && getComputedStyle(sheet, '::after').content
    // As pdf.js marks a page for as long as it draws it.
    sheet?.classList.add('loadingIcon')
    expect(note()).toBe('none')
    sheet?.querySelector('canvas')?.remove()
    expect(note()).toBe('"Drawing the page…"')
  })

  it('says that an XFA form can’t be shown', async () => {
    const bytes = makePdf({
      catalog: '/AcroForm << /Fields [] /XFA 4 0 R >>',
      objects: [pdfStream('', '<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"></xdp:xdp>')],
      pages: [{ text: 'Please wait...' }],
    })
    await show(new Blob([bytes]))
    await expect.element(page.getByText('A form for Adobe’s programs (XFA)')).toBeVisible()
    await expect.element(page.getByText('Please wait...')).toBeInTheDocument()
  })

  it('says on its page that a page can’t be drawn', async () => {
    const bytes = makePdf({
      pages: [{ text: 'Whole' }, { text: 'Broken' }],
    })
    const text = new TextDecoder('latin1').decode(bytes)
    const damaged = text.replace('/Kids [4 0 R 6 0 R]', '/Kids [4 0 R 99 0 R]')
    await show(new Blob([Uint8Array.from(damaged, (one) => one.charCodeAt(0))]))
    await expect.element(page.getByText('Whole', { exact: true })).toBeInTheDocument()
    await page.getByRole('button', { name: 'Next page' }).click()
    const broken = page.getByRole('group', { name: 'Page 2 of 2' })
    await expect.element(broken).toHaveTextContent('This page could not be drawn.')
  })

  it('shows the outline, and goes where it says', async () => {
    const bytes = makePdf({
      catalog: '/Outlines 4 0 R',
      objects: [
        '<< /Type /Outlines /First 5 0 R /Last 5 0 R /Count 1 >>',
        '<< /Title (Findings) /Parent 4 0 R /Dest [2 /Fit] >>',
      ],
      pages: [{ text: 'One' }, { text: 'Two' }, { text: 'Three' }],
    })
    await show(new Blob([bytes]))
    await page.getByRole('button', { name: 'Outline' }).click()
    await page.getByRole('button', { name: 'Findings' }).click()
    await expect.element(page.getByRole('textbox', { name: 'Page' })).toHaveValue('3')
  })
})
