import { expect, test as base, type Page } from '@playwright/test'
import { startMinimalServer, type MinimalServer } from '#test/minimal-server.ts'

/** The story against a server that knows only the ten documented interactions: see `support/minimal-server.ts` for all that it lacks. */
const test = base.extend<{ server: MinimalServer }>({
  server: async ({}, use) => {
    const server = await startMinimalServer()
    await use(server)
    await server.stop()
  },
})

test('connect, list, open, edit, versions, compare, restore, delete and undo', async ({
  page,
  server,
}) => {
  await signIn(page, server)
  await page.getByRole('textbox', { name: 'Organization id or slug' }).fill(server.organization)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  const id = await create(server, {
    contentType: 'text/plain; charset=utf-8',
    language: 'en',
    data: base64('Aspirin 100 mg'),
  })
  await page.reload()
  const grid = page.getByRole('grid', { name: 'Binaries' })
  await grid.getByRole('link').first().click()
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Aspirin 100 mg')

  await page.goto(`${server.url}/o/${server.organization}/Binary/${id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: /^Edit/ })
  await dialog.getByRole('combobox', { name: 'Language' }).fill('de')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('region', { name: 'Details' })).toContainText('German')
  await put(server, id, {
    contentType: 'text/plain',
    language: 'de',
    data: base64('Aspirin 75 mg'),
  })

  await page.goto(`${server.url}/o/${server.organization}/Binary/${id}/_history`)
  const versions = page
    .getByRole('list', { name: 'Versions' })
    .getByRole('listitem', { name: /^Version \d/ })
  await expect(versions).toHaveCount(3)
  await expect(versions.first()).toContainText('Version 3')
  await versions.first().getByRole('link', { name: 'Compare with previous' }).click()
  await expect(page.getByRole('insertion').filter({ hasText: '75' })).toBeVisible()
  await page.getByRole('link', { name: 'All versions' }).click()
  await versions.last().getByRole('button', { name: 'Restore' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore as a new version' }).click()
  await expect(versions).toHaveCount(4)

  await page.getByRole('link', { name: 'Open the current version' }).click()
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Aspirin 100 mg')
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText(/was deleted/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Aspirin 100 mg')
})

test('a file that is uploaded arrives as the documented JSON', async ({ page, server }) => {
  await signIn(page, server)
  await page.goto(`${server.url}/o/${server.organization}/Binary`)
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') }
  await page.getByRole('dialog', { name: 'Upload' }).getByLabel('Files').setInputFiles(note)
  await page
    .getByRole('dialog', { name: 'Upload' })
    .getByRole('button', { name: 'Start upload' })
    .click()
  await expect(page.getByRole('region', { name: 'Uploads' })).toContainText('Verified')
  await expect(
    page.getByRole('grid', { name: 'Binaries' }).getByRole('link', { name: 'note.txt' }),
  ).toBeVisible()
  expect(server.seen).toContain(`POST /organizations/${server.organization}/fhir/4/Binary`)
})

test('pages that overlap, links without a host, and no totals', async ({ page, server }) => {
  for (let i = 0; i < 45; i += 1)
    await create(server, { contentType: 'text/plain', data: base64(String(i)) })
  await signIn(page, server)
  await page.goto(`${server.url}/o/${server.organization}/Binary`)
  await expect(page.getByText('All 45 loaded')).toBeVisible()
  await page.getByRole('link', { name: 'Activity' }).click()
  const items = page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ hasText: /was (created|changed)/ })
  await expect(async () => {
    await items.last().scrollIntoViewIfNeeded()
    expect(await items.count()).toBe(45)
  }).toPass()
})

test('the settings do not claim what the server does not say', async ({ page, server }) => {
  await signIn(page, server)
  await page.goto(`${server.url}/o/${server.organization}/Binary`)
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByText('This server does not say what it supports')).toBeVisible()
})

async function signIn(page: Page, server: MinimalServer): Promise<void> {
  await page.goto(`${server.url}/#token=${server.token}`)
  await expect(page).toHaveURL(/\/o$/)
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

async function create(server: MinimalServer, fields: object): Promise<string> {
  const answer = await call(server, 'POST', '', { resourceType: 'Binary', ...fields })
  return ((await answer.json()) as { id: string }).id
}

async function put(server: MinimalServer, id: string, fields: object): Promise<void> {
  await call(server, 'PUT', `/${id}`, { resourceType: 'Binary', id, ...fields })
}

function call(
  server: MinimalServer,
  method: string,
  path: string,
  body: object,
): Promise<Response> {
  return fetch(`${server.url}/organizations/${server.organization}/fhir/4/Binary${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}
