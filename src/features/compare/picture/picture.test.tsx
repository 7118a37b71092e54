import { afterEach, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { makeTiff, onePage } from '#test/make-tiff.ts'
import '#ui/styles/base.css'
import type { DifferProps, Side } from '../differ.ts'
import { closeComparison, comparePictures, tellPictures } from './compare-pictures.ts'
import { PictureDiffer } from './PictureDiffer.tsx'
import { drawMarked } from './save-marked.ts'

type Drawing = (context: OffscreenCanvasRenderingContext2D) => void

async function picture(width: number, height: number, draw: Drawing): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  draw(context)
  return canvas.convertToBlob()
}

const side = (blob: Blob, title: string, kind: Side['kind'] = 'image'): Side => ({
  blob,
  contentType: 'image/png',
  kind,
  id: 'a',
  versionId: title,
  title,
})

const spots: Drawing = (context) => {
  context.fillStyle = '#000'
  context.fillRect(10, 10, 5, 5)
  context.fillRect(300, 150, 10, 5)
}

async function pair(): Promise<Pick<DifferProps, 'left' | 'right'>> {
  const [one, other] = [await picture(400, 200, () => undefined), await picture(400, 200, spots)]
  return { left: side(one, 'Version 1'), right: side(other, 'Version 2') }
}

const show = (sides: Pick<DifferProps, 'left' | 'right'>) =>
  render(
    <PictureDiffer {...sides} renderPreview={({ versionId }) => <p>Preview of {versionId}</p>} />,
  )

const mode = (name: string) =>
  page.getByRole('group', { name: 'Mode' }).getByRole('button', { name })
const canvases = () => [...document.querySelectorAll('canvas')]

afterEach(() => {
  for (const canvas of canvases()) canvas.remove()
})

it('says what differs in one sentence, and shows both with their versions', async () => {
  await show(await pair())
  await expect.element(page.getByText('0.09 % of the pixels differ in 2 areas.')).toBeVisible()
  await expect.element(page.getByRole('img', { name: 'Before: Version 1' })).toBeVisible()
  await expect.element(page.getByRole('img', { name: 'After: Version 2' })).toBeVisible()
  await page.getByText('List of changes (2)').click()
  await page.getByRole('button', { name: 'Area 10 × 5 at 300, 150 changed' }).click()
  await expect.element(page.getByLabelText('Change', { exact: true })).toHaveTextContent('2 of 2')
})

it('all modes work by keyboard: the swipe is a slider, n and p lead through the areas', async () => {
  await show(await pair())
  await expect.element(mode('Swipe')).toBeVisible()
  mode('Swipe').element().focus()
  await userEvent.keyboard('{Enter}')
  const slider = page.getByRole('slider', { name: 'Swipe' })
  slider.element().focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{PageUp}')
  await expect.element(slider).toHaveAttribute('aria-valuenow', '62')
  await userEvent.keyboard('{Home}')
  await expect.element(slider).toHaveAttribute('aria-valuenow', '0')
  await userEvent.keyboard('n')
  await expect.element(page.getByLabelText('Change', { exact: true })).toHaveTextContent('1 of 2')
  mode('Onion skin').element().focus()
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('slider', { name: /newer picture/ })).toBeVisible()
  mode('Blink').element().focus()
  await userEvent.keyboard('{Enter}')
  await page.getByRole('button', { name: 'Stop blinking' }).click()
  await expect
    .element(page.getByRole('button', { name: 'Blink', exact: true }).last())
    .toBeVisible()
  await page.getByRole('button', { name: 'Show the other' }).click()
  mode('Heat map').element().focus()
  await userEvent.keyboard('{Enter}')
  await expect
    .element(page.getByRole('img', { name: 'Heat map of the differing pixels' }))
    .toBeVisible()
})

it('both pictures move and zoom as one', async () => {
  await show(await pair())
  const frame = page.getByRole('group', { name: 'Before', exact: true })
  await expect.element(frame).toBeVisible()
  frame.element().focus()
  await userEvent.keyboard('1{+}{+}')
  const worlds = [...document.querySelectorAll<HTMLElement>('img')].map(
    (img) => img.parentElement?.style.transform,
  )
  expect(worlds.length).toBe(2)
  expect(worlds[0]).toContain('scale(1.5625)')
  expect(worlds[1]).toBe(worlds[0])
})

