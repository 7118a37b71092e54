import type { Page } from '@playwright/test'
import { addToken, followLink } from '#test/tokens.ts'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { unlock } from './support/door.ts'
import { choose, text } from './support/uploads.ts'

/** What is typed or chosen is never thrown away without a question, and survives a lock of the same person. */
const question = (page: Page) => page.getByRole('alertdialog', { name: 'Discard changes?' })
const edit = (page: Page) => page.getByRole('dialog', { name: 'Edit a.txt' })
const upload = (page: Page) => page.getByRole('dialog', { name: 'Upload' })
const keep = (page: Page) => question(page).getByRole('button', { name: 'Keep editing' }).click()
const discard = (page: Page) =>
  question(page).getByRole('button', { name: 'Discard', exact: true }).click()
const A = { name: 'a.txt', type: 'text/plain', content: 'a' }

test.beforeEach(({ faults }) => faults.clear())

async function lock(page: Page): Promise<void> {
  // The open dialog covers the menu, as it does for everybody.
  await page.evaluate(() =>
    new BroadcastChannel('binnacle.session ').postMessage({ type: 'locked' }),
  )
  await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
}

test('Escape, the cross and Back ask once in Edit; a clean dialog closes at once', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create(A)
  await signIn(`/o/${organization.id}/Binary`)
  await page.getByRole('link', { name: 'a.txt' }).click()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await expect(edit(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(edit(page)).toBeHidden()

  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const name = edit(page).getByRole('textbox', { name: 'File name' })
  await name.fill('typed.txt')
  await page.keyboard.press('Escape')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(question(page)).toBeHidden()
  await expect(name).toHaveValue('typed.txt')
  await edit(page).getByRole('button', { name: 'Close' }).click()
  await keep(page)
  await page.goBack()
  await expect(question(page)).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`/Binary/${id}`))
  await keep(page)
  await expect(name).toHaveValue('typed.txt')
  await page.goBack()
  await discard(page)
  await expect(page).toHaveURL(/\/Binary(\?.*)?$/)
  await expect(edit(page)).toBeHidden()
  await page.goForward()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await expect(name).toHaveValue('a.txt')
})

test('chosen files are asked about in Upload, and survive a lock', async ({
  page,
  organization,
  realServer,
  signIn,
}) => {
  await signIn(`/o/${organization.id}/Binary`)
  await choose(page, [text('one.txt', 'one'), text('two.txt', 'two')])
  await upload(page).getByRole('combobox', { name: 'Language' }).first().fill('de')
  await page.keyboard.press('Escape')
  await keep(page)
  await lock(page)
  await expect(page.locator('body')).not.toContainText('one.txt')
  await unlock(page, realServer.token)
  const chosen = upload(page).getByRole('grid', { name: 'Files to upload' })
  await expect(chosen.getByRole('textbox', { name: 'Name' }).last()).toHaveValue('two.txt')
  await expect(upload(page).getByRole('combobox', { name: 'Language' }).first()).toHaveValue('de')
  await page.keyboard.press('Escape')
  await discard(page)
  await expect(upload(page)).toBeHidden()
})

test('what was typed in Edit survives a lock of the same person, and nobody else sees it', async ({
  page,
  faults,
  organization,
  realServer,
}) => {
  const id = await organization.create(A)
  const ada = await addToken(realServer)
  const bob = await addToken(realServer)
  await followLink(page, faults.url, ada.token, `/o/${organization.id}/Binary/${id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const name = edit(page).getByRole('textbox', { name: 'File name' })
  await name.fill('typed.txt')
  await lock(page)
  await unlock(page, ada.token)
  await expect(name).toHaveValue('typed.txt')

  await lock(page)
  await page.getByLabel('Access token', { exact: true }).fill(bob.token)
  await page.getByRole('button', { name: 'Unlock' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'somebody else' })).toContainText(
    'unsaved changes',
  )
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Discard and continue/ }).click()
  await expect(page.getByRole('heading', { name: 'a.txt' })).toBeVisible()
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await expect(name).toHaveValue('a.txt')
})

test('an edit that met another one waits for its decision behind the lock', async ({
  page,
  context,
  organization,
  signIn,
  realServer,
}) => {
  const id = await organization.create(A)
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await edit(page).getByRole('textbox', { name: 'File name' }).fill('typed.txt')
  await organization.update(id, { ...A, content: 'other' })
  await edit(page).getByRole('button', { name: 'Save' }).click()
  const conflict = page.getByRole('dialog', { name: 'Somebody else changed this' })
  await expect(conflict.getByRole('table')).toContainText('typed.txt')

  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    conflict.getByRole('link', { name: 'Look closer, in a new tab' }).click(),
  ])
  await expect(tab.getByRole('region', { name: 'Content differences' })).toBeVisible()
  await tab.close()
  await lock(page)
  await unlock(page, realServer.token)
  await expect(conflict.getByRole('table')).toContainText('typed.txt')
  await conflict.getByRole('button', { name: 'Apply mine on top' }).click()
  await expect(page.getByRole('heading', { name: 'typed.txt' })).toBeVisible()
})

test('a link asks where a reason was begun on the page that requires one', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  await signIn('/settings')
  const rules = { organizations: [{ id: organization.id, accessReason: { required: true } }] }
  faults.add(
    { path: /^\/config\.json/ },
    { kind: 'answer', status: 200, body: JSON.stringify(rules) },
  )
  await page.goto(`${faults.url}/o/${organization.id}/Binary`)
  await page.getByRole('combobox', { name: 'Reason' }).fill('Ward round')
  await page.getByRole('link', { name: 'Settings' }).click()
  await keep(page)
  await expect(page.getByRole('combobox', { name: 'Reason' })).toHaveValue('Ward round')
  await page.getByRole('link', { name: 'Settings' }).click()
  await discard(page)
  await expect(page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible()
})

test('an edit that meets another one is not lost by Escape', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create(A)
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await edit(page).getByRole('combobox', { name: 'Language' }).fill('fr')
  await organization.update(id, { ...A, language: 'de' })
  await edit(page).getByRole('button', { name: 'Save' }).click()
  const conflict = page.getByRole('dialog', { name: 'Somebody else changed this' })
  await expect(conflict.getByRole('row', { name: /Language/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await keep(page)
  await conflict.getByRole('button', { name: 'Apply mine on top' }).click()
  await expect(conflict).toBeHidden()
})
