import { afterEach, beforeEach, expect, it, vi, type Mock } from 'vitest'
import { render } from 'vitest-browser-react'
import { cdp, page } from 'vitest/browser'
import type { Kind } from '#formats/kinds.ts'
import { makeDicom, picture, words } from '#test/make-dicom.ts'
import '#ui/styles/base.css'
import { makePdf } from '#test/make-pdf.ts'
import { DicomDiffer } from '../dicom/DicomDiffer.tsx'
import type { Side } from '../differ.ts'
import { PdfDiffer } from '../pdf/PdfDiffer.tsx'
import { PictureDiffer } from '../picture/PictureDiffer.tsx'
import { usePaper, type PaperPage } from './use-paper.tsx'

/** What is on paper each time the browser is asked to print. */
let printed: { captions: string[]; widths: number[]; text: string }[]
let print: Mock

beforeEach(() => {
  printed = []
  print = vi.spyOn(window, 'print').mockImplementation(() => {
    const sheets = [...document.querySelectorAll('figure')]
    printed.push({
      captions: sheets.map((sheet) => sheet.querySelector('figcaption')?.textContent ?? ''),
      widths: sheets.map((sheet) => sheet.querySelector('img')?.naturalWidth ?? 0),
      text: document.body.textContent ?? '',
    })
  })
})

afterEach(async () => {
  vi.restoreAllMocks()
  await onMedium('')
})

async function onMedium(media: string): Promise<void> {
  await (cdp() as { send: (method: string, params: object) => Promise<unknown> }).send(
    'Emulation.setEmulatedMedia',
    { media },
  )
}

const side = (kind: Kind, content: BlobPart, title: string): Side => ({
  blob: new Blob([content]),
  contentType: '',
  kind,
  id: 'a',
  versionId: title,
  title,
})
const renderPreview = () => <p>Preview</p>
const button = (name: string) => page.getByRole('button', { name, exact: true })

it('of PDFs all pages that differ are printed, drawn before the browser is asked', async () => {
  const ward = (n: number) => `Page of patient ${n}, ward ${n * 7}, seen by doctor ${n * 13}`
  const pdf = (texts: string[]) => makePdf({ pages: texts.map((text) => ({ text })) })
  const left = pdf([1, 2, 3, 4].map(ward))
  const right = pdf([ward(1), ward(2).replace('14', '99'), ward(3), ward(4).replace('28', '77')])
  await render(
    <PdfDiffer
      left={side('pdf', left, 'Version 1')}
      right={side('pdf', right, 'Version 2')}
      {...{ renderPreview }}
    />,
  )
  await expect.element(page.getByText('Of 4 pages, 2 changed.')).toBeVisible()
  await button('Print').click()
  await expect.poll(() => printed.length, { timeout: 20_000 }).toBe(1)
  expect(printed[0]?.captions).toEqual(['Page 2, changed', 'Page 4, changed'])
  // Both pages beside each other: wider than two of them.
  for (const width of printed[0]?.widths ?? []) expect(width).toBeGreaterThan(2 * 612 * 2)
  // What is on screen alone is back.
  await expect.element(button('Print')).toBeVisible()
  expect(document.querySelector('figure')).toBeNull()
})

it('of DICOM objects all frames that differ are printed', async () => {
  const ct = (...pixels: number[]) =>
    makeDicom(
      picture({ rows: 2, columns: 2, bits: 16 }, words(...pixels), [
        [0x0008_0060, 'CS', 'CT'],
        [0x0028_0008, 'IS', '2'],
      ]),
    )
  await render(
    <DicomDiffer
      left={side('dicom', ct(1, 2, 3, 4, 5, 6, 7, 8), 'Version 1')}
      right={side('dicom', ct(1, 2, 3, 9, 5, 6, 7, 9), 'Version 2')}
      {...{ renderPreview }}
    />,
  )
  await expect.element(page.getByText('No attribute differs, 2 frames of 2 differ.')).toBeVisible()
  await button('Print').click()
  await expect.poll(() => printed[0]?.captions).toEqual(['Frame 1, changed', 'Frame 2, changed'])
})

function Printing({ pages }: { pages: PaperPage[] }) {
  const { button: printer, sheets } = usePaper(pages)
  return (
    <>
      {printer}
      {sheets}
      <p data-paper="screen">What is on screen</p>
    </>
  )
}

