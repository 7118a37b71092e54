import type { Page } from '@playwright/test'
import { expect, test, type TestOrganization } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { uploads } from './support/uploads.ts'

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

test('a restore that meets another browser is merged: fields by themselves, a text by hand', async ({
  browser,
  page,
  organization,
  signIn,
}) => {
  const file = { name: 'a.txt', type: 'text/plain' }
  const first = 'dose: 5 mg\nonce a day\nwith water\n'
  const id = await organization.create({ ...file, content: first, language: 'en' })
  const second = first.replace('water', 'milk')
  await organization.update(id, { ...file, content: second, language: 'en' })
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  const restore = async () => {
    const item = page.getByRole('listitem', { name: 'Version 1', exact: true })
    await item.getByRole('button', { name: 'Restore' }).click()
  }
  await restore()

  const context = await browser.newContext()
  const other = await context.newPage()
  await signIn(`/o/${organization.id}/Binary/${id}`, other)
  const theirs = await openEdit(other)
  await theirs.getByRole('combobox', { name: 'Language' }).fill('de')
  await theirs.getByRole('button', { name: 'Save' }).click()
  await expect(theirs).toBeHidden()
  await context.close()

  const save = page.getByRole('dialog').getByRole('button', { name: 'Restore as a new version' })
  await save.click()
  await expect(dialog(page)).toContainText('The two changes do not touch each other')
  await expect(dialog(page).getByRole('row', { name: /Language/ })).toContainText('de')
  await expectAccessible(page)
  const stored = async () => {
    const raw = await organization.fetch(`/${id}`, { headers: { accept: 'text/plain' } })
    return [await raw.text(), (await resource(organization, id)).language]
  }
  // A look and a cancel change nothing.
  await dialog(page).getByRole('button', { name: 'Keep the stored version' }).click()
  expect(await stored()).toEqual([second, 'de'])

  // Now both change the content, one of them another line: by hand.
  await restore()
  const third = second.replace('5 mg', '6 mg').replace('milk', 'tea')
  await organization.update(id, { ...file, content: third, language: 'de' })
  await save.click()
  await expect(dialog(page)).toContainText('Both changed')
  await expect(dialog(page).getByRole('button', { name: 'Restore merged' })).toBeDisabled()
  await dialog(page).getByLabel('What is saved: Content').selectOption('Stored')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await dialog(page).getByRole('button', { name: 'Merge by hand' }).click()
  await dialog(page).getByLabel('What becomes of clash 1').selectOption('Take yours')
  await dialog(page).getByRole('button', { name: 'Upload the merged text' }).click()
  await expect(dialog(page)).toBeHidden()
  await expect(uploads(page).getByText('Verified')).toBeVisible()
  expect(await stored()).toEqual([first.replace('5 mg', '6 mg'), 'en'])
})
