import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { makePdf } from '#test/make-pdf.ts'
import { makeTiff, onePage } from '#test/make-tiff.ts'
import { button, picture, show, shownPicture, three, told } from '#test/show-play.tsx'

/** The colour in the middle of what is shown under that name. */
function colourOf(name: string): string {
  const canvas = shownPicture(name).element()
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('not a canvas')
  const at = [canvas.width / 2, canvas.height / 2] as const
  const data = canvas.getContext('2d')?.getImageData(...at, 1, 1).data ?? []
  return [...data].slice(0, 3).join(' ')
}

test('stands still until it is asked to play, having read one version; then each is shown, and it stops at the newest', async () => {
  const { read, steps } = await show(await three())
  await expect.element(shownPicture('Version 1')).toBeVisible()
  expect(colourOf('Version 1')).toBe('255 0 0')
  await expect
    .element(told())
    .toHaveTextContent('Version 1May 1, 2026, 10:00 AMby Ann40 × 30 pixels1 of 3')
  expect(read).toEqual([1])
  await page.getByLabelText('Speed').selectOptions('Fast')
  await button('Play').click()
  await expect.element(shownPicture('Version 2')).toBeVisible()
  expect(colourOf('Version 2')).toBe('0 255 0')
  await expect.element(shownPicture('Version 3')).toBeVisible()
  expect(colourOf('Version 3')).toBe('0 0 255')
  await expect.element(button('Play')).toBeVisible()
  expect(steps).toEqual(['2', '3'])
  expect(read).toEqual([1, 2, 3])
  // From the newest on it begins anew.
  await button('Play').click()
  await expect.element(shownPicture('Version 1')).toBeVisible()
  await button('Pause').click()
})

test('reads no more than two versions ahead', async () => {
  const colours = ['#100', '#200', '#300', '#400', '#500', '#600', '#700', '#800']
  const { read } = await show(await Promise.all(colours.map((colour) => picture(colour))))
  await page.getByLabelText('Speed').selectOptions('Slow')
  await button('Play').click()
  await expect.poll(() => read).toEqual([1, 2, 3])
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(read).toEqual([1, 2, 3])
})

test('the slider and the arrow keys go through the versions, and stop it', async () => {
  const { steps } = await show(await three())
  const slider = page.getByRole('slider', { name: 'Version' })
  await expect
    .element(slider)
    .toHaveAttribute('aria-valuetext', 'Version 1, May 1, 2026, 10:00 AM, by Ann')
  await button('Play').click()
  slider.element().focus()
  await userEvent.keyboard('{End}')
  await expect.element(shownPicture('Version 3')).toBeVisible()
  await expect.element(button('Play')).toBeVisible()
  const stage = page.getByRole('group', { name: 'Picture of the version' })
  stage.element().focus()
  await userEvent.keyboard('{ArrowLeft}')
  await expect.element(shownPicture('Version 2')).toBeVisible()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')
  await expect.element(shownPicture('Version 3')).toBeVisible()
  expect(steps).toEqual(['3', '2', '3'])
  // A picture that is zoomed is moved instead.
  await userEvent.keyboard('{+}{ArrowLeft}')
  expect(steps).toHaveLength(3)
})

test('what is not a picture is skipped, and said; so are deletions', async () => {
  const [red, green] = await three()
  if (red === undefined || green === undefined) return
  const { steps } = await show([red, 'a text', green], { deletions: 2 })
  await page.getByLabelText('Speed').selectOptions('Fast')
  await button('Play').click()
  await expect.element(shownPicture('Version 3')).toBeVisible()
  expect(steps).toEqual(['3'])
  await expect
    .element(told())
    .toHaveTextContent(
      'Version 3May 3, 2026, 10:00 AMby Ann40 × 30 pixels3 of 3Version 2 is not a picture and is skipped.2 deletions are left out.',
    )
  await button('Previous version').click()
  await expect.element(page.getByText('Version 2 is not a picture (Text).')).toBeVisible()
})

test('pictures of other sizes lie at the same corner, in the same zoom, and their sizes are said', async () => {
  await show([await picture('#f00', 100, 50), await picture('#0f0', 60, 80)])
  const first = shownPicture('Version 1')
  await expect.element(first).toBeVisible()
  await page.getByRole('button', { name: 'Zoom in' }).click()
  const corner = (name: string) => {
    const { left, top, width } = shownPicture(name).element().getBoundingClientRect()
    return { left: Math.round(left), top: Math.round(top), width: Math.round(width) }
  }
  await button('Next version').click()
  await expect.element(shownPicture('Version 2')).toBeVisible()
  await expect
    .element(
      page.getByText('Version 1 had 100 × 50 pixels. All lie at the same upper left corner.'),
    )
    .toBeVisible()
  const second = corner('Version 2')
  expect(second.width).toBe(75)
  await button('Previous version').click()
  await expect.element(first).toBeVisible()
  expect(corner('Version 1')).toEqual({ ...second, width: 125 })
})

test('keeps the page of PDFs and TIFFs, and says where there is no such page', async () => {
  const pdf = makePdf({ pages: [{ text: 'one' }, { text: 'two' }] })
  const blank = onePage(16, 16, new Uint8Array(32))
  const tiff = makeTiff([blank, blank, blank])
  await show([pdf, makePdf({ pages: [{ text: 'alone' }] }), tiff], { page: 2 })
  await expect.element(shownPicture('Version 1, page 2')).toBeVisible()
  await expect.element(told().getByText('216 × 279 mm')).toBeVisible()
  await button('Next version').click()
  await expect.element(page.getByText('Version 2 has 1 page: there is no page 2.')).toBeVisible()
  await button('Next version').click()
  await expect.element(shownPicture('Version 3, page 2')).toBeVisible()
  await button('Next page').click()
  await expect.element(shownPicture('Version 3, page 3')).toBeVisible()
})