const draw = () => {
  const canvas = new OffscreenCanvas(1, 1)
  canvas.getContext('2d')
  return canvas.convertToBlob()
}
const pages = (count: number): PaperPage[] =>
  Array.from({ length: count }, (_, at) => ({ caption: `Page ${at + 1}, changed`, draw }))

it('a cut is said on paper, and so is a page that can’t be drawn', async () => {
  const all = pages(302)
  all[1] = { caption: 'Page 2, changed', draw: () => Promise.reject(new Error('damaged')) }
  await render(<Printing pages={all} />)
  await button('Print').click()
  await expect.poll(() => printed.length, { timeout: 20_000 }).toBe(1)
  expect(printed[0]?.captions).toHaveLength(300)
  expect(printed[0]?.widths.filter((width) => width === 0)).toHaveLength(1)
  expect(printed[0]?.text).toContain('It could not be drawn.')
  expect(printed[0]?.text).toContain(
    'The first 300 pictures that differ are printed; 2 more are not.',
  )
})

it('on paper the sheets stand in place of the one page that the screen shows', async () => {
  const screen = () => document.querySelector('[data-paper]')?.checkVisibility()
  let isScreenPrinted: boolean | undefined
  await render(<Printing pages={pages(2)} />)
  await onMedium('print')
  // The browser's own command prints what is there, and says so.
  await expect.element(page.getByText('2 pictures differ', { exact: false })).toBeVisible()
  expect(screen()).toBe(true)
  print.mockImplementation(() => {
    isScreenPrinted = screen()
  })
  await button('Print').click()
  await expect.poll(() => isScreenPrinted, { timeout: 10_000 }).toBe(false)
})

it('drawing for paper can be stopped, and nothing is printed then', async () => {
  let hasStarted = false
  const never: PaperPage = {
    caption: 'Page 1, changed',
    draw: (signal) =>
      new Promise((_, reject) => {
        hasStarted = true
        signal.addEventListener('abort', () => reject(new Error('stopped')))
      }),
  }
  await render(<Printing pages={[never]} />)
  await button('Print').click()
  await expect.poll(() => hasStarted).toBe(true)
  await page.getByRole('button', { name: /Stop printing/ }).click()
  await expect.element(button('Print')).toBeVisible()
  expect(print).not.toHaveBeenCalled()
})

it('of pictures both sides with their marks are on paper, whatever the screen shows of them', async () => {
  const drawn = async (x: number) => {
    const canvas = new OffscreenCanvas(400, 200)
    const context = canvas.getContext('2d')
    context?.fillRect(x, 10, 20, 20)
    return canvas.convertToBlob()
  }
  const sides = {
    left: side('image', await drawn(10), 'Version 1'),
    right: side('image', await drawn(300), 'Version 2'),
  }
  await render(<PictureDiffer {...sides} {...{ renderPreview }} />)
  await page.getByText('Mark the areas').click()
  for (const mode of ['Swipe', 'Onion skin', 'Blink', 'Heat map', 'Side by side']) {
    await page.getByRole('group', { name: 'Mode' }).getByRole('button', { name: mode }).click()
    await onMedium('print')
    await expect.poll(() => document.querySelectorAll('img').length).toBe(2)
    const boxes = [...document.querySelectorAll('img')].map((one) => one.getBoundingClientRect())
    const [left, right] = boxes
    if (left === undefined || right === undefined) throw new Error('no pictures')
    expect.soft(left.width, mode).toBeGreaterThan(100)
    expect.soft(right.width, mode).toBeCloseTo(left.width, 0)
    expect.soft(left.height, mode).toBeCloseTo(left.width / 2, 0)
    expect.soft(right.left, mode).toBeGreaterThanOrEqual(left.right)
    for (const image of document.querySelectorAll('img')) {
      expect.soft(image.checkVisibility({ visibilityProperty: true }), mode).toBe(true)
      const marks = [...(image.parentElement?.querySelectorAll('span') ?? [])]
      expect.soft(marks.length, mode).toBe(2)
      for (const mark of marks) {
        const { left: x, width } = mark.getBoundingClientRect()
        expect.soft(mark.checkVisibility(), mode).toBe(true)
        expect.soft(width / image.getBoundingClientRect().width, mode).toBeCloseTo(20 / 400, 1)
        expect.soft(x, mode).toBeGreaterThanOrEqual(image.getBoundingClientRect().left)
      }
    }
    await onMedium('')
  }
})
