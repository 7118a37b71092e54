import { gzipSync } from 'node:zlib'
import { makeSigned, makeSigner } from '#test/make-signed.ts'
import { makeTar } from '#test/make-tar.ts'
import { makeZip } from '#test/make-zip.ts'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'

const parts = [
  { name: 'labs/vitals.csv', data: 'name,value\nHb,13.2\n' },
  { name: '../up.txt', data: 'above' },
]

/** Archives in the built console: their workers start under its policy, and axe finds nothing. */
const archives = [
  { file: 'ward.zip', type: 'application/zip', content: makeZip({ parts }) },
  { file: 'ward.tgz', type: 'application/gzip', content: new Uint8Array(gzipSync(makeTar(parts))) },
]

for (const { file, type, content } of archives) {
  test(`${file} is listed, walked by keys, and opened in place`, async ({
    page,
    organization,
    signIn,
  }) => {
    const id = await organization.create({ name: file, type, content })
    await signIn(`/o/${organization.id}/Binary/${id}`)
    const tree = page.getByRole('treegrid')
    await expect(tree.getByRole('row', { name: 'vitals.csv' })).toBeVisible()
    await expectAccessible(page)
    await tree.focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    await expect(page.getByText('Its name holds “..”')).toBeVisible()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Open vitals.csv' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('gridcell', { name: '13.2' })).toBeVisible()
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 800 })
    await expectAccessible(page)
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBe(0)
  })
}

test('a signed file tells who signed it, and opens what was signed', async ({
  page,
  organization,
  signIn,
}) => {
  const signed = await makeSigned(
    new TextEncoder().encode('name,value\nHb,13.2\n'),
    await makeSigner('Maria Rossi'),
  )
  const type = 'application/pkcs7-mime'
  const id = await organization.create({ name: 'vitals.csv.p7m', type, content: signed })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  const card = page.getByRole('region', { name: 'Signature of Maria Rossi' })
  await expect(card.getByText('Fits the content')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Open vitals.csv' }).click()
  await expect(page.getByRole('gridcell', { name: '13.2' })).toBeVisible()
  await expectAccessible(page)
})
