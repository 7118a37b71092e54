import { expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { makeDicom, picture as picture16, words } from '#test/make-dicom.ts'
import { makePdf } from '#test/make-pdf.ts'
import { button, show, shownPicture, three, told } from '#test/show-play.tsx'

test('a version that can’t be read or drawn says why, never shows another one, and can be tried again', async () => {
  const [red, green] = await three()
  if (red === undefined || green === undefined) return
  const damaged = makePdf({ pages: [{ text: 'one' }] }).slice(0, 60)
  const { failing } = await show([red, green, damaged], { failing: new Set([2]) })
  await expect.element(shownPicture('Version 1')).toBeVisible()
  await button('Next version').click()
  const problem = page.getByRole('alert')
  await expect
    .element(problem.getByText('Version 2 can’t be shown. You have no access', { exact: false }))
    .toBeVisible()
  await expect.element(page.getByRole('img')).not.toBeInTheDocument()
  failing.clear()
  await button('Try again').click()
  await expect.element(shownPicture('Version 2')).toBeVisible()
  await button('Next version').click()
  await expect
    .element(problem.getByText('Version 3 can’t be shown. The PDF is damaged', { exact: false }))
    .toBeVisible()
})

test('DICOM objects are played by frame, and another patient is said before all else', async () => {
  const ct = (patient: string, ...pixels: number[]) =>
    makeDicom(
      picture16({ rows: 2, columns: 2, bits: 16 }, words(...pixels), [
        [0x0008_0060, 'CS', 'CT'],
        [0x0010_0010, 'PN', 'DOE^JOHN'],
        [0x0010_0020, 'LO', patient],
        [0x0028_0008, 'IS', '2'],
      ]),
    )
  const pixels = [1, 2, 3, 4, 4, 3, 2, 1]
  await show([ct('17', ...pixels), ct('17', ...pixels), ct('18', ...pixels)], { page: 2 })
  await expect.element(shownPicture('Version 1, page 2')).toBeVisible()
  await button('Next version').click()
  await expect.element(shownPicture('Version 2, page 2')).toBeVisible()
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
  await button('Next version').click()
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('Compared with version 1: Different patient: patient ID differs.')
  await expect.element(told().getByText('18', { exact: false })).not.toBeInTheDocument()
})

test('a version that is chosen elsewhere stops it', async () => {
  const { choose } = await show(await three())
  await expect.element(shownPicture('Version 1')).toBeVisible()
  await page.getByLabelText('Speed').selectOptions('Fast')
  await button('Play').click()
  await expect.element(shownPicture('Version 3')).toBeVisible()
  await choose('2')
  await expect.element(shownPicture('Version 2')).toBeVisible()
  await new Promise((resolve) => setTimeout(resolve, 800))
  await expect.element(shownPicture('Version 2')).toBeVisible()
  await button('Play').click()
  await choose('1')
  await expect.element(button('Play')).toBeVisible()
  await expect.element(shownPicture('Version 1')).toBeVisible()
})

test('gives back what it held when it is left', async () => {
  const close = vi.spyOn(ImageBitmap.prototype, 'close')
  try {
    const { shown } = await show(await three())
    await page.getByLabelText('Speed').selectOptions('Fast')
    await button('Play').click()
    await expect.element(shownPicture('Version 3')).toBeVisible()
    await expect.poll(() => close.mock.calls.length).toBe(1)
    await shown.unmount()
    expect(close).toHaveBeenCalledTimes(3)
  } finally {
    close.mockRestore()
  }
})