it('says sizes that differ, and draws neither larger than it is', async () => {
  const one = await picture(100, 50, () => undefined)
  const other = await picture(120, 50, () => undefined)
  await show({ left: side(one, 'Version 1'), right: side(other, 'Version 2') })
  await expect.element(page.getByText(/100 × 50 → 120 × 50 pixels/)).toBeVisible()
  expect([...document.querySelectorAll('img')].map(({ style }) => style.inlineSize)).toEqual([
    '100px',
    '120px',
  ])
})

it('says why a picture can’t be compared, and still offers both previews and the bytes', async () => {
  const broken = new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])])
  await show({ left: side(broken, 'Version 1'), right: (await pair()).right })
  await expect.element(page.getByText('The two could not be compared')).toBeVisible()
  await page.getByRole('button', { name: 'Previews and bytes' }).click()
  await expect.element(page.getByText('Preview of Version 2')).toBeVisible()
})

it('gives canvases, addresses and workers back', async () => {
  const sides = await pair()
  const view = await show(sides)
  await expect.element(page.getByText('0.09 % of the pixels differ in 2 areas.')).toBeVisible()
  await mode('Heat map').click()
  const canvas = page
    .getByRole('img', { name: 'Heat map of the differing pixels' })
    .element() as HTMLCanvasElement
  expect(canvas.width).toBe(400)
  const image = document.querySelector('img')
  await view.unmount()
  expect(canvas.width).toBe(0)
  expect(image?.hasAttribute('src')).toBe(false)
})

it('compares in a worker that ends with the signal', async () => {
  const { left, right } = await pair()
  const controller = new AbortController()
  const comparing = comparePictures(left, right, controller.signal)
  controller.abort(new Error('left'))
  await expect(comparing).rejects.toThrow('left')
  const done = await comparePictures(left, right, new AbortController().signal)
  closeComparison(done)
  expect(done.heat?.width).toBe(0)
  const told = await tellPictures(left, right, new AbortController().signal)
  expect(told.summary).toBe('0.09 % of the pixels differ in 2 areas.')
  expect(Object.keys(told).toSorted()).toEqual([
    'changes',
    'notCompared',
    'remarks',
    'summary',
    'total',
  ])
})

it('compares the pages of a TIFF by their numbers, the changed ones first', async () => {
  const black = (row: number) =>
    Uint8Array.from({ length: 32 }, (_, at) => (Math.floor(at / 2) === row ? 0xff : 0))
  const pages = (rows: readonly number[]) =>
    new Blob([makeTiff(rows.map((row) => onePage(16, 16, black(row))))])
  await show({
    left: side(pages([1, 2, 3]), 'Version 1', 'tiff'),
    right: side(pages([1, 9, 3, 4]), 'Version 2', 'tiff'),
  })
  const strip = page.getByRole('region', { name: 'Pages' })
  await expect.element(strip.getByText('2 of 4 pages changed.')).toBeVisible()
  await expect
    .element(strip.getByRole('button', { name: 'Page 2 changed' }))
    .toHaveAttribute('aria-current', 'page')
  await expect.element(page.getByText('12.5 % of the pixels differ in 1 area.')).toBeVisible()
  const told = await tellPictures(
    side(pages([1, 2, 3]), 'Version 1', 'tiff'),
    side(pages([1, 9, 3, 4]), 'Version 2', 'tiff'),
    new AbortController().signal,
  )
  expect(told.summary).toBe('2 of 4 pages changed.')
  expect(told.changes.map(({ kind, label }) => `${label} ${kind}`)).toEqual([
    'Page 2 changed',
    'Page 4 added',
  ])
  await strip.getByRole('button', { name: 'Page 4 added' }).click()
  await expect.element(page.getByText(/Page 4 was added in Version 2/)).toBeVisible()
})

it('saves both pictures beside each other, with outlines around what differs', async () => {
  const { left, right } = await pair()
  const comparison = await comparePictures(left, right, new AbortController().signal)
  const saved = await createImageBitmap(await drawMarked(comparison))
  expect([saved.width, saved.height]).toEqual([400 * 2 + 8, 200])
  const canvas = new OffscreenCanvas(saved.width, saved.height)
  const context = canvas.getContext('2d')
  context?.drawImage(saved, 0, 0)
  const pixel = (x: number, y: number) =>
    [...(context?.getImageData(x, y, 1, 1).data ?? [])].slice(0, 3)
  // The spot at 10, 10 of the newer picture is black, and blue around it.
  expect(pixel(408 + 12, 12)).toEqual([0, 0, 0])
  const [red = 255, , blue = 0] = pixel(408 + 12, 9)
  expect(blue).toBeGreaterThan(red)
  closeComparison(comparison)
})
