import { expect, type Page } from '@playwright/test'
import { expectAccessible } from './support/axe.ts'
import { alertOf } from './support/door.ts'
import {
  chooseFile,
  giveName,
  grid,
  renewals,
  signIn,
  signInAgain,
  test,
  withClinic,
} from './support/identity.ts'

/** What people see of an identity provider: a real one, the shipped server, the built console. */
test('leads to the page that was asked for, and a reload asks nobody', async ({
  page,
  parties,
  clinic,
}) => {
  const id = await clinic.create({
    name: 'letter.txt',
    type: 'text/plain',
    content: 'Potassium 4.1',
  })
  const place = `${parties.server.url}/o/${clinic.id}/Binary/${id}?x=1`
  await page.goto(place)
  await withClinic(page).click()
  await page.waitForURL(/\/interaction\//)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(alertOf(page)).toContainText('was cancelled')
  await page.getByText('Use an access token instead').click()
  await expectAccessible(page)
  await withClinic(page).click()
  await giveName(page, 'ada')
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Potassium 4.1')
  await expect(page).toHaveURL(place)
  const why = page.getByRole('button', { name: 'Access reason', exact: true })
  await why.click()
  const dialog = page.getByRole('dialog', { name: 'Access reason' })
  await dialog.getByRole('combobox', { name: 'Reason' }).fill('Ward round')
  await dialog.getByRole('button', { name: 'Use this reason' }).click()

  await page.reload()
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Potassium 4.1')
  await expect(page).toHaveURL(place)
  await expect(why).toHaveAttribute('title', 'Access reason: Ward round')
})

test('renews before the end, once for all tabs, and nobody notices', async ({
  page,
  context,
  parties,
  clinic,
}) => {
  parties.provider.lifetimes.accessToken = 8
  await signIn(page, `${parties.server.url}/o/${clinic.id}/Binary`, 'ada')
  await expect(grid(page)).toBeVisible()
  const other = await context.newPage()
  await other.goto(`${parties.server.url}/settings`)
  await expect(other.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await page.bringToFront()
  await page.getByRole('banner').getByRole('button', { name: 'Session' }).focus()
  const before = renewals(parties)
  const statuses: number[] = []
  page.on('response', (answer) => statuses.push(answer.status()))
  await expect.poll(() => renewals(parties), { timeout: 15_000 }).toBe(before + 1)
  await page.waitForTimeout(2_500)
  expect(renewals(parties)).toBe(before + 1)
  await expect(page.getByRole('button', { name: 'Session' })).toBeFocused()
  // Past the end of the first token.
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Activity' })
    .click()
  await expect(page.getByRole('heading', { name: 'Activity', level: 1 })).toBeVisible()
  await other.reload()
  await expect(other.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  expect(statuses).not.toContain(401)
})

test('an upload waits while the provider is down, and goes on when it is back', async ({
  page,
  parties,
  clinic,
}) => {
  parties.provider.lifetimes.accessToken = 6
  await signIn(page, `${parties.server.url}/o/${clinic.id}/Binary`, 'ada')
  await expect(grid(page)).toBeVisible()
  parties.provider.state = 'down'
  await page.waitForTimeout(7_000)
  await chooseFile(page, 'late.txt', 'Sodium 141')
  const notice = page.getByRole('status').filter({ hasText: 'City Clinic does not answer' })
  await expect(notice).toBeVisible()
  parties.provider.lifetimes.accessToken = 300
  parties.provider.state = 'up'
  await notice.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('region', { name: 'Uploads' }).getByText('Verified')).toBeVisible()
  await expect(notice).toBeHidden()
})

test('a sign-in that has ended is asked for over what was typed, which is then saved', async ({
  page,
  parties,
  clinic,
}) => {
  const id = await clinic.create({ name: 'old.txt', type: 'text/plain', content: 'x' })
  Object.assign(parties.provider.lifetimes, { accessToken: 6, refreshToken: 1 })
  await signIn(page, `${parties.server.url}/o/${clinic.id}/Binary/${id}`, 'ada')
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('textbox', { name: 'File name' }).fill('typed with care.txt')
  Object.assign(parties.provider.lifetimes, { accessToken: 300, refreshToken: 3600 })
  await page.waitForTimeout(7_000)
  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Your sign-in has ended' })
  await expect(dialog).toContainText('nothing you typed or queued is lost')
  // The provider still knows the person.
  await signInAgain(page)
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('heading', { name: 'typed with care.txt' })).toBeVisible()
})

test('a sign-in that has ended and is put off leaves words that say what to do, and the page comes back with it', async ({
  page,
  parties,
  clinic,
}) => {
  Object.assign(parties.provider.lifetimes, { accessToken: 6, refreshToken: 1 })
  await signIn(page, `${parties.server.url}/o/${clinic.id}/Binary`, 'ada')
  await expect(grid(page)).toBeVisible()
  Object.assign(parties.provider.lifetimes, { accessToken: 300, refreshToken: 3600 })
  await page.waitForTimeout(7_000)
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Activity' })
    .click()
  const dialog = page.getByRole('dialog', { name: 'Your sign-in has ended' })
  await dialog.getByRole('button', { name: 'Close' }).click()
  const main = page.getByRole('main')
  await expect(main).toContainText('You are no longer signed in')
  await expect(main).toContainText('with the button at the top of the page')
  await expectAccessible(page)
  // By keyboard alone.
  const again = page.getByRole('button', { name: 'Sign in again' })
  await again.focus()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeVisible()
  await signInAgain(page)
  await expect(dialog).toBeHidden()
  await expect(main).toContainText('first.txt')
})

test('a lock is opened by a password, and not by what the provider remembers; another person is told apart', async ({
  page,
  context,
  parties,
  clinic,
}) => {
  const id = await clinic.create({ name: 'mine.txt', type: 'text/plain', content: 'x' })
  await signIn(page, `${parties.server.url}/o/${clinic.id}/Binary/${id}`, 'ada')
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('textbox', { name: 'File name' }).fill('of Ada.txt')
  await page.keyboard.press('Escape')
  const keep = page.getByRole('button', { name: /keep editing/i })
  if (await keep.isVisible()) await keep.click()
  await page.evaluate(() =>
    new BroadcastChannel('binnacle.session ').postMessage({ type: 'locked' }),
  )
  await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign in again' })).toBeFocused()
  await expectAccessible(page)
  // The provider remembers Ada, and asks all the same.
  const [asking] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: 'Sign in again' }).click(),
  ])
  await expect(asking.getByLabel('Password')).toBeVisible()
  await asking.close()
  // This provider ends a sign-in in which another person takes over; on a shared workstation it has forgotten the first.
  await context.clearCookies()
  await signInAgain(page, 'bob')
  await expect(alertOf(page)).toContainText('Somebody else has signed in')
  await page.getByRole('button', { name: 'Sign in as somebody else' }).click()
  await context.clearCookies()
  await signInAgain(page, 'ada')
  await expect(page.getByRole('textbox', { name: 'File name' })).toHaveValue('of Ada.txt')
})

