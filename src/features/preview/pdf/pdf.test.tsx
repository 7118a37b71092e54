import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { makePdf } from '#test/make-pdf.ts'
import { Preview } from '../Preview.tsx'

function show(blob: Blob, name = 'report.pdf') {
  return render(
    <div style={{ display: 'flex', inlineSize: 800, blockSize: 600 }}>
      <Preview content={{ state: 'ready', blob, contentType: 'application/pdf' }} name={name} />
    </div>,
  )
}

const pages = () => page.getByRole('region', { name: /^Pages of/ })
const canvases = () => [
  ...document.querySelectorAll<HTMLCanvasElement>('[aria-label^=Page] canvas'),
]

/** Pages with a line of text each. */
function pdf(texts: readonly string[], catalog = '', extra = ''): Blob {
  return new Blob([makePdf({ pages: texts.map((text) => ({ text, extra })), catalog })])
}

describe('pages', () => {
  it('draws what is near and nothing else, and lets go of what leaves', async () => {
    await show(pdf(Array.from({ length: 100 }, (_, at) => `Sheet ${at + 1}`)))
    await expect.element(page.getByText('Sheet 1', { exact: true })).toBeInTheDocument()
    await expect.poll(() => canvases().length).toBeGreaterThan(0)
    const before = canvases()
    expect(before.length).toBeLessThan(8)
    const field = page.getByRole('textbox', { name: 'Page' })
    await field.fill('90')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('Sheet 90', { exact: true })).toBeInTheDocument()
    await expect.element(field).toHaveValue('90')
    await expect.poll(() => before.every((canvas) => canvas.width === 0)).toBe(true)
    expect(canvases().length).toBeLessThan(8)
    await page.getByRole('button', { name: 'Next page' }).click()
    await expect.element(field).toHaveValue('91')
    await page.getByRole('button', { name: 'Previous page' }).click()
    await expect.element(field).toHaveValue('90')
  })

  it('stays on its page while it is zoomed and turned', async () => {
    await show(pdf(Array.from({ length: 20 }, (_, at) => `Sheet ${at + 1}`)))
    const field = page.getByRole('textbox', { name: 'Page' })
    await expect.element(field).toHaveValue('1')
    await field.fill('10')
    await userEvent.keyboard('{Enter}')
    const width = () => document.querySelector('[aria-label^="Page 10 of"]')?.clientWidth ?? 0
    await expect.poll(width).toBeGreaterThan(0)
    const fitted = width()
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await expect.poll(() => width() / fitted).toBeCloseTo(1.2, 1)
    await expect.element(field).toHaveValue('10')
    await page.getByRole('button', { name: 'Fit page' }).click()
    await expect.poll(width).toBeLessThan(fitted)
    await page.getByRole('button', { name: 'Turn right' }).click()
    const box = () => document.querySelector('[aria-label^="Page 10 of"]')?.getBoundingClientRect()
    await expect.poll(() => (box()?.width ?? 0) > (box()?.height ?? 0)).toBe(true)
    await expect.element(field).toHaveValue('10')
  })

  it('shows all pages in small', async () => {
    await show(pdf(['One', 'Two', 'Three']))
    await page.getByRole('button', { name: 'Thumbnails' }).click()
    await page.getByRole('button', { name: 'Page 3' }).click()
    await expect.element(page.getByText('Three', { exact: true })).toBeInTheDocument()
    await expect
      .poll(() => document.querySelectorAll('nav[aria-label=Pages] canvas').length)
      .toBe(3)
  })
})

describe('find', () => {
  it('counts and marks what is on all pages, and goes from one to the next', async () => {
    const texts = Array.from({ length: 30 }, (_, at) =>
      at % 10 === 4 ? 'Sodium 140 mmol/l' : 'None here',
    )
    await show(pdf(texts))
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await userEvent.keyboard('SODIUM  140')
    await expect.element(page.getByText('1 of 3', { exact: true })).toBeVisible()
    await expect.element(page.getByRole('group', { name: 'Page 5 of 30' })).toBeInTheDocument()
    await expect.poll(() => document.querySelectorAll('.highlight.selected').length).toBe(1)
    await userEvent.keyboard('{Enter}{Enter}')
    await expect.element(page.getByText('3 of 3', { exact: true })).toBeVisible()
    await expect.element(page.getByRole('textbox', { name: 'Page' })).toHaveValue('25')
    await userEvent.keyboard('{Escape}')
    await expect.poll(() => document.querySelectorAll('.highlight').length).toBe(0)
  })

  it('says when there is none', async () => {
    await show(pdf(['Something']))
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await userEvent.keyboard('nothing of the kind')
    await expect.element(page.getByText('Not found')).toBeVisible()
  })
})

describe('hostile and broken files', () => {
  it('runs no script of a PDF', async () => {
    const action = '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\); this.ran = true) >>'
    await show(pdf(['Quiet'], action))
    await expect.element(page.getByText('Quiet', { exact: true })).toBeInTheDocument()
    expect(window).not.toHaveProperty('ran')
    expect(document.querySelector('dialog[open]')).toBeNull()
  })

  it('says so when a PDF is cut short beyond repair', async () => {
    await show(pdf(['Gone']).slice(0, 30))
    await expect.element(page.getByText('This PDF is damaged')).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Show bytes' })).toBeVisible()
  })

  it('shows what can be read of a PDF without its end', async () => {
    const whole = pdf(['Still there'])
    await show(whole.slice(0, whole.size - 12))
    await expect.element(page.getByText('Still there')).toBeInTheDocument()
    await expect.element(page.getByText('The file is cut short')).toBeVisible()
  })
})

it('can be selected and is named for screen readers', async () => {
  await show(pdf(['Selectable words']))
  await expect.element(pages()).toBeVisible()
  const run = page.getByText('Selectable words', { exact: true })
  await expect.element(run).toBeInTheDocument()
  getSelection()?.selectAllChildren(run.element())
  expect(getSelection()?.toString()).toBe('Selectable words')
  const box = run.element().getBoundingClientRect()
  const sheet = document.querySelector('[aria-label="Page 1 of 1"]')?.getBoundingClientRect()
  const scale = (sheet?.width ?? 0) / 612
  expect(box.left - (sheet?.left ?? 0)).toBeCloseTo(40 * scale, -1)
  expect(box.height).toBeGreaterThan(10 * scale)
})

it('zooms by keys, finds by keys, and gives everything back when it is left', async () => {
  const shown = await show(pdf(Array.from({ length: 12 }, (_, at) => `Sheet ${at + 1}`)))
  await expect.element(page.getByText('Sheet 1', { exact: true })).toBeInTheDocument()
  ;(pages().element() as HTMLElement).focus()
  const zoom = () => document.querySelector('[aria-label=Zoom]')?.textContent
  const before = zoom()
  await userEvent.keyboard('+')
  await expect.poll(zoom).not.toBe(before)
  await userEvent.keyboard('-')
  await expect.poll(zoom).toBe(before)
  await userEvent.keyboard('{Control>}f{/Control}')
  await expect.element(page.getByRole('searchbox', { name: 'Find in this PDF' })).toHaveFocus()
  await expect.poll(() => canvases().length).toBeGreaterThan(0)
  const drawn = canvases()
  await shown.unmount()
  expect(drawn.every((canvas) => canvas.width === 0)).toBe(true)
})
