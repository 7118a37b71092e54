import type { Page } from '@playwright/test'
import type { Fault } from '#test/fault-proxy.ts'
import { expect, test } from './fixtures.ts'
import { alertOf } from './support/door.ts'

/** Every way in which a page can fail: its own words, the technical truth to copy, and a next step that works. */
test.beforeEach(({ faults }) => faults.clear())
test.afterEach(({ faults }) => faults.clear())

const outcome = (diagnostics: string) =>
  JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'processing', diagnostics }],
  })

const html = { 'content-type': 'text/html' }
const detailFaults: {
  name: string
  fault: Fault
  title: string
  advice: string
  details: RegExp
}[] = [
  {
    name: 'no connection',
    fault: { kind: 'drop' },
    title: 'The server can’t be reached',
    advice: 'Check the network connection',
    details: /Kind: offline/,
  },
  {
    name: '403',
    fault: { kind: 'answer', status: 403, body: outcome('No right to this.') },
    title: 'You have no access to this',
    advice: 'Ask whoever manages access',
    details: /Status: 403[\s\S]*No right to this\./,
  },
  {
    name: '429',
    fault: { kind: 'answer', status: 429, headers: { 'retry-after': '40' }, body: outcome('') },
    title: 'Too many requests',
    advice: 'Try again in 40 seconds.',
    details: /Status: 429/,
  },
  {
    name: '500',
    fault: {
      kind: 'answer',
      status: 500,
      headers: { 'x-request-id': 'req-4711' },
      body: outcome('Disk is full'),
    },
    title: 'The server failed',
    advice: 'copy the details and pass them on',
    details: /Status: 500[\s\S]*Request id: req-4711[\s\S]*Disk is full/,
  },
  {
    name: 'a proxy’s page with 502',
    fault: { kind: 'answer', status: 502, headers: html, body: '<h1>Bad gateway</h1>' },
    title: 'The server failed',
    advice: 'Try again in a moment.',
    details: /Status: 502/,
  },
  {
    name: 'a truncated answer',
    fault: { kind: 'truncate', bytes: 60 },
    title: 'The answer was cut off',
    advice: 'Not everything has arrived.',
    details: /Kind: truncated/,
  },
  {
    name: 'something else than FHIR',
    fault: { kind: 'answer', status: 200, headers: html, body: '<!doctype html>Welcome' },
    title: 'This is not a FHIR server',
    advice: 'Check the server’s address',
    details: /Kind: not-fhir/,
  },
]

for (const { name, fault, title, advice, details } of detailFaults) {
  test(`a Binary: ${name}`, async ({ page, faults, organization, signIn, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'Found' })
    await signIn('/settings')
    faults.add({ path: new RegExp(`^/organizations/.*Binary/${id}`) }, fault)
    await page.goto(`${faults.url}/o/${organization.id}/Binary/${id}`)
    const alert = alertOf(page)
    await expect(alert.getByRole('heading', { name: title })).toBeVisible()
    await expect(alert).toContainText(advice)
    await expectDetails(page, details, organization.id)

    faults.clear()
    await alert.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Found')
    await expect(alert).toBeHidden()
  })
}

test('a slow server shows that something is coming, and then what came', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  await organization.create({ name: 'late.txt', type: 'text/plain', content: 'a' })
  await signIn('/settings')
  faults.add({ path: /^\/organizations\/.*\/Binary/ }, { kind: 'delay', milliseconds: 2500 })
  await page.goto(`${faults.url}/o/${organization.id}/Binary`)
  await expect(page.getByRole('status', { name: 'Loading the list' })).toBeAttached()
  await expect(page.getByRole('grid', { name: 'Binaries' })).toContainText('late.txt')
})

test('404 and 410 are told apart, and each has its way on', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({ name: 'gone.txt', type: 'text/plain', content: 'Back' })
  await organization.fetch(`/${id}`, { method: 'DELETE' })
  await signIn(`/o/${organization.id}/Binary/never-was`)
  await expect(page.getByRole('heading', { name: 'This file does not exist' })).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Go to Binaries' }).click()
  await expect(page.getByRole('heading', { name: 'No files yet' })).toBeVisible()

  await page.goto(new URL(`/o/${organization.id}/Binary/${id}`, page.url()).href)
  await expect(page.getByRole('heading', { name: 'gone.txt was deleted' })).toBeVisible()
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Back')
})

