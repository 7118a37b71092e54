import { makePdf } from '#test/make-pdf.ts'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'

/** What the page of versions tells across all versions: since when each line stands, and each picture after the other. */
test('since when each line stands, and what its version changed', async ({
  page,
  organization,
  signIn,
}) => {
  const file = { name: 'letter.txt', type: 'text/plain' }
  const id = await organization.create({ ...file, content: 'Aspirin 100 mg\nControl in May' })
  await organization.update(id, { ...file, content: 'Aspirin 75 mg\nControl in May' })
  await organization.fetch(`/${id}`, { method: 'DELETE' })
  await organization.update(id, { ...file, content: 'Aspirin 75 mg\nControl in May\nSigned' })
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  const chosen = page.getByRole('region', { name: 'Chosen version' })
  await chosen.getByRole('button', { name: 'Line history' }).click()
  await expect(page).toHaveURL(/show=blame/)
  await expect(chosen.getByText('3 lines, from 3 versions by 1 person.')).toBeVisible()
  await expect(chosen.getByText('Version 3 is a deletion', { exact: false })).toBeVisible()
  const row = (line: string) => chosen.getByRole('row').filter({ hasText: line })
  await expect(row('Aspirin').getByRole('link')).toHaveAccessibleName(/^Since Version 2, .*, by /)
  await expect(row('Control').getByRole('link')).toHaveAccessibleName(/^Since Version 1, /)
  await expect(row('Signed').getByRole('link')).toHaveAccessibleName(/^Since Version 4, /)
  await expectAccessible(page)

  await row('Aspirin').getByRole('link').press('Enter')
  await expect(page).toHaveURL(/version=2&show=changes$/)
  await expect(chosen.getByRole('insertion').filter({ hasText: '75' })).toBeVisible()
  await page.goBack()
  await expect(chosen.getByText('3 lines, from 3 versions by 1 person.')).toBeVisible()
})

test('the same page of each version is played, and the address says which', async ({
  page,
  organization,
  signIn,
}) => {
  const file = { name: 'report.pdf', type: 'application/pdf' }
  const pages = (...texts: string[]) => makePdf({ pages: texts.map((text) => ({ text })) })
  const id = await organization.create({ ...file, content: pages('one', 'first') })
  await organization.update(id, { ...file, content: pages('two') })
  await organization.update(id, { ...file, content: pages('three', 'third') })
  await signIn(`/o/${organization.id}/Binary/${id}/_history?version=1`)
  const chosen = page.getByRole('region', { name: 'Chosen version' })
  await chosen.getByRole('button', { name: 'Play through' }).click()
  await expect(chosen.getByRole('img', { name: 'Version 1, page 1' })).toBeVisible()
  await chosen.getByRole('button', { name: 'Next page' }).click()
  await expect(chosen.getByRole('img', { name: 'Version 1, page 2' })).toBeVisible()
  await expect(page).toHaveURL(/version=1&show=play&page=2$/)
  await expectAccessible(page)

  await chosen.getByLabel('Speed').selectOption('Fast')
  await chosen.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(chosen.getByText('Version 2 has 1 page: there is no page 2.')).toBeVisible()
  await expect(chosen.getByRole('img', { name: 'Version 3, page 2' })).toBeVisible()
  await expect(page).toHaveURL(/version=3&show=play&page=2$/)
  await page.reload()
  await expect(chosen.getByRole('img', { name: 'Version 3, page 2' })).toBeVisible()
})
