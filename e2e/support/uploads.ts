import { expect, type Locator, type Page } from '@playwright/test'
import type { TestOrganization } from '../fixtures.ts'

/** Creates and updates, by their paths. */
export const WRITES = /\/fhir\/4\/Binary(\/[^_/?]+)?$/

export function uploads(page: Page): Locator {
  return page.getByRole('region', { name: 'Uploads' })
}

export async function openList(
  page: Page,
  organization: TestOrganization,
  signIn: (path: string) => Promise<void>,
) {
  await signIn(`/o/${organization.id}/Binary`)
  await expect(page.getByRole('button', { name: 'Upload', exact: true })).toHaveCount(1)
}

type Chosen = { name: string; mimeType: string; buffer: Buffer }

export function text(name: string, content: string): Chosen {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(content) }
}

export async function choose(page: Page, files: Chosen[]): Promise<Locator> {
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Upload' })
  await dialog.getByLabel('Files', { exact: true }).setInputFiles(files)
  await expect(dialog.getByLabel('Content type').first()).not.toHaveValue('')
  return dialog
}

/** The screen is locked while a large file is on its way over a slow line: it is sent all the same. */
export async function goesOnBehindLock(page: Page, token: string, file: Chosen): Promise<void> {
  const dialog = await choose(page, [file])
  await dialog.getByRole('button', { name: 'Start upload' }).click()
  const part = new RegExp(`MB of ${file.buffer.length / 1e6} MB`)
  await expect(uploads(page).getByText(part).first()).toBeVisible()
  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('menuitem', { name: 'Lock now' }).click()
  await expect(page.getByText('1 file is still being sent.')).toBeVisible()
  await expect(page.getByText('still being sent')).toBeHidden({ timeout: 40_000 })
  await page.getByLabel('Access token', { exact: true }).fill(token)
  await page.getByRole('button', { name: 'Unlock' }).click()
  await expect(uploads(page).getByText('Verified')).toBeVisible()
}

export async function chooseVersion(page: Page, file: Chosen): Promise<Locator> {
  await page.getByRole('button', { name: 'New version' }).click()
  const dialog = page.getByRole('dialog', { name: 'Upload' })
  await dialog.getByLabel('Files', { exact: true }).setInputFiles(file)
  await expect(dialog.getByLabel('Content type')).not.toHaveValue('')
  return dialog
}

export async function paste(page: Page, name: string): Promise<void> {
  await page.evaluate((name) => {
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File(['pasted'], name, { type: 'text/plain' }))
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  }, name)
}

export async function listed(organization: TestOrganization) {
  const bundle = (await (await organization.fetch('?_count=100')).json()) as {
    entry?: { resource: Record<string, unknown> & { meta?: { tag?: { code: string }[] } } }[]
  }
  return (bundle.entry ?? []).map(({ resource }) => ({
    ...resource,
    name: resource.meta?.tag?.[0]?.code,
  }))
}

export async function current(organization: TestOrganization, id: string): Promise<unknown> {
  return (await organization.fetch(`/${id}`)).json()
}
