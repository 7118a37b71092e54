import type { Page } from '@playwright/test'
import { addToken, followLink } from '#test/tokens.ts'
import { expect, test } from './fixtures.ts'
import { alertOf, configure } from './support/door.ts'

test.beforeEach(({ faults }) => faults.clear())
test.afterEach(({ faults }) => faults.clear())

const title = (page: Page) => page.getByRole('heading', { name: 'Organizations' })
const typed = (page: Page) => page.getByRole('textbox', { name: 'Organization id or slug' })
const open = (page: Page) => page.getByRole('button', { name: 'Open', exact: true })

test('those that the server lists, each by its name, lead to their Binaries', async ({
  page,
  organization,
  realServer,
  signIn,
}) => {
  await addOrganization(realServer, `next-${organization.id}`, 'Next door')
  await signIn('/o')
  await expect(title(page)).toBeVisible()
  await expect(page.getByRole('link', { name: 'Next door', exact: true }).first()).toBeVisible()
  await page.getByRole('link', { name: organization.name, exact: true }).click()
  await expect(page).toHaveURL(/\/o\/[^/]+\/Binary$/)
  await expect(page.getByRole('heading', { name: 'No files yet' })).toBeVisible()
})

test('an id and a slug can be typed; an unknown one is refused in words and loses nothing', async ({
  page,
  faults,
  organization,
  realServer,
}) => {
  await addOrganization(realServer, `b-${organization.id}`, 'Another')
  const organizations = [organization.id, `b-${organization.id}`]
  const { token } = await addToken(realServer, { organizations })
  await followLink(page, faults.url, token, '/o')
  await open(page).click()
  await expect(typed(page)).toHaveAccessibleDescription(/Enter the id or slug/)

  await typed(page).fill('no-such-clinic')
  await open(page).click()
  await expect(alertOf(page)).toContainText('You have no access to “no-such-clinic”')
  await expect(alertOf(page)).toContainText('The organization may not exist')
  await expect(typed(page)).toHaveValue('no-such-clinic')
  await expect(page).toHaveURL(`${faults.url}/o`)

  await typed(page).fill('../../etc/passwd')
  await open(page).click()
  await expect(alertOf(page)).toContainText('../../etc/passwd')
  await expect(page).toHaveURL(`${faults.url}/o`)

  await typed(page).fill(organization.id.replace('org-', 'slug-'))
  await open(page).click()
  await expect(page.getByRole('heading', { name: 'No files yet' })).toBeVisible()
  await expect(page.getByRole('banner')).toContainText(organization.name)
})

test('with only one the choice is skipped, and still there for who wants it', async ({
  page,
  faults,
  organization,
  realServer,
}) => {
  const { token } = await addToken(realServer, { organizations: [organization.id] })
  await page.goto(`${faults.url}/#token=${token}`)
  await expect(page.getByRole('heading', { name: 'No files yet' })).toBeVisible()
  await page.getByRole('banner').getByRole('link', { name: organization.name }).click()
  await expect(title(page)).toBeVisible()
  await expect(page.getByRole('link', { name: organization.name, exact: true })).toBeVisible()
})

test('those of the configuration and those opened before are offered, each once', async ({
  page,
  faults,
  organization,
  realServer,
}) => {
  const other = `c-${organization.id}`
  await addOrganization(realServer, other, 'Listed too')
  configure(faults, { organizations: [{ id: 'far-away', name: 'Far away' }] })
  faults.add(
    { path: /^\/organizations$/ },
    { kind: 'answer', status: 404, body: '{"resourceType":"OperationOutcome"}' },
  )
  await page.goto(`${faults.url}/#token=${realServer.token}`)
  await expect(page.getByRole('banner')).toBeVisible()
  await page.goto(`${faults.url}/o/${organization.id}/Binary`)
  await expect(page.getByRole('heading', { name: 'No files yet' })).toBeVisible()
  await page.getByRole('banner').getByRole('link', { name: organization.id }).click()
  await expect(title(page)).toBeVisible()
  await expect(page.getByRole('link', { name: organization.id, exact: true })).toHaveCount(1)
  await page.getByRole('link', { name: 'Far away', exact: true }).click()
  await expect(alertOf(page)).toContainText('“far-away”')

  await page.getByRole('button', { name: 'Forget recent organizations' }).click()
  await expect(page.getByRole('link', { name: organization.id, exact: true })).toBeHidden()
})

test('the name is on every page', async ({ page, faults, organization, signIn }) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary`)
  const within = `${faults.url}/o/${organization.id}`
  for (const path of ['Binary', 'Binary/_history', `Binary/${id}`, `Binary/${id}/_history`]) {
    await page.goto(`${within}/${path}`)
    await expect(
      page.getByRole('banner').getByRole('link', { name: organization.name }),
    ).toBeVisible()
  }
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('banner')).toContainText(organization.name)
})

test('switching drops what was kept of the other', async ({
  page,
  faults,
  organization,
  realServer,
  signIn,
}) => {
  const other = `d-${organization.id}`
  await addOrganization(realServer, other, 'The other one')
  const id = await organization.create({ name: 'mine.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await expect(page.getByRole('heading', { name: 'mine.txt' })).toBeVisible()
  // The preview and the latest versions are read after the heading shows.
  await page.waitForLoadState('networkidle')
  const reads = () =>
    faults.seen.filter(({ method, path }) => method === 'GET' && path.includes(`Binary/${id}`))
      .length
  const before = reads()
  await page.getByRole('banner').getByRole('link', { name: organization.name }).click()
  await typed(page).fill(other)
  await open(page).click()
  await expect(page.getByRole('heading', { name: 'No files yet' })).toBeVisible()
  await expect(page.locator('body')).not.toContainText('mine.txt')
  expect(reads()).toBe(before)
  await page.goBack()
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'mine.txt' })).toBeVisible()
  expect(reads()).toBeGreaterThan(before)
})

test('a token that may only read offers no change, and says why', async ({
  page,
  faults,
  organization,
  realServer,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  const { token } = await addToken(realServer, { access: 'read' })
  await followLink(page, faults.url, token, `/o/${organization.id}/Binary/${id}`)
  for (const name of ['Edit', 'Delete', 'New version', 'Upload']) {
    const button = page.getByRole('button', { name, exact: true })
    await expect(button).toHaveAccessibleDescription('You may only read in this organization.')
    await expect(button).toBeDisabled()
  }
  await expect(page.getByRole('button', { name: 'Download', exact: true })).toBeEnabled()
})

test('a right that is withdrawn meanwhile is told once, and nothing typed is lost', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  const issue = [{ severity: 'error', code: 'forbidden', diagnostics: 'Reading only.' }]
  const body = JSON.stringify({ resourceType: 'OperationOutcome', issue })
  faults.add({ method: 'PATCH', path: /Binary/ }, { kind: 'answer', status: 403, body })
  await page.getByRole('button', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit a.txt' })
  await edit.getByRole('textbox', { name: 'File name' }).fill('b.txt')
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(edit).toContainText('You do not have the right to do that')
  await expect(edit).toContainText('Ask whoever manages access')
  await expect(edit.getByRole('textbox', { name: 'File name' })).toHaveValue('b.txt')
  await edit.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('button', { name: 'Delete' })).toHaveAccessibleDescription(
    'The server refused the last change: you may not change files here.',
  )
})

async function addOrganization(
  server: { admin: (...args: string[]) => Promise<string> },
  id: string,
  name: string,
): Promise<void> {
  await server.admin('organization', 'add', '--id', id, '--slug', `${id}-slug`, '--name', name)
}
