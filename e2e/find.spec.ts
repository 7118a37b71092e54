import { expect, test as base, type Page } from '@playwright/test'
import { startMinimalServer, type MinimalServer } from '#test/minimal-server.ts'
import { test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'

/** "The discharge letter of patient 3310" among more files than a page of the list has, in three actions. */
const WORDS = 'discharge letter 3310'

const wanted = [
  { name: 'Discharge letter.txt', securityContext: 'Patient/3310' },
  { name: 'Lab report.txt', securityContext: 'Patient/3310' },
]
const others = Array.from({ length: 108 }, (_, n) => ({
  name: n % 2 === 0 ? 'Discharge letter.txt' : 'Lab report.txt',
  securityContext: `Patient/${4000 + n}`,
}))

const field = (page: Page) => page.getByRole('combobox', { name: 'Find by name, patient or id' })
const letter = (page: Page) =>
  page.getByRole('option', { name: /Discharge letter\.txt.*Patient\/3310/ })
const load = (page: Page) => page.getByRole('option', { name: /^Load all/ })

async function expectOpened(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Discharge letter.txt' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Details' })).toContainText('Patient/3310')
}

test('one document among many, by mouse and by keyboard', async ({
  page,
  organization,
  signIn,
}) => {
  const add = (file: (typeof others)[number]) =>
    organization.create({ ...file, type: 'text/plain', content: 'a' })
  // The list begins with the newest.
  await Promise.all(wanted.map(add))
  await Promise.all(others.map(add))
  await signIn(`/o/${organization.id}/Binary`)
  await expect(page.getByRole('grid', { name: 'Binaries' })).toBeVisible()
  await field(page).fill(WORDS)
  await expect(page.getByText('1 found.')).toBeVisible()
  await expect(page.getByRole('option', { name: /^Patient\/3310\s*2 files/ })).toBeVisible()
  await expect(load(page)).toHaveCount(0)
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Load all' }).waitFor()

  await field(page).click()
  await field(page).fill(WORDS)
  await letter(page).click()
  await expectOpened(page)

  await page.getByRole('link', { name: 'Binaries', exact: true }).click()
  await page.keyboard.press('/')
  await page.keyboard.type(WORDS)
  await page.keyboard.press('Enter')
  await expectOpened(page)
  await expect(field(page)).toHaveValue(WORDS)
})

const minimal = base.extend<{ server: MinimalServer }>({
  server: async ({}, use) => {
    const server = await startMinimalServer()
    await use(server)
    await server.stop()
  },
})

minimal('the same on a server that cannot search, once all is loaded', async ({ page, server }) => {
  // The list begins with the oldest.
  await Promise.all(others.map((file) => create(server, file)))
  await Promise.all(wanted.map((file) => create(server, file)))
  await page.goto(`${server.url}/#token=${server.token}`)
  await expect(page).toHaveURL(/\/o$/)
  await page.goto(`${server.url}/o/${server.organization}/Binary`)
  await expect(page.getByRole('grid', { name: 'Binaries' })).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('patient/3310 letter')
  await expect(page.getByText(/of the \d+ files that are loaded/)).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(load(page)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(
    page.getByText('1 found in the names, patients and ids of all 110 files.'),
  ).toBeVisible()
  await page.keyboard.press('Enter')
  await expectOpened(page)
  expect(server.seen.filter((line) => /[?&](find|name)=/.test(line))).toEqual([])
})

async function create(
  { url, organization, token }: MinimalServer,
  { name, securityContext }: (typeof others)[number],
): Promise<void> {
  const tag = [{ system: 'https://binnacle.dev/fhir/filename', code: name }]
  const answer = await fetch(`${url}/organizations/${organization}/fhir/4/Binary`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceType: 'Binary',
      contentType: 'text/plain',
      data: 'YQ==',
      securityContext: { reference: securityContext },
      meta: { tag },
    }),
  })
  expect(answer.status).toBe(201)
}
