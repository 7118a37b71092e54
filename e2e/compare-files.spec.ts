import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'

/** Two Binaries of one organization against each other. */
const letter = { type: 'text/plain', name: 'letter.txt' }
const content = (page: Page) => page.getByRole('region', { name: 'Content differences' })
const fields = (page: Page) => page.getByRole('region', { name: 'Field differences' })

test('two files: from the list, from the page of one, from the palette, and what became of either', async ({
  page,
  organization,
  signIn,
}) => {
  const one = await organization.create({
    ...letter,
    content: 'Aspirin 100 mg\nHome on Friday',
    securityContext: 'Patient/1',
  })
  await organization.update(one, {
    ...letter,
    content: 'Aspirin 75 mg\nHome on Friday',
    securityContext: 'Patient/1',
  })
  const other = await organization.create({
    type: 'text/plain',
    name: 'note.txt',
    content: 'Aspirin 30 mg\nHome on Friday',
    securityContext: 'Patient/2',
  })
  const base = `/o/${organization.id}/Binary`
  await signIn(base)

  // From the list: exactly two rows.
  const compare = page.getByRole('button', { name: 'Compare', exact: true })
  await page.getByRole('checkbox', { name: 'Select letter.txt' }).check()
  await expect(compare).toHaveAccessibleDescription('Select exactly two files to compare them.')
  await page.getByRole('checkbox', { name: 'Select note.txt' }).check()
  await compare.click()
  await expect(page).toHaveURL(/\/Binary\/_compare\/[^/]+\/\d\/[^/]+\/\d$/)
  await expect(content(page).getByRole('status')).toHaveText(
    '1 line changed, none added, none removed.',
  )
  await expect(fields(page).getByRole('row', { name: /File name/ })).toContainText('note.txt')
  await expect(fields(page)).not.toContainText(/fhir\/upload/)
  await expectAccessible(page)

  // From a file's page, by name; and another version of the left one.
  await page.goto(new URL(`${base}/${one}`, page.url()).href)
  await page.getByRole('button', { name: 'Compare with another file…' }).click()
  const field = page.getByRole('combobox', { name: 'Other file' })
  await expect(field).toBeFocused()
  await expect(page.getByRole('option', { name: /note\.txt/ })).toBeVisible()
  await expectAccessible(page)
  await field.fill('note')
  await field.press('Enter')
  await expect(page).toHaveURL(`${new URL(base, page.url()).href}/_compare/${one}/2/${other}/1`)
  await expect(content(page).getByRole('deletion').first()).toContainText('75')
  await page.getByRole('combobox', { name: 'Version on the left' }).selectOption('Version 1')
  await expect(content(page).getByRole('deletion').first()).toContainText('100')
  await page.getByRole('link', { name: 'Swap' }).click()
  await expect(page).toHaveURL(new RegExp(`/_compare/${other}/1/${one}/1$`))
  await expect(content(page).getByRole('deletion').first()).toContainText('30')
  await expect(content(page).getByRole('insertion').first()).toContainText('100')

  // What became of a side is said of that side.
  await organization.fetch(`/${other}`, { method: 'DELETE' })
  await page.goto(new URL(`${base}/_compare/${one}/_current/${other}/_current`, page.url()).href)
  await expect(
    page.getByRole('heading', { name: 'The file on the right was deleted' }),
  ).toBeVisible()
  await expect(page.getByRole('heading', { name: /on the left/ })).toHaveCount(0)
  await expectAccessible(page)
  await page.goto(new URL(`${base}/_compare/nobody/_current/${one}/1`, page.url()).href)
  await expect(
    page.getByRole('heading', { name: 'The file on the left does not exist' }),
  ).toBeVisible()

  // One file with itself has the address of its versions.
  await page.goto(new URL(`${base}/_compare/${one}/1/${one}/2`, page.url()).href)
  await expect(page).toHaveURL(new RegExp(`/Binary/${one}/_compare/1/2$`))

  // From the palette, wherever the file is shown.
  for (const path of ['', '/_history', '/_history/1', '/_compare/1/2']) {
    await page.goto(new URL(`${base}/${one}${path}`, page.url()).href)
    await expect(page.getByRole('heading', { level: 1, name: /letter\.txt/ })).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Command' }).fill('compare letter')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('combobox', { name: 'Other file' })).toBeFocused()
  }
})