test('a Bundle of the wrong kind is not a list', async ({ page, faults, organization, signIn }) => {
  await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  const body = JSON.stringify({ resourceType: 'Bundle', type: 'history', entry: [] })
  await signIn('/settings')
  faults.add(
    { path: /^\/organizations\/.*\/Binary(\?|\/_search)/ },
    { kind: 'answer', status: 200, body },
  )
  await page.goto(`${faults.url}/o/${organization.id}/Binary`)
  await expect(
    alertOf(page).getByRole('heading', { name: 'The server answered with something unexpected' }),
  ).toBeVisible()
  await expectDetails(page, /wrong-bundle/, organization.id)
  faults.clear()
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByRole('grid', { name: 'Binaries' })).toContainText('a.txt')
})

for (const [title, path] of [
  ['versions', (id: string) => `${id}/_history`],
  ['a version', (id: string) => `${id}/_history/1`],
  ['a comparison', (id: string) => `${id}/_compare/1/2`],
  ['the activity', () => '_history'],
] as const) {
  test(`the page of ${title} fails with words, and works once the server does`, async ({
    page,
    faults,
    organization,
    signIn,
  }) => {
    const file = { name: 'a.txt', type: 'text/plain', content: 'One' }
    const id = await organization.create(file)
    await organization.update(id, { ...file, content: 'Two' })
    await signIn('/settings')
    faults.add(
      { path: /^\/organizations\/.*_history/ },
      { kind: 'answer', status: 500, headers: { 'x-request-id': 'r-1' }, body: outcome('') },
    )
    await page.goto(`${faults.url}/o/${organization.id}/Binary/${path(id)}`)
    const failed = alertOf(page).filter({ hasText: 'The server failed' }).first()
    await expect(failed).toBeVisible()
    await failed.getByText('Technical details').click()
    await expect(failed).toContainText('Request id: r-1')
    faults.clear()
    await failed.getByRole('button', { name: 'Try again' }).click()
    await expect(alertOf(page)).toHaveCount(0)
    await expect(page.getByRole('main')).toContainText(/One|Version 2|a\.txt/)
  })
}

test('damaged base64 is named where the preview would be, and the rest of the page stays', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'Whole' })
  const body = JSON.stringify({ resourceType: 'Binary', id, contentType: 'text/plain', data: '*!' })
  await signIn('/settings')
  // A server that sends no raw content, but the documented JSON.
  faults.add({ path: /metadata$/ }, { kind: 'answer', status: 404, body: outcome('') })
  faults.add(
    { path: new RegExp(`^/organizations/.*${id}(/_history/1)?$`) },
    { kind: 'answer', status: 200, body },
  )
  await page.goto(`${faults.url}/o/${organization.id}/Binary/${id}`)
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview).toContainText('The stored content is damaged')
  await expect(preview).toContainText('An earlier version may be intact')
  await expect(page.getByRole('region', { name: 'Details' })).toContainText('text/plain')
  faults.clear()
  await preview.getByRole('button', { name: 'Try again' }).click()
  await expect(preview).toContainText('Whole')
})

test('a connection that is lost is said on every page, until it is back', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary`)
  await expect(page.getByRole('grid', { name: 'Binaries' })).toContainText('a.txt')
  faults.add({ path: /^\/organizations/ }, { kind: 'drop' })
  await page.getByRole('link', { name: 'Activity' }).click()
  const notice = page.getByRole('status').filter({ hasText: 'The server can’t be reached' })
  await expect(notice).toContainText('Queued uploads continue when the connection is back.')
  faults.clear()
  await notice.getByRole('button', { name: 'Try again' }).click()
  await expect(notice).toBeHidden()
  await expect(page.getByRole('main')).toContainText('a.txt')
})

test('an address that is not a page of the console says so, inside the frame', async ({
  page,
  signIn,
}) => {
  await signIn('/no/such/page')
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await expect(
    page.getByRole('heading', { name: 'There is no page at this address' }),
  ).toBeVisible()
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible()
})

/** Unfolds the details, and copies them. */
async function expectDetails(page: Page, details: RegExp, organization: string): Promise<void> {
  const alert = alertOf(page)
  await alert.getByText('Technical details').click()
  await expect(alert.locator('pre')).toHaveText(details)
  await expect(alert.locator('pre')).toContainText(`/organizations/${organization}`)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await alert.getByRole('button', { name: 'Copy details' }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(details)
}
