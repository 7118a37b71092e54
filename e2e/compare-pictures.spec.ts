import type { Page } from '@playwright/test'
import { PNG } from 'pngjs'
import { makeDicom, picture, words } from '#test/make-dicom.ts'
import { codeStream, makeJp2 } from '#test/make-jp2.ts'
import { makePdf } from '#test/make-pdf.ts'
import { makeZip } from '#test/make-zip.ts'
import { expect, test, type TestOrganization } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'

/** Comparisons of what is not text, in the built console: their workers start under its policy, WebAssembly included. */
async function pair(
  organization: TestOrganization,
  type: string,
  older: Uint8Array,
  newer: Uint8Array,
): Promise<string> {
  const id = await organization.create({ name: 'file', type, content: older })
  await organization.update(id, { name: 'file', type, content: newer })
  return `/o/${organization.id}/Binary/${id}/_compare/1/2`
}

const content = (page: Page) => page.getByRole('region', { name: 'Content differences' })

async function expectToFit(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 })
  await expectAccessible(page)
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBe(0)
}

test('pictures: the share that differs, and each mode is accessible', async ({
  page,
  organization,
  signIn,
}) => {
  const draw = (value: number) => {
    const image = new PNG({ width: 100, height: 50 })
    image.data.fill(255)
    for (let at = 0; at < 5; at += 1) image.data[(20 * 100 + 30 + at) * 4] = value
    return PNG.sync.write(image)
  }
  await signIn(await pair(organization, 'image/png', draw(255), draw(0)))
  await expect(content(page)).toContainText('0.1 % of the pixels differ in 1 area.')
  await expectAccessible(page)
  for (const mode of ['Swipe', 'Onion skin', 'Blink', 'Heat map']) {
    await page.getByRole('button', { name: mode, exact: true }).first().press('Enter')
    await expectAccessible(page)
  }
  await expectToFit(page)
})

test('JPEG 2000 pictures are decoded in a worker that may compile', async ({
  page,
  organization,
  signIn,
}) => {
  const [grey, other] = [makeJp2(codeStream('grey'), 17), makeJp2(codeStream('grey'), 17)]
  await signIn(await pair(organization, 'image/jp2', grey, Uint8Array.from([...other, 0])))
  await expect(content(page)).toContainText('The pictures are the same, pixel for pixel.')
})

test('DICOM: another patient is said first', async ({ page, organization, signIn }) => {
  const ct = (id: string, value: number) =>
    makeDicom(
      picture({ rows: 2, columns: 2, bits: 16 }, words(1, 2, 3, value), [
        [0x0008_0060, 'CS', 'CT'],
        [0x0010_0020, 'LO', id],
        [0x0028_1052, 'DS', '-1024'],
        [0x0028_1053, 'DS', '1'],
      ]),
    )
  await signIn(await pair(organization, 'application/dicom', ct('17', 4), ct('18', 44)))
  await expect(content(page).getByRole('alert')).toContainText(
    'Different patient: patient ID differs.',
  )
  await expect(content(page)).toContainText('25 % of the pixels differ by up to 40 HU')
  await expect(content(page)).not.toContainText('+ 18')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Attributes (1)' }).press('Enter')
  await expect(content(page).getByRole('row', { name: /Patient ID/ })).toContainText('hidden')
  await expectToFit(page)
})

test('PDF pages are matched by their text, whatever the label says', async ({
  page,
  organization,
  signIn,
}) => {
  const text = (n: number) => `Page of patient ${n}, ward ${n * 7}, seen by doctor ${n * 13}`
  const older = makePdf({ pages: [1, 2, 3].map((n) => ({ text: text(n) })) })
  const pages = [text(1), 'A new page about something else', text(2), text(3).replace('21', '99')]
  const newer = makePdf({ pages: pages.map((one) => ({ text: one })) })
  await signIn(await pair(organization, 'text/plain', older, newer))
  await expect(content(page)).toContainText('Of 4 pages, 1 changed and 1 added.')
  await expectAccessible(page)
  await content(page).getByRole('button', { name: 'Page 4, before 3 changed' }).press('Enter')
  await expect(content(page)).toContainText('of the pixels differ in')
  await content(page).getByRole('button', { name: 'Text', exact: true }).press('Enter')
  await expect(page.getByRole('insertion')).toContainText('99')
  await expectToFit(page)
})

test('an archive opens its changed entries in place; other bytes are compared as bytes', async ({
  page,
  organization,
  signIn,
}) => {
  const zip = (dose: string) => makeZip({ parts: [{ name: 'dose.txt', data: `Dose\n${dose}\n` }] })
  await signIn(await pair(organization, 'application/zip', zip('5 mg'), zip('9 mg')))
  await content(page)
    .getByRole('button', { name: /changed dose\.txt/ })
    .press('Enter')
  await expect(page.getByRole('deletion').filter({ hasText: '5' }).first()).toBeVisible()
  await expectAccessible(page)
  const path = await pair(
    organization,
    'application/octet-stream',
    Uint8Array.of(0, 1, 2),
    Uint8Array.of(0, 1, 9, 2),
  )
  await page.goto(new URL(path, page.url()).href)
  await content(page).getByRole('button', { name: 'Bytes' }).press('Enter')
  await expect(content(page)).toContainText('1 byte added in 1 place.')
  await expectToFit(page)
})
