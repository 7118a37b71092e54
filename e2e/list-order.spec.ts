import { expect, test } from './fixtures.ts'
import { fill, names } from './support/four-files.ts'

test('from one file to the next in the order of the list, by keys and by buttons', async ({
  page,
  organization,
  signIn,
}) => {
  await fill(organization)
  await signIn(`/o/${organization.id}/Binary?sort=name`)
  await expect(names(page)).toHaveCount(4)
  await names(page).first().click()
  const heading = page.getByRole('heading', { level: 1 })
  const place = page.getByRole('group', { name: 'In the list' })
  await expect(heading).toHaveText('brief.txt')
  await expect(place).toContainText('1 of 4')
  await page.keyboard.press('j')
  await expect(heading).toHaveText('notes.csv')
  await place.getByRole('button', { name: 'Next file' }).click()
  await expect(heading).toHaveText('scan 2.txt')
  await page.keyboard.press('k')
  await expect(heading).toHaveText('notes.csv')
  await expect(place).toContainText('2 of 4')
  // What is typed in a field is not a shortcut.
  await page.getByRole('combobox', { name: 'Find by name, patient or id' }).fill('')
  await page.getByRole('combobox', { name: 'Find by name, patient or id' }).press('j')
  await expect(heading).toHaveText('notes.csv')
})

test('keys alone do nothing once the reader has switched them off', async ({
  page,
  organization,
  signIn,
}) => {
  await fill(organization)
  await signIn('/settings')
  const choice = page.getByRole('checkbox', { name: 'Use shortcuts of one key' })
  await choice.uncheck()
  await page.goto(`${new URL(page.url()).origin}/o/${organization.id}/Binary?sort=name`)
  await expect(names(page)).toHaveCount(4)
  await names(page).first().click()
  const heading = page.getByRole('heading', { level: 1 })
  await expect(heading).toHaveText('brief.txt')
  await page.keyboard.press('j')
  await page.keyboard.press('/')
  await page.keyboard.press('?')
  await expect(
    page.getByRole('combobox', { name: 'Find by name, patient or id' }),
  ).not.toBeFocused()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('button', { name: 'Next file' }).click()
  await expect(heading).toHaveText('notes.csv')
})
