import type { Page } from '@playwright/test'
import { expect, test, type TestOrganization } from './fixtures.ts'

/** The page of versions: the timeline, and beside it what the chosen version changed or holds. */
const file = { name: 'letter.txt', type: 'text/plain' }

/** 1 one, 2 two, 3 two in German, 4 deleted, 5 three. */
async function fiveVersions(organization: TestOrganization): Promise<string> {
  const id = await organization.create({ ...file, content: 'one' })
  await organization.update(id, { ...file, content: 'two' })
  await organization.update(id, { ...file, content: 'two', language: 'de' })
  await organization.fetch(`/${id}`, { method: 'DELETE' })
  await organization.update(id, { ...file, content: 'three' })
  return id
}

const chosen = (page: Page) => page.getByRole('region', { name: 'Chosen version' })
const version = (page: Page, number: number) =>
  page.getByRole('listitem', { name: `Version ${number}` })

test('the newest is compared with the one before, and each choice is in the address', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await fiveVersions(organization)
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  await expect(chosen(page).getByRole('heading', { name: 'Version 5' })).toBeVisible()
  await expect(chosen(page).getByRole('deletion').filter({ hasText: 'two' })).toBeVisible()
  await expect(chosen(page).getByRole('insertion').filter({ hasText: 'three' })).toBeVisible()

  await version(page, 2).getByRole('link', { name: 'Version 2' }).click()
  await expect(page).toHaveURL(/_history\?version=2$/)
  await expect(chosen(page).getByRole('deletion').filter({ hasText: 'one' })).toBeVisible()
  await chosen(page).getByLabel('Compare with').selectOption('Version 5 (current)')
  await expect(page).toHaveURL(/version=2&with=5&show=changes$/)
  // Older left, newer right, whichever is chosen.
  await expect(chosen(page).getByRole('deletion').filter({ hasText: 'two' })).toBeVisible()
  await chosen(page).getByRole('button', { name: 'Content' }).click()
  await expect(page.getByRole('region', { name: 'Preview of Version 2' })).toContainText('two')

  await page.reload()
  await expect(page.getByRole('region', { name: 'Preview of Version 2' })).toContainText('two')
  await expect(page).toHaveURL(/version=2&with=5&show=content$/)
})

test('the arrow keys go through the versions, deletions included', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await fiveVersions(organization)
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  await expect(chosen(page).getByRole('heading', { name: 'Version 5' })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByText('Version 4 is a deletion')).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('region', { name: 'Field differences' })).toContainText('de')
  await expect(version(page, 3).getByRole('link', { name: 'Version 3' })).toHaveAttribute(
    'aria-current',
    'true',
  )
  for (let i = 0; i < 5; i += 1) await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('region', { name: 'Preview of Version 1' })).toContainText('one')
  await page.keyboard.press('ArrowUp')
  await expect(chosen(page).getByRole('insertion').filter({ hasText: 'two' })).toBeVisible()

  // What has arrow keys of its own keeps them.
  await chosen(page).getByLabel('Compare with').focus()
  await page.keyboard.press('ArrowDown')
  await expect(page).toHaveURL(/version=2/)
})

test('is narrowed by kind of change and by person, among those that are loaded', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await fiveVersions(organization)
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  const items = page.getByRole('list', { name: 'Versions' }).getByRole('listitem')
  await expect(items).toHaveCount(5)
  await page.getByLabel('Kind of change').selectOption('Fields changed')
  await expect(items).toHaveCount(1)
  await expect(items).toContainText('Changed: language')
  await expect(page.getByText('1 of 5 versions loaded')).toBeVisible()
  await expect(page).toHaveURL(/kind=fields/)
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('ArrowDown')
  await expect(page).toHaveURL(/version=3/)
  await page.goto(page.url().replace(/\?.*$/, '?by=Nobody'))
  await expect(page.getByText('None of the 5 versions loaded matches')).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(items).toHaveCount(5)
})

