import { test as base, expect, type BrowserContext, type Page } from '@playwright/test'
import { startIdentityProvider, type IdentityProvider } from '#test/identity-provider.ts'
import { startRealServer, type RealServer } from '#test/real-server.ts'
import { makeOrganization, type TestOrganization } from '../fixtures.ts'

/**
 * Signing in with an identity provider: a real one, the shipped server, and the built console. After each test: no
 * violation of the policy, no uncaught error, and no token in an address that was asked for or in what the browser stores.
 */
export interface Parties {
  provider: IdentityProvider
  server: RealServer
}

export const test = base.extend<
  { clinic: TestOrganization; careful: undefined },
  { parties: Parties }
>({
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
      const addresses: string[] = []
      context.on('request', (request) => addresses.push(request.url()))
      await watch(context, problems, tokens)
      await use(undefined)
      for (const page of context.pages()) {
        const kept = await page
          .evaluate(() => JSON.stringify([sessionStorage, localStorage]))
          .catch(() => '')
        addresses.push(page.url())
        for (const token of tokens) expect(kept).not.toContain(token)
      }
      for (const token of tokens) expect(addresses.filter((one) => one.includes(token))).toEqual([])
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
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      const token = given[name]
      if (token !== undefined) tokens.add(token)
    }
  })
}

export const withClinic = (page: Page) =>
  page.getByRole('button', { name: 'Sign in with City Clinic' })
export const grid = (page: Page) => page.getByRole('grid', { name: 'Binaries' })

/** At the provider's own page. */
export async function giveName(page: Page, user: string): Promise<void> {
  await page.getByLabel('User name').fill(user)
  await page.getByLabel('Password').fill(user)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

export async function signIn(page: Page, url: string, user: string): Promise<void> {
  await page.goto(url)
  await withClinic(page).click()
  await giveName(page, user)
}

/** Signs in in the other window, which closes itself. */
export async function signInAgain(page: Page, user?: string): Promise<void> {
  const [other] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: 'Sign in again' }).click(),
  ])
  if (user !== undefined) await giveName(other, user)
  await expect.poll(() => other.isClosed()).toBe(true)
}

export async function chooseFile(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Upload' }).click()
  const dialog = page.getByRole('dialog', { name: 'Upload' })
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: /files/i }).first().click(),
  ])
  await chooser.setFiles([{ name, mimeType: 'text/plain', buffer: Buffer.from(text) }])
  await dialog.getByRole('button', { name: 'Start upload' }).click()
}

export const renewals = ({ provider }: Parties) =>
  provider.seen.filter((path) => path === '/token').length
