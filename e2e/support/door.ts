import type { Locator, Page } from '@playwright/test'
import type { FaultProxy } from '#test/fault-proxy.ts'

/** The page that asks for a token. */
export function door(page: Page): Locator {
  return page.getByRole('heading', { name: 'Connect' })
}

export function field(page: Page): Locator {
  return page.getByLabel('Access token', { exact: true })
}

/** What interrupts, without the live region that stands ready for notices. */
export function alertOf(page: Page): Locator {
  return page.getByRole('alert').filter({ hasText: /\S/ })
}

export async function unlock(page: Page, token: string): Promise<void> {
  await field(page).fill(token)
  await page.getByRole('button', { name: 'Unlock' }).click()
}

/** What `config.json` says from now on. */
export function configure(faults: FaultProxy, config: object): void {
  const body = JSON.stringify(config)
  faults.add({ path: /^\/config\.json/ }, { kind: 'answer', status: 200, body })
}
