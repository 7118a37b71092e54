import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { fill, names } from './support/four-files.ts'

test('many are changed at once, and each has its result', async ({
  page,
  organization,
  signIn,
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
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Done' }).click()
  const changed = (await (await organization.fetch(`/${first}`)).json()) as { language?: string }
  expect(changed.language).toBe('fr')

  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('dialog')).toContainText('2 of 2')
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(names(page)).toHaveText(['notes.csv', 'scan 10.txt'])
})
