import { test as base, expect, type BrowserContext, type Page } from '@playwright/test'
import { startIdentityProvider, type IdentityProvider } from '#test/identity-provider.ts'
import { startRealServer, type RealServer } from '#test/real-server.ts'
import { makeOrganization, type TestOrganization } from './fixtures.ts'
import { alertOf } from './support/door.ts'

/**
 * Signing in with an identity provider: a real one, the shipped server, and the built console. After each test: no
 * violation of the policy, no uncaught error, and no token in an address or in what the browser stores.
 */
interface Parties {
  provider: IdentityProvider
  server: RealServer
}

const test = base.extend<{ clinic: TestOrganization; careful: undefined }, { parties: Parties }>({
  parties: [
    async ({}, use) => {
      const provider = await startIdentityProvider()
      const server = await startRealServer({
        BINNACLE_OIDC_ISSUER: provider.issuer,
        BINNACLE_OIDC_AUDIENCE: provider.audience,
        BINNACLE_OIDC_CLIENT_ID: provider.clientId,
        BINNACLE_OIDC_NAME: 'City Clinic',
        BINNACLE_OIDC_WRITE_ROLE: 'write',
        BINNACLE_OIDC_SKEW_SECONDS: '0',
      })
      provider.allow(server.url)
      await use({ provider, server })
      await server.stop()
      await provider.stop()
    },
    { scope: 'worker' },
  ],
  clinic: async ({ parties: { provider, server } }, use) => {
    const clinic = await makeOrganization(server)
    const rights = { organizations: [clinic.id], roles: ['write'] }
    provider.enrol({ sub: 'ada', name: 'Ada Lovelace', ...rights })
    provider.enrol({ sub: 'bob', name: 'Bob Byte', ...rights })
    Object.assign(provider.lifetimes, { accessToken: 300, refreshToken: 3600 })
    await clinic.create({ name: 'first.txt', type: 'text/plain', content: 'Potassium 4.1' })
    await use(clinic)
    provider.state = 'up'
  },
  careful: [
    async ({ context }, use) => {
      const problems: string[] = []
      const tokens = new Set<string>()
      await watch(context, problems, tokens)
      await use(undefined)
      for (const page of context.pages()) {
        const kept = await page
          .evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))
          .catch(() => '')
        for (const token of tokens) expect(kept + page.url()).not.toContain(token)
      }
      expect(tokens.size).toBeGreaterThan(0)
      expect(problems).toEqual([])
    },
    { auto: true },
  ],
})

/** Collects what must not happen, and every token that the provider has given. */
async function watch(context: BrowserContext, problems: string[], tokens: Set<string>) {
  await context.exposeFunction('reportViolation', (what: string) => problems.push(what))
  await context.addInitScript(() => {
    const { reportViolation } = window as unknown as { reportViolation: (what: string) => void }
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      reportViolation(`${violatedDirective} refused ${blockedURI}`),
    )
  })
  context.on('page', (page) => page.on('pageerror', (error) => problems.push(String(error))))
  context.on('response', async (response) => {
    if (!response.url().endsWith('/token') || !response.ok()) return
    const given = (await response.json().catch(() => ({}))) as Record<string, string>
    for (const name of ['access_token', 'refresh_token']) {
      const token = given[name]
      if (token !== undefined) tokens.add(token)
    }
  })
}

const withClinic = (page: Page) => page.getByRole('button', { name: 'Sign in with City Clinic' })
const grid = (page: Page) => page.getByRole('grid', { name: 'Binaries' })

/** At the provider's own page. */
async function giveName(page: Page, user: string): Promise<void> {
  await page.getByLabel('User name').fill(user)
  await page.getByLabel('Password').fill(user)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function signIn(page: Page, url: string, user: string): Promise<void> {
  await page.goto(url)
  await withClinic(page).click()
  await giveName(page, user)
}

/** Signs in in the other window, which closes itself. */
async function signInAgain(page: Page, user?: string): Promise<void> {
  const [other] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: 'Sign in again' }).click(),
  ])
  if (user !== undefined) await giveName(other, user)
  await expect.poll(() => other.isClosed()).toBe(true)
}

async function chooseFile(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Upload' }).click()
  const dialog = page.getByRole('dialog', { name: 'Upload' })
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: /files/i }).first().click(),
  ])
  await chooser.setFiles([{ name, mimeType: 'text/plain', buffer: Buffer.from(text) }])
  await dialog.getByRole('button', { name: 'Start upload' }).click()
}

const renewals = ({ provider }: Parties) => provider.seen.filter((path) => path === '/token').length

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
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(alertOf(page)).toContainText('was cancelled')
  await withClinic(page).click()
  await giveName(page, 'ada')
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Potassium 4.1')
  await expect(page).toHaveURL(place)

  await page.reload()
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Potassium 4.1')
  await expect(page).toHaveURL(place)
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
