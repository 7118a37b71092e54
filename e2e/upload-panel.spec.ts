import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { choose, openList, text, uploads, WRITES } from './support/uploads.ts'

test('More than a hundred uploads are narrowed by state, reported, and used by anybody', async ({
  page,
  organization,
  signIn,
  faults,
}) => {
  await openList(page, organization, signIn)
  const files = Array.from({ length: 120 }, (_, at) => text(`=scan ${at}.txt`, `content ${at}`))
  const dialog = await choose(page, files)
  for (const method of ['POST', 'PUT']) {
    faults.add({ method, path: WRITES }, { kind: 'answer', status: 413 }, 2)
  }
  await dialog.getByRole('button', { name: 'Start upload' }).click()
  const panel = uploads(page)
  await expect(panel.getByText('118 of 120 done · 2 failed')).toBeVisible({ timeout: 40_000 })
  await expect(page.locator('[data-announcer]')).toContainText('118 files uploaded, 2 failed')
  expect(await panel.getByRole('listitem').count()).toBeLessThan(40)
  await expectAccessible(page)

  const saving = page.waitForEvent('download')
  await panel.getByRole('button', { name: 'Save report' }).click()
  const report = await readFile(await (await saving).path(), 'utf8')
  const rows = report.trimEnd().split('\r\n')
  expect(rows).toHaveLength(121)
  expect(rows.filter((row) => row.includes(',Stored and verified,'))).toHaveLength(118)
  expect(rows.slice(1).every((row) => row.startsWith(`"'=scan `))).toBe(true)

  await page.setViewportSize({ width: 390, height: 844 })
  await panel.getByRole('button', { name: 'Failed 2' }).press('Enter')
  await expect(panel.getByRole('listitem')).toHaveCount(2)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  const retry = panel.getByRole('button', { name: 'Retry', exact: true }).first()
  await retry.focus()
  await retry.press('Enter')
  await expect(panel.getByRole('listitem')).toHaveCount(1)
  // What had the focus left the list: the next one has it.
  await expect(panel.getByRole('listitem').getByRole('button').first()).toBeFocused()
})
