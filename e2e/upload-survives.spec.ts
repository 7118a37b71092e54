import { writeFile } from 'node:fs/promises'
import { addToken, followLink } from '#test/tokens.ts'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import {
  chooseAgain,
  crash,
  expectNothingLeft,
  expectStoredOnce,
  filesOn,
  slowDown,
  start,
} from './support/survival.ts'
import { openList, uploads } from './support/uploads.ts'

/** Whatever happens to the page, each file is stored once, and its bytes are those on the disk. */

test.beforeEach(({ faults }) => faults.clear())
test.afterEach(({ faults }) => faults.clear())

test('a reload in the middle asks first, and then for the files', async ({
  page,
  organization,
  signIn,
  faults,
}, info) => {
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.accept()
  })
  const files = await filesOn(info, 9)
  await openList(page, organization, signIn)
  slowDown(faults, 2_500, 4)
  await start(page, files)
  await expect(uploads(page).getByText('Saving…')).toHaveCount(3)
  await page.reload()
  expect(asked).toEqual(['beforeunload'])
  await expect(
    page.getByText(/files from before this page was loaded have to be chosen/),
  ).toBeVisible()
  await expectAccessible(page)
  await chooseAgain(page, files)
  await expectStoredOnce(organization, files)
  await expectNothingLeft(page)
  // What is finished is not asked for again.
  await page.reload()
  await expect(page.getByRole('button', { name: 'Upload', exact: true })).toBeVisible()
  await expect(uploads(page)).toBeHidden()
  expect(asked).toEqual(['beforeunload'])
})

test('a file that has changed meanwhile is said, and not sent', async ({
  page,
  organization,
  signIn,
  faults,
}, info) => {
  page.on('dialog', (dialog) => void dialog.accept())
  const files = await filesOn(info, 5)
  await openList(page, organization, signIn)
  slowDown(faults, 60_000, 3)
  await start(page, files)
  await expect(uploads(page).getByText('Saving…')).toHaveCount(3)
  await page.reload()
  await writeFile(files[4]!.path, 'Something else altogether')
  await chooseAgain(page, files)
  await expect(uploads(page).getByText('The file has changed since you chose it.')).toBeVisible()
  await expectStoredOnce(organization, files.slice(0, 4))
})

test('a tab that crashes leaves all to the next one of the same person', async ({
  page,
  context,
  organization,
  signIn,
  faults,
}, info) => {
  const files = await filesOn(info, 7)
  await openList(page, organization, signIn)
  slowDown(faults, 2_000, 3)
  await start(page, files)
  await expect(uploads(page).getByText('Saving…')).toHaveCount(3)
  await crash(page, context)
  const next = await context.newPage()
  await signIn(`/o/${organization.id}/Binary`, next)
  await chooseAgain(next, files)
  await expectStoredOnce(organization, files)
  await expectNothingLeft(next)
})

test('another person sees nothing of it, and signing out forgets it after asking', async ({
  page,
  context,
  organization,
  faults,
  realServer,
}, info) => {
  const [ada, bob] = [await addToken(realServer), await addToken(realServer)]
  const list = `/o/${organization.id}/Binary`
  const files = await filesOn(info, 5)
  await followLink(page, faults.url, ada.token, list)
  slowDown(faults, 60_000, 3)
  await start(page, files)
  await expect(uploads(page).getByText('Saving…')).toHaveCount(3)
  await page.close({ runBeforeUnload: false })

  const others = await context.newPage()
  await followLink(others, faults.url, bob.token, list)
  await expect(others.getByRole('button', { name: 'Upload', exact: true })).toBeVisible()
  // Three of them have reached the server, and are in its list.
  await expect(others.getByText('scan-4.txt')).toHaveCount(0)
  await expect(uploads(others)).toBeHidden()
  await expect(others.getByText('Somebody else left uploads unfinished here')).toBeVisible()
  await others.close()

  const back = await context.newPage()
  await followLink(back, faults.url, ada.token, list)
  await expect(back.getByRole('button', { name: 'Choose files again' })).toBeVisible()
  await back.getByRole('button', { name: 'Session' }).click()
  await back.getByRole('menuitem', { name: 'Sign out' }).click()
  const question = back.getByRole('alertdialog', { name: /unfinished work/ })
  await expect(question).toContainText('to upload')
  await question.getByRole('button', { name: /Sign out/ }).click()
  await expect(back.getByRole('heading', { name: 'Connect' })).toBeVisible()
  await followLink(back, faults.url, ada.token, list)
  await expect(back.getByRole('button', { name: 'Upload', exact: true })).toBeVisible()
  await expect(uploads(back)).toBeHidden()
})

test('a second tab runs nothing that the first one runs', async ({
  page,
  context,
  organization,
  signIn,
  faults,
}, info) => {
  const files = await filesOn(info, 6)
  await openList(page, organization, signIn)
  slowDown(faults, 2_000, 3)
  await start(page, files)
  await expect(uploads(page).getByText('Saving…')).toHaveCount(3)
  const second = await context.newPage()
  await signIn(`/o/${organization.id}/Binary`, second)
  slowDown(faults, 500)
  await expect(second.getByRole('button', { name: 'Upload', exact: true })).toBeVisible()
  await expectStoredOnce(organization, files)
  await expect(uploads(second)).toBeHidden()
})

test('without a network it waits, and goes on by itself', async ({
  page,
  context,
  organization,
  signIn,
  faults,
}, info) => {
  const files = await filesOn(info, 6)
  await openList(page, organization, signIn)
  slowDown(faults, 1_500, 3)
  await start(page, files)
  await expect(uploads(page).getByText('Saving…')).toHaveCount(3)
  await context.setOffline(true)
  await expect(uploads(page).getByText('Saving…')).toHaveCount(0)
  await context.setOffline(false)
  await expectStoredOnce(organization, files)
  await expectNothingLeft(page)
})

test('a token that ends in the middle is renewed, and nothing has to be done again', async ({
  page,
  organization,
  faults,
  realServer,
}, info) => {
  const first = await addToken(realServer)
  const files = await filesOn(info, 6)
  await followLink(page, faults.url, first.token, `/o/${organization.id}/Binary`)
  slowDown(faults, 1_000, 3)
  await start(page, files)
  await expect(uploads(page).getByText('Saving…')).toHaveCount(3)
  await first.revoke()
  const question = page.getByRole('dialog', { name: /no longer accepted/ })
  await expect(question).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  const second = await addToken(realServer, { name: first.name })
  await page.getByRole('button', { name: 'Enter another token' }).click()
  await question.getByLabel('Access token', { exact: true }).fill(second.token)
  await question.getByRole('button', { name: 'Continue' }).click()
  await expectStoredOnce(organization, files)
  await expectNothingLeft(page)
})
