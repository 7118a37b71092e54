import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { unlock } from './support/door.ts'
import { fill, names } from './support/four-files.ts'

test('many are changed at once, and each has its result', async ({
  page,
  organization,
  signIn,
  realServer,
}) => {
  const [first, second] = await fill(organization)
  await signIn(`/o/${organization.id}/Binary?sort=name`)
  await expect(names(page)).toHaveCount(4)
  await page.getByRole('checkbox', { name: 'Select brief.txt' }).check()
  await page.getByRole('checkbox', { name: 'Select scan 2.txt' }).check()
  // Somebody else is faster with one of them.
  await organization.update(second, { name: 'scan 2.txt', type: 'text/plain', content: 'newer' })
  await page.getByRole('button', { name: 'Set language…' }).click()
  await page.getByRole('combobox', { name: 'New language' }).fill('fr')
  await page.getByRole('button', { name: 'Set', exact: true }).click()
  const results = page.getByRole('list', { name: 'Results' })
  await expect(results.getByRole('listitem').filter({ hasText: 'brief.txt' })).toContainText('Done')
  await expect(page.getByRole('dialog')).toContainText('1 failed')
  const failed = results.getByRole('listitem').filter({ hasText: 'scan 2.txt' })
  await expect(failed).toContainText('Failed:')
  const colour = (row: typeof failed) =>
    row
      .locator('span')
      .last()
      .evaluate((word) => getComputedStyle(word).color)
  expect(await colour(failed)).not.toBe(
    await colour(results.getByRole('listitem').filter({ hasText: 'brief.txt' })),
  )
  await expectAccessible(page)
  await expect(failed.getByRole('link', { name: /Look closer at scan 2\.txt/ })).toBeVisible()
  await page.getByRole('button', { name: /^Apply again where others/ }).click()
  await expect(failed).toContainText('Done')
  await page.getByRole('button', { name: 'Done' }).click()
  const changed = (await (await organization.fetch(`/${first}`)).json()) as { language?: string }
  expect(changed.language).toBe('fr')

  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('dialog')).toContainText('2 of 2')
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(names(page)).toHaveText(['notes.csv', 'scan 10.txt'])
  const notice = page.getByRole('region', { name: 'Notifications' })
  const deleted = notice.getByText('2 files deleted')
  await expect(deleted).toBeVisible()
  // The lock takes the notice away, and the unlocking brings it back with its Undo.
  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('menuitem', { name: /^Lock/ }).click()
  await unlock(page, realServer.token)
  await expect(deleted).toBeVisible()
  await notice.getByRole('button', { name: 'Undo' }).last().click()
  await expect(names(page)).toHaveCount(4)
  expect((await organization.fetch(`/${first}`)).status).toBe(200)
})

test('a bulk change continues in the background, on other pages too', async ({
  page,
  organization,
  faults,
  signIn,
}) => {
  await fill(organization)
  await signIn(`/o/${organization.id}/Binary`)
  await expect(names(page)).toHaveCount(4)
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  faults.add({ method: 'PATCH', path: /Binary/ }, { kind: 'delay', milliseconds: 2_000 })
  await page.getByRole('button', { name: 'Set security context…' }).click()
  await page.getByRole('textbox', { name: 'New security context' }).fill('Patient/9')
  await page.getByRole('button', { name: 'Set', exact: true }).click()
  await page.getByRole('button', { name: 'Continue in background' }).click()
  const bar = page.getByRole('banner')
  await expect(bar.getByRole('progressbar', { name: 'Bulk change' })).toBeVisible()
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByText('4 files changed')).toBeVisible()
  await expect(bar.getByRole('progressbar', { name: 'Bulk change' })).toBeHidden()
})
