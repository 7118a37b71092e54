import type { Page } from '@playwright/test'
import { makePdf } from '#test/make-pdf.ts'
import { expect, test } from './fixtures.ts'

/** Bytes of contents that have come, and of which ranges. */
function watchContents(page: Page) {
  const seen = { bytes: 0, ranges: [] as string[], wholes: 0 }
  page.on('response', (response) => {
    const request = response.request()
    if (!/_history\/[^/?]+$/.test(request.url())) return
    const range = request.headers()['range']
    if (range === undefined) seen.wholes += 1
    else seen.ranges.push(range)
    seen.bytes += Number(response.headers()['content-length'] ?? 0)
  })
  return seen
}

/** Rows of figures, so that a page has some 60 kB. */
const figures = `% ${'0123456789'.repeat(6000)}\n`
const pages = Array.from({ length: 300 }, (_, at) => ({
  text: `Sheet ${at + 1}`,
  content: figures,
}))

test('shows the first page of a large PDF by a small part of it', async ({
  page,
  organization,
  signIn,
}) => {
  const content = makePdf({ pages, perNode: 20 })
  const id = await organization.create({ name: 'long.pdf', type: 'application/pdf', content })
  await signIn(`/o/${organization.id}/Binary`)
  const seen = watchContents(page)
  await page.getByRole('row', { name: 'long.pdf' }).getByRole('gridcell').nth(3).click()
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview.getByText('Sheet 1', { exact: true })).toBeVisible()
  expect(seen.wholes).toBe(0)
  expect(seen.bytes).toBeLessThan(content.length / 3)
  await preview.getByRole('textbox', { name: 'Page' }).fill('150')
  await page.keyboard.press('Enter')
  await expect(preview.getByText('Sheet 150', { exact: true })).toBeVisible()
  expect(seen.bytes).toBeLessThan(content.length / 2)
  // Each read is in the audit log: none is asked for twice, and none is small.
  expect(new Set(seen.ranges).size).toBe(seen.ranges.length)
  expect(id).not.toBe('')
})

test('reads a content beside its detail, not after it', async ({
  page,
  organization,
  signIn,
  faults,
}) => {
  const id = await organization.create({
    name: 'note.txt',
    type: 'text/plain',
    content: 'All is well.',
  })
  await signIn(`/o/${organization.id}/Binary`)
  const row = page.getByRole('row', { name: 'note.txt' })
  await expect(row).toBeVisible()
  // The detail is held: what the row knows is enough for the content.
  faults.add({ path: new RegExp(`Binary/${id}\\?`) }, { kind: 'delay', milliseconds: 600_000 })
  await row.getByRole('gridcell').nth(3).click()
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview.getByText('All is well.')).toBeVisible()
  // What changes it waits until it is known how the file stands now.
  await expect(page.getByRole('button', { name: 'Delete' })).toHaveCount(0)
})

test('signing out ends what is being read', async ({ page, organization, signIn, faults }) => {
  const line = 'heart rate 72, saturation 97 %\n'
  const content = line.repeat(Math.ceil(8_000_000 / line.length))
  await organization.create({ name: 'ward.log', type: 'text/plain', content })
  await signIn(`/o/${organization.id}/Binary`)
  await page.getByRole('row', { name: 'ward.log' }).getByRole('gridcell').nth(3).click()
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview.getByText('heart rate 72', { exact: false }).first()).toBeVisible()
  await preview.getByRole('button', { name: 'Hex' }).click()
  await expect(preview.getByText('68 65 61 72 74', { exact: false }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('menuitem', { name: /Sign out/ }).click()
  await expect(page.getByRole('textbox', { name: 'Access token' })).toBeVisible()
  faults.clear()
  await page.waitForTimeout(500)
  expect(faults.seen.filter(({ path }) => path.includes('/_history/'))).toEqual([])
})
