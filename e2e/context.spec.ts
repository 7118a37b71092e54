import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'

test('all files of one patient, from a row, from a link of another system, and none of another patient', async ({
  page,
  organization,
  signIn,
}) => {
  const ann = { securityContext: 'Patient/3310' }
  const letter = { name: 'letter.txt', type: 'text/plain', ...ann }
  const first = await organization.create({ ...letter, content: 'Home on Friday' })
  await organization.create({ name: 'values.csv', type: 'text/csv', content: 'a,b\n1,2', ...ann })
  await organization.create({
    name: 'other.txt',
    type: 'text/plain',
    content: 'Somebody else',
    securityContext: 'Patient/33100',
  })
  await organization.update(first, { ...letter, content: 'Home on Saturday' })
  await signIn(`/o/${organization.id}/Binary`)

  const grid = page.getByRole('grid', { name: 'Binaries' })
  await grid.getByRole('link', { name: 'Patient/3310', exact: true }).first().click()
  await expect(page).toHaveURL(/\/context\/Patient%2F3310$/)
  await expect(page.getByRole('heading', { name: 'Patient/3310', level: 1 })).toBeVisible()
  const files = page.getByRole('region', { name: 'Files' })
  await expect(files.getByRole('listitem')).toHaveCount(2)
  await expect(files).not.toContainText('other.txt')
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline.getByRole('listitem')).toContainText([
    /letter\.txt was changed/,
    /values\.csv was created/,
    /letter\.txt was created/,
  ])
  await expectAccessible(page)

  await files.getByRole('button', { name: 'By kind' }).click()
  await files.getByRole('button', { name: /^Table \(CSV\)/ }).click()
  await expect(files.getByRole('listitem')).toHaveText([/values\.csv/])
  // The address is the state; another system may write the slash as it is.
  const { search } = new URL(page.url())
  expect(search).toBe('?kind=csv&by=kind')
  await page.goto(new URL(`/o/${organization.id}/context/Patient/3310${search}`, page.url()).href)
  await expect(files.getByRole('listitem')).toHaveText([/values\.csv/])

  await files.getByRole('link', { name: 'values.csv' }).click()
  await page
    .getByRole('region', { name: 'Details' })
    .getByRole('link', { name: 'Patient/3310' })
    .click()
  await expect(files.getByRole('listitem')).toHaveCount(2)

  await page.goto(new URL(`/o/${organization.id}/context/Patient%2F1`, page.url()).href)
  await expect(files).toContainText('No files are filed under Patient/1')
})
