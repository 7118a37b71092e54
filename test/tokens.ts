import { expect, type Page } from '@playwright/test'
import type { RealServer } from './real-server.ts'

export interface TokenOptions {
  /** Whose it is: after a revocation the same person may get another one. */
  name?: string
  access?: 'read' | 'write'
  /** Ids of the organizations that it opens; all without it. */
  organizations?: string[]
  /** An instant, as the admin command takes it. */
  expires?: string
}

let tokens = 0

/** A token of its own for a test that wants to revoke it, limit it or see it expire. */
export async function addToken(
  server: RealServer,
  { name: given, access = 'write', organizations, expires }: TokenOptions = {},
): Promise<{ name: string; token: string; revoke: () => Promise<string> }> {
  tokens += 1
  const name = given ?? `e2e ${process.pid} ${tokens}`
  const which = organizations?.flatMap((id) => ['--organization', id]) ?? ['--all']
  const end = expires === undefined ? [] : ['--expires', expires]
  const printed = await server.admin(
    'token',
    'add',
    '--name',
    name,
    '--access',
    access,
    ...which,
    ...end,
  )
  return { name, token: printed.trim(), revoke: () => server.admin('token', 'revoke', name) }
}

/** Pastes a token at the door. */
export async function connectWith(page: Page, origin: string, token: string): Promise<void> {
  await page.goto(`${origin}/connect`)
  await page.getByLabel('Access token', { exact: true }).fill(token)
  await page.getByRole('button', { name: 'Connect' }).click()
}

/** Follows a link as the server prints it, with that token, and then opens the path. */
export async function followLink(
  page: Page,
  origin: string,
  token: string,
  path?: string,
): Promise<void> {
  await page.goto(`${origin}/#token=${token}`)
  await expect(page).not.toHaveURL(/token|\/$|connect/)
  if (path !== undefined) await page.goto(`${origin}${path}`)
}