test('a version that is not loaded is said, and found among the older ones', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({ ...file, content: 'first' })
  for (let i = 2; i <= 60; i += 1) await organization.update(id, { ...file, content: `no ${i}` })
  await signIn(`/o/${organization.id}/Binary/${id}/_history?version=1`)
  await expect(chosen(page)).toContainText('This version is not in the list')
  await chosen(page).getByRole('button', { name: 'Load older versions' }).click()
  await expect(page.getByRole('region', { name: 'Preview of Version 1' })).toContainText('first')
})

test('a deletion offers the version before it', async ({ page, organization, signIn }) => {
  const id = await organization.create({ ...file, content: 'one' })
  await organization.fetch(`/${id}`, { method: 'DELETE' })
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  await chosen(page).getByRole('button', { name: 'Restore version 1' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore as a new version' }).click()
  await expect(version(page, 3)).toContainText('Restored after a deletion')
})

test('on a narrow screen the two are two pages', async ({ page, organization, signIn }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const id = await fiveVersions(organization)
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  await expect(version(page, 5)).toBeVisible()
  await expect(chosen(page)).toHaveCount(0)
  await version(page, 2).getByRole('link', { name: 'Version 2' }).click()
  await expect(chosen(page).getByRole('insertion').filter({ hasText: 'two' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Versions' })).toHaveCount(0)
  await page.goBack()
  await expect(version(page, 5)).toBeVisible()
  await version(page, 2).getByRole('link', { name: 'Version 2' }).click()
  await chosen(page).getByRole('link', { name: 'All versions' }).click()
  await expect(version(page, 5)).toBeVisible()
})

test('a restore can be undone, to what was current or to the deletion', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({ ...file, content: 'one' })
  await organization.update(id, { ...file, content: 'two' })
  const content = async () => {
    const answer = await organization.fetch(`/${id}`, { headers: { accept: 'text/plain' } })
    return answer.status === 410 ? 'deleted' : answer.text()
  }
  const restore = async () => {
    await version(page, 1).getByRole('button', { name: 'Restore' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Restore as a new version' }).click()
    await expect.poll(content).toBe('one')
  }
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  await restore()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Version 2 is current again')).toBeVisible()
  expect(await content()).toBe('two')

  await organization.fetch(`/${id}`, { method: 'DELETE' })
  await page.reload()
  await restore()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(content).toBe('deleted')
})

test('an Undo of a restore replaces nothing that somebody else saved since', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({ ...file, content: 'one' })
  await organization.update(id, { ...file, content: 'two' })
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  await version(page, 1).getByRole('button', { name: 'Restore' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore as a new version' }).click()
  await expect(version(page, 3)).toBeVisible()
  await organization.update(id, { ...file, content: 'theirs' })
  await page.getByRole('button', { name: 'Undo' }).click()
  const dialog = page.getByRole('dialog', { name: 'Somebody else changed this' })
  await dialog.getByRole('button', { name: 'Keep the stored version' }).click()
  const answer = await organization.fetch(`/${id}`, { headers: { accept: 'text/plain' } })
  expect(await answer.text()).toBe('theirs')
})

test('the content or the fields alone can be restored', async ({ page, organization, signIn }) => {
  const id = await organization.create({ ...file, content: 'one', language: 'en' })
  await organization.update(id, { ...file, content: 'two', language: 'de' })
  const stored = async () => {
    const answer = await organization.fetch(`/${id}`)
    const { language, data } = (await answer.json()) as { language?: string; data: string }
    return [atob(data), language]
  }
  const restore = async (what: string) => {
    await version(page, 1).getByRole('button', { name: 'Restore' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('What to restore').selectOption(what)
    await dialog.getByRole('button', { name: 'Restore as a new version' }).click()
    await expect(dialog).toBeHidden()
  }
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  await restore('content')
  expect(await stored()).toEqual(['one', 'de'])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(stored).toEqual(['two', 'de'])
  await page.reload()
  await restore('fields')
  expect(await stored()).toEqual(['two', 'en'])
})
