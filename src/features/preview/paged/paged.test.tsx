import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { makeFax } from '#test/make-fax.ts'
import { codeStream, makeJp2 } from '#test/make-jp2.ts'
import { makeTiff, onePage } from '#test/make-tiff.ts'
import { Preview } from '../Preview.tsx'

function show(content: BlobPart, contentType = 'image/tiff', name = 'fax') {
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
      <Preview
        content={{ state: 'ready', blob: new Blob([content]), contentType }}
        name={name}
        download={<button type="button">Get the original</button>}
      />
    </div>,
  )
}

const frame = () => page.getByRole('group', { name: 'Image' }).last()
const bytes = (...values: number[]) => Uint8Array.from(values)

/** The levels of the pixels that are shown, in rows; `-` where nothing is. */
function shownPixels(): string {
  const shown = document.querySelector<HTMLCanvasElement>('[role=img] canvas:not([hidden])')
  if (!shown || shown.width === 0) return ''
  const { width, height } = shown
  const context = new OffscreenCanvas(width, height).getContext('2d')
  context?.drawImage(shown, 0, 0)
  const { data } = context?.getImageData(0, 0, width, height) ?? { data: [] }
  const rows = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => {
      const at = (y * width + x) * 4
      return data[at + 3] === 0 ? '-' : data[at]
    }).join(' '),
  )
  return rows.join(' / ')
}

const page1 = onePage(4, 2, makeFax(['##..', '.##.'], 't6'), { 259: 4, 262: 0 })
const broken = onePage(4, 2, bytes(1), { 259: 34_925 })
const page3 = onePage(2, 1, bytes(10, 20), { 258: 8, 262: 1, 285: 'Consent' })

