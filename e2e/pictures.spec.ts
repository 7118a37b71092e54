import { makeFax } from '#test/make-fax.ts'
import { codeStream, makeJp2 } from '#test/make-jp2.ts'
import { makeTiff, onePage } from '#test/make-tiff.ts'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'

/** Pictures that no browser decodes, in the built console: their workers start under its policy, WebAssembly included. */
const fax = makeTiff([
  onePage(8, 2, makeFax(['##......', '.##.....'], 't6'), { 259: 4, 262: 0 }),
  onePage(8, 1, Uint8Array.of(0xf0), { 262: 0 }),
])

test('a TIFF is turned by keys, and accessible', async ({ page, organization, signIn }) => {
  const id = await organization.create({ name: 'fax.tif', type: 'image/tiff', content: fax })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  const preview = page.getByRole('region', { name: 'Preview', exact: true })
  await expect(preview.getByRole('img', { name: 'fax.tif, page 1 of 2' })).toBeVisible()
  await expect(preview).toContainText('Page 1 of 2: 8 × 2 pixels, black and white, fax group 4')
  await expectAccessible(page)
  await preview.getByRole('group', { name: 'Image' }).last().focus()
  await page.keyboard.press('PageDown')
  await expect(preview.getByRole('img', { name: 'fax.tif, page 2 of 2' })).toBeVisible()
  await page.setViewportSize({ width: 390, height: 800 })
  await expectAccessible(page)
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBe(0)
})

test('a JPEG 2000 picture is decoded in a worker that may compile', async ({
  page,
  organization,
  signIn,
}) => {
  const content = makeJp2(codeStream('grey'), 17)
  const id = await organization.create({ name: 'scan.jp2', type: 'image/jp2', content })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  const preview = page.getByRole('region', { name: 'Preview', exact: true })
  await expect(preview.getByRole('img', { name: 'scan.jp2' })).toBeVisible()
  await expect(preview).toContainText('JPEG 2000, 4 × 2 pixels, grey, 8 bits a sample')
  await expectAccessible(page)
})
