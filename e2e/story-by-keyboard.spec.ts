import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

/** The same story without a mouse: every step is reached by Tab or a shortcut, and taken with the keyboard. */
test('by keyboard alone: search, open, new version, compare, restore, delete, undo', async ({
  page,
  organization,
  signIn,
}) => {
  const file = { name: 'letter.txt', type: 'text/plain', language: 'en' }
  const id = await organization.create({ ...file, content: 'Aspirin 100 mg' })
  await organization.create({ name: 'other.txt', type: 'text/plain', content: 'x' })
  await signIn(`/o/${organization.id}/Binary`)
  const grid = page.getByRole('grid', { name: 'Binaries' })
  await expect(grid.getByRole('link', { name: 'letter.txt' })).toBeVisible()

  await tabTo(page, page.getByRole('textbox', { name: 'Ids' }))
  await page.keyboard.type(id)
  await page.keyboard.press('Enter')
  await expect(grid.getByRole('link', { name: 'other.txt' })).toBeHidden()
  await tabUntil(page, () =>
    page.evaluate(() => document.activeElement?.closest('[role=grid]') !== null),
  )
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/Binary/${id}$`))
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Aspirin 100 mg')

  await press(page, page.getByRole('button', { name: 'New version' }))
  const upload = page.getByRole('dialog', { name: 'Upload' })
  const chooser = page.waitForEvent('filechooser')
  await press(page, upload.getByRole('button', { name: 'Choose files' }))
  await (
    await chooser
  ).setFiles({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Aspirin 75 mg') })
  await press(page, upload.getByRole('button', { name: 'Start upload' }))
  await expect(page.getByRole('region', { name: 'Uploads' })).toContainText('Verified')

  await press(page, page.getByRole('link', { name: 'Versions', exact: true }))
  const second = page.getByRole('listitem', { name: 'Version 2' })
  await press(page, second.getByRole('link', { name: 'Compare with previous' }))
  await expect(page.getByRole('insertion').filter({ hasText: '75' })).toBeVisible()
  await press(page, page.getByRole('link', { name: 'All versions' }))
  const first = page.getByRole('listitem', { name: 'Version 1' })
  await press(page, first.getByRole('button', { name: 'Restore' }))
  await press(
    page,
    page.getByRole('dialog').getByRole('button', { name: 'Restore as a new version' }),
  )
  await expect(page.getByRole('listitem', { name: 'Version 3' })).toContainText(
    'Version 1 restored',
  )

  await press(page, page.getByRole('link', { name: 'Open the current version' }))
  await press(page, page.getByRole('button', { name: 'Delete' }))
  await press(page, page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }))
  await expect(page.getByRole('heading', { name: /was deleted/ })).toBeVisible()
  await press(page, page.getByRole('button', { name: 'Undo' }))
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Aspirin 100 mg')
})

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  await tabUntil(page, () => target.evaluate((element) => element === document.activeElement))
}

/** A page of this kind has well under a hundred stops: more means that Tab does not get there. */
async function tabUntil(page: Page, there: () => Promise<boolean>): Promise<void> {
  for (let stops = 0; stops < 120; stops += 1) {
    if (await there()) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab does not lead there')
}