describe('the TIFF viewer', () => {
  it('shows the pages in their order, by buttons, keys and number', async () => {
    await show(makeTiff([page1, broken, page3]))
    await expect.element(page.getByRole('img', { name: 'fax, page 1 of 3' })).toBeVisible()
    await expect.poll(shownPixels).toBe('0 0 255 255 / 255 0 0 255')
    await expect
      .element(page.getByText('Page 1 of 3: 4 × 2 pixels, black and white, fax group 4'))
      .toBeVisible()
    await page.getByRole('button', { name: 'Next page' }).click()
    await expect.element(page.getByRole('heading', { name: 'Page 2 can’t be shown' })).toBeVisible()
    await expect.element(page.getByText('coded as LZMA', { exact: false })).toBeVisible()
    ;(frame().element() as HTMLElement).focus()
    await userEvent.keyboard('{PageDown}')
    await expect.poll(shownPixels).toBe('10 20')
    await userEvent.keyboard('{PageDown}{Home}')
    await expect.poll(shownPixels).toBe('0 0 255 255 / 255 0 0 255')
    await page.getByRole('textbox', { name: 'Page' }).fill('3')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('img', { name: 'fax, page 3 of 3' })).toBeVisible()
  })

  it('lists the pages in small, with their names', async () => {
    await show(makeTiff([page1, broken, page3]))
    const list = page.getByRole('navigation', { name: 'Pages' })
    // A narrow window begins without it.
    await page.getByRole('button', { name: 'Pages' }).click()
    await expect.element(list.getByText('Can’t be shown')).toBeVisible()
    await list.getByRole('button', { name: 'Page 3: Consent' }).click()
    await expect.poll(shownPixels).toBe('10 20')
    await expect
      .element(list.getByRole('button', { name: 'Page 3: Consent' }))
      .toHaveAttribute('aria-current', 'page')
    await page.getByRole('button', { name: 'Pages' }).click()
    await expect.element(list).not.toBeInTheDocument()
  })

  it('draws pixels in their shape, and turned as the file says', async () => {
    const tags = {
      258: 8,
      262: 1,
      274: 6,
      282: { rationals: [[204, 1]] },
      283: { rationals: [[98, 1]] },
    } as const
    await show(makeTiff([onePage(20, 10, new Uint8Array(200), tags)]))
    const picture = page.getByRole('img', { name: 'fax' })
    await expect.element(picture).toBeVisible()
    const { width, height } = picture.element().getBoundingClientRect()
    expect(width / height).toBeCloseTo(10 / (20 * (98 / 204)), 1)
    await expect.element(page.getByText('10 × 20 pixels', { exact: false })).toBeVisible()
  })

  it('shrinks by the mean of pixels, so that thin strokes stay', async () => {
    // Every other column is black.
    const data = new Uint8Array(3000 * 100).fill(0xaa)
    await show(makeTiff([onePage(24_000, 100, data, { 262: 0 })]))
    await expect.element(page.getByText('drawn at 1:2', { exact: false })).toBeVisible()
    await expect.poll(() => shownPixels().slice(0, 11)).toMatch(/^12[78] 12[78] 12/)
  })

  it('shows a page that is coded as WebP', async () => {
    const canvas = new OffscreenCanvas(2, 1)
    const context = canvas.getContext('2d')
    if (context) context.fillStyle = 'rgb(40 50 60)'
    context?.fillRect(0, 0, 2, 1)
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 1 })
    const data = new Uint8Array(await blob.arrayBuffer())
    const tags = { 258: [8, 8, 8], 259: 50_001, 262: 2, 277: 3 }
    await show(makeTiff([onePage(2, 1, data, tags)]))
    await expect.element(page.getByText('RGB, WebP', { exact: false })).toBeVisible()
    await expect.poll(shownPixels).toBe('40 40')
  })

  it('says what is missing of a page, and leaves it empty', async () => {
    await show(makeTiff([onePage(2, 2, bytes(7, 8), { 258: 8, 262: 1 })]))
    await expect
      .element(page.getByText('About 50 % of this page is missing', { exact: false }))
      .toBeVisible()
    await expect.poll(shownPixels).toBe('7 8 / - -')
  })

  it('says why there is nothing to show, and offers the bytes', async () => {
    const view = await show(makeTiff([broken]))
    await expect.element(page.getByText('coded as LZMA', { exact: false })).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Show bytes' })).toBeVisible()
    await view.unmount()
    const huge = await show(makeTiff([onePage(1, 1, bytes(1), { 256: 60_000, 257: 60_000 })]))
    await expect.element(page.getByText('60,000 × 60,000 pixels', { exact: false })).toBeVisible()
    await huge.unmount()
    await show(makeTiff([page1]).slice(0, 20))
    await expect.element(page.getByText('It has no page', { exact: false })).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Get the original' })).toBeVisible()
  })
})

describe('the JPEG 2000 viewer', () => {
  it.each([
    ['in a file', makeJp2(codeStream('grey'), 17), 'image/jp2'],
    ['bare', codeStream('grey'), 'image/j2c'],
    ['bare, of no type', codeStream('grey'), 'application/octet-stream'],
  ])('shows a picture %s', async (_, content, type) => {
    await show(content, type)
    await expect
      .element(page.getByText('JPEG 2000, 4 × 2 pixels, grey, 8 bits a sample'))
      .toBeVisible()
    await expect.poll(shownPixels).toBe('0 1 2 3 / 255 128 64 32')
  })

  it('shows what is left of one that is cut, and says so', async () => {
    await show(codeStream('four').slice(0, -20), 'image/j2c')
    await expect.element(page.getByText('The file is incomplete', { exact: false })).toBeVisible()
    await expect.poll(shownPixels).toMatch(/^0 1 2 3/)
  })

  it('says what is wrong with one that can’t be shown', async () => {
    const stream = codeStream('grey')
    new DataView(stream.buffer).setUint32(8, 1_000_000)
    new DataView(stream.buffer).setUint32(12, 1_000_000)
    await show(stream, 'image/j2c')
    await expect
      .element(page.getByText('1,000,000 × 1,000,000 pixels', { exact: false }))
      .toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Show bytes' })).toBeVisible()
  })
})
