import type { Page } from '@playwright/test'
import { expect, test, type TestOrganization } from './fixtures.ts'

/** Two browsers on the same Binary: whoever is slower sees both sides, and loses nothing. */
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Somebody else changed this' })

async function openEdit(page: Page) {
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  return page.getByRole('dialog', { name: /^Edit/ })
}

async function resource(organization: TestOrganization, id: string) {
  return (await (await organization.fetch(`/${id}`)).json()) as {
    language?: string
    contentType: string
    meta: { versionId: string }
  }
}

test('an edit that meets another is shown beside it, and applied on top', async ({
  browser,
  page,
  organization,
  faults,
  signIn,
}) => {
  const id = await organization.create({
    name: 'a.txt',
    type: 'text/plain',
    content: 'a',
    language: 'en',
  })
  const path = `/o/${organization.id}/Binary/${id}`
  await signIn(path)
  const mine = await openEdit(page)
  await mine.getByRole('combobox', { name: 'Content type' }).fill('text/csv')

  const context = await browser.newContext()
  const other = await context.newPage()
  await signIn(path, other)
  const theirs = await openEdit(other)
  await theirs.getByRole('combobox', { name: 'Language' }).fill('de')
  await theirs.getByRole('button', { name: 'Save' }).click()
  await expect(theirs).toBeHidden()
  await context.close()

  await mine.getByRole('button', { name: 'Save' }).click()
  const both = dialog(page)
  await expect(both.getByRole('row', { name: /Language/ })).toContainText('de')
  await expect(both.getByRole('row', { name: /Content type/ })).toContainText('text/csv')
  await expect(both).toContainText('The two changes do not touch each other')
  await both.getByRole('button', { name: 'Apply mine on top' }).click()
  await expect(both).toBeHidden()
  expect(await resource(organization, id)).toMatchObject({
    language: 'de',
    contentType: 'text/csv',
    meta: { versionId: '3' },
  })
  const patches = faults.seen.filter(({ method }) => method === 'PATCH')
  expect(patches.map(({ headers }) => headers['if-match'])).toEqual(['W/"1"', 'W/"1"', 'W/"2"'])
})

test('the stored version can be kept', async ({ page, organization, signIn }) => {
  const id = await organization.create({
    name: 'a.txt',
    type: 'text/plain',
    content: 'a',
    language: 'en',
  })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  const mine = await openEdit(page)
  await mine.getByRole('combobox', { name: 'Language' }).fill('fr')
  await organization.update(id, { name: 'a.txt', type: 'text/plain', content: 'a', language: 'de' })
  await mine.getByRole('button', { name: 'Save' }).click()
  await expect(dialog(page)).toContainText('Both changed language')
  await dialog(page).getByRole('button', { name: 'Keep the stored version' }).click()
  await expect(dialog(page)).toBeHidden()
  expect(await resource(organization, id)).toMatchObject({
    language: 'de',
    meta: { versionId: '2' },
  })
})

test('a deletion that meets a change asks again', async ({ page, organization, signIn }) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await page.getByRole('button', { name: 'Delete' }).click()
  await organization.update(id, { name: 'a.txt', type: 'text/plain', content: 'new' })
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await dialog(page).getByRole('button', { name: 'Delete anyway' }).click()
  await expect(dialog(page)).toBeHidden()
  await expect.poll(async () => (await organization.fetch(`/${id}`)).status).toBe(410)
})

test('a restore that meets a change asks again', async ({ page, organization, signIn }) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'one' })
  await organization.update(id, { name: 'a.txt', type: 'text/plain', content: 'two' })
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  const first = page.getByRole('listitem', { name: 'Version 1' })
  await first.getByRole('button', { name: 'Restore' }).click()
  await organization.update(id, { name: 'a.txt', type: 'text/plain', content: 'three' })
  await page.getByRole('dialog').getByRole('button', { name: 'Restore as a new version' }).click()
  await dialog(page).getByRole('button', { name: 'Restore anyway' }).click()
  await expect(dialog(page)).toBeHidden()
  const raw = await organization.fetch(`/${id}`, { headers: { accept: 'text/plain' } })
  expect(await raw.text()).toBe('one')
  await expect(page.getByRole('listitem', { name: /^Version \d/ })).toHaveCount(4)
})

test('an Undo that meets a restore asks again, also on another page', async ({
  page,
  organization,
  faults,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'one' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('link', { name: 'Activity' }).click()
  await organization.update(id, { name: 'a.txt', type: 'text/plain', content: 'two' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(dialog(page)).toContainText('saved another version')
  await dialog(page).getByRole('button', { name: 'Restore anyway' }).click()
  await expect(dialog(page)).toBeHidden()
  const raw = await organization.fetch(`/${id}`, { headers: { accept: 'text/plain' } })
  expect(await raw.text()).toBe('one')
  const matches = faults.seen
    .filter(({ method }) => ['PUT', 'PATCH', 'DELETE'].includes(method))
    .map(({ headers }) => headers['if-match'])
  expect(matches).toEqual(['W/"1"', 'W/"2"', 'W/"3"'])
})

test('a restore of what is deleted meets one that was faster', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'one' })
  await organization.fetch(`/${id}`, { method: 'DELETE' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await expect(page.getByRole('heading', { name: 'a.txt was deleted' })).toBeVisible()
  await organization.update(id, { name: 'a.txt', type: 'text/plain', content: 'two' })
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await dialog(page).getByRole('button', { name: 'Keep the stored version' }).click()
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('two')
})
