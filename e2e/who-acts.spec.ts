import type { Locator, Page } from '@playwright/test'
import { addToken, followLink } from '#test/tokens.ts'
import { expect, test } from './fixtures.ts'
import { unlock } from './support/door.ts'

/** Whoever unlocks or renews a session acts for themselves alone: nothing that somebody else began goes on under their token. */
test.beforeEach(({ faults }) => faults.clear())
test.afterEach(({ faults }) => faults.clear())

test('a bulk deletion never goes on as the person who unlocks the screen', async ({
  page,
  context,
  faults,
  realServer,
  organization,
}) => {
  for (let n = 0; n < 12; n += 1) {
    await organization.create({ name: `${n}.txt`, type: 'text/plain', content: String(n) })
  }
  const ada = await addToken(realServer)
  const bob = await addToken(realServer)
  const list = `/o/${organization.id}/Binary`
  await followLink(page, faults.url, ada.token, list)
  await giveReason(page, 'Ada cleans up')
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  faults.add({ method: 'DELETE', path: /Binary/ }, { kind: 'delay', milliseconds: 1_500 })
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect.poll(() => deletions(faults.seen).length).toBeGreaterThan(0)

  const other = await context.newPage()
  await followLink(other, faults.url, ada.token, '/settings')
  await other.getByRole('button', { name: 'Session' }).click()
  await other.getByRole('menuitem', { name: /Lock now/ }).click()
  await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
  const before = deletions(faults.seen).length
  faults.clear()
  await unlock(page, bob.token)
  await discardIfAsked(page)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await page.waitForTimeout(3_000)
  expect(before).toBeLessThan(12)
  expect(deletions(faults.seen)).toEqual([])
  const bearers = new Set(faults.seen.map(({ headers }) => headers.authorization))
  expect([...bearers]).toEqual([`Bearer ${bob.token}`])
})

test('the access reason that one person gave does not go along with the next one’s requests', async ({
  page,
  faults,
  realServer,
  organization,
}) => {
  const ada = await addToken(realServer)
  const bob = await addToken(realServer)
  await followLink(page, faults.url, ada.token, `/o/${organization.id}/Binary`)
  await giveReason(page, 'Ada looks')
  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('menuitem', { name: /Lock now/ }).click()
  faults.clear()
  await unlock(page, bob.token)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Access reason', exact: true })).toHaveAttribute(
    'title',
    'No access reason given',
  )
  const told = faults.seen.filter(({ headers }) => headers['log-cdata'] !== undefined)
  expect(told).toEqual([])
})

function deletions(seen: { method: string }[]) {
  return seen.filter(({ method }) => method === 'DELETE')
}

async function giveReason(page: Page, reason: string): Promise<void> {
  await page.getByRole('button', { name: 'Access reason', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Access reason' })
  await dialog.getByRole('combobox', { name: 'Reason' }).fill(reason)
  await dialog.getByRole('button', { name: 'Use this reason' }).click()
}

async function discardIfAsked(page: Page): Promise<void> {
  const discard: Locator = page.getByRole('button', { name: /^Discard and continue/ })
  await discard
    .or(page.getByRole('navigation', { name: 'Main' }))
    .first()
    .waitFor()
  if (await discard.isVisible()) await discard.click()
}