test('a sign-out ends all tabs, and the provider’s own session', async ({
  page,
  context,
  parties,
  clinic,
}) => {
  await signIn(page, `${parties.server.url}/o/${clinic.id}/Binary`, 'ada')
  await expect(grid(page)).toBeVisible()
  const other = await context.newPage()
  await other.goto(`${parties.server.url}/o/${clinic.id}/Binary`)
  await expect(grid(other)).toBeVisible()
  await page.bringToFront()
  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('menuitem', { name: /Sign out/ }).click()
  await expect(withClinic(page)).toBeVisible()
  await expect(page).toHaveURL(`${parties.server.url}/connect`)
  await expect(withClinic(other)).toBeVisible()
  expect(parties.provider.seen).toContain('/token/revocation')
  await withClinic(other).click()
  await giveName(other, 'bob')
  // At the beginning: the place of whoever was here before is not theirs.
  await expect(grid(other)).toBeVisible()
  expect(new URL(other.url()).pathname).not.toContain(clinic.id)
})

test('all of it is done by keyboard alone', async ({ page, parties, clinic }) => {
  await page.goto(`${parties.server.url}/o/${clinic.id}/Binary`)
  await expect(withClinic(page)).toBeFocused()
  await page.keyboard.press('Enter')
  await typeName(page)
  await expect(grid(page)).toBeVisible()
  const session = page.getByRole('button', { name: 'Session' })
  await session.focus()
  await page.keyboard.press('Enter')
  const first = page.getByRole('menuitem', { name: 'Lock now' })
  await expect(first).toBeFocused()
  await page.keyboard.press('Enter')
  const again = page.getByRole('button', { name: 'Sign in again' })
  await expect(again).toBeFocused()
  await expect(again).toBeEnabled()
  const [other] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Enter')])
  await typeName(other)
  await expect(grid(page)).toBeVisible()
  await session.focus()
  await page.keyboard.press('Enter')
  await expect(first).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitem', { name: /Sign out/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(withClinic(page)).toBeFocused()
})

/** At the provider, whose page has the focus in its first field. */
async function typeName(page: Page): Promise<void> {
  await expect(page.getByLabel('User name')).toBeFocused()
  await page.keyboard.type('ada')
  await page.keyboard.press('Tab')
  await page.keyboard.type('ada')
  await page.keyboard.press('Enter')
}
