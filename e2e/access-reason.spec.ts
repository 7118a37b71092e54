import type { Page } from '@playwright/test'
import type { FaultProxy } from '#test/fault-proxy.ts'
import { expect, test } from './fixtures.ts'
import { configure } from './support/door.ts'

test.beforeEach(({ faults }) => faults.clear())
test.afterEach(({ faults }) => faults.clear())

const control = (page: Page) => page.getByRole('button', { name: 'Access reason', exact: true })
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Access reason' })
const shown = (page: Page) => page.getByRole('region', { name: 'What will be sent' })

test('goes with every request exactly as it was shown, as pairs and as JSON', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary`)
  await expect(page.getByRole('grid', { name: 'Binaries' })).toBeVisible()
  expect(faults.seen.every(({ headers }) => headers['log-cdata'] === undefined)).toBe(true)

  await control(page).click()
  await expect(shown(page)).toContainText('Nothing.')
  await dialog(page).getByRole('combobox', { name: 'Reason' }).fill('Zweitmeinung für Müller; 7=8')
  await dialog(page).getByRole('textbox', { name: 'Ticket' }).fill('T-1')
  await dialog(page).getByRole('button', { name: 'Add a key' }).click()
  await dialog(page).getByRole('textbox', { name: 'Key 1' }).fill('shift')
  await dialog(page).getByRole('textbox', { name: 'Value 1' }).fill('night')
  await expectSentAsShown(page, faults, organization.id, 'kv')

  await control(page).click()
  await expect(dialog(page).getByRole('textbox', { name: 'Ticket' })).toHaveValue('T-1')
  await dialog(page).getByRole('combobox', { name: 'Format' }).selectOption('json')
  const header = await expectSentAsShown(page, faults, organization.id, 'json')
  expect(JSON.parse(header)).toEqual({
    reason: 'Zweitmeinung für Müller; 7=8',
    ticket: 'T-1',
    shift: 'night',
  })
})

test('travels on the version that was made under it', async ({ page, organization, signIn }) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await control(page).click()
  await dialog(page).getByRole('combobox', { name: 'Reason' }).fill('Wrong name on the letter')
  await dialog(page).getByRole('button', { name: 'Use this reason' }).click()
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('textbox', { name: 'File name' }).fill('b.txt')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('link', { name: 'Versions', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Versions' })).toContainText(
    'Wrong name on the letter',
  )
})

test('what no header can carry is refused before it is sent', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  await signIn(`/o/${organization.id}/Binary`)
  await control(page).click()
  const reason = dialog(page).getByRole('combobox', { name: 'Reason' })
  await reason.fill('ü'.repeat(1000))
  await dialog(page).getByRole('button', { name: 'Use this reason' }).click()
  await expect(reason).toHaveAccessibleDescription(/2048/)
  await reason.fill('Audit\u0007')
  await dialog(page).getByRole('button', { name: 'Add a key' }).click()
  await dialog(page).getByRole('textbox', { name: 'Key 1' }).fill('reason')
  await dialog(page).getByRole('textbox', { name: 'Value 1' }).fill('x')
  await dialog(page).getByRole('button', { name: 'Use this reason' }).click()
  await expect(reason).toHaveAccessibleDescription(/twice/)
  expect(faults.seen.every(({ headers }) => headers['log-cdata'] === undefined)).toBe(true)
})

test('required: nothing of the organization is asked for before a reason is given', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn('/settings')
  configureReasons(faults, organization.id)
  faults.seen.length = 0
  await page.goto(`${faults.url}/o/${organization.id}/Binary`)
  await expect(page.getByRole('heading', { name: 'Why do you need access?' })).toBeVisible()
  const ofIt = () =>
    faults.seen.filter(({ path }) => path.startsWith(`/organizations/${organization.id}/`))
  expect(ofIt()).toEqual([])
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('combobox', { name: 'Reason' })).toHaveAccessibleDescription(
    /Say why you need access/,
  )
  await page.getByRole('banner').getByRole('button', { name: 'Upload' }).click()
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByText('Give an access reason first')).toBeVisible()
  await page.getByRole('link', { name: 'Activity' }).click()
  await expect(page.getByRole('heading', { name: 'Why do you need access?' })).toBeVisible()
  await page.getByRole('link', { name: 'Binaries', exact: true }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  expect(ofIt()).toEqual([])

  await page
    .getByRole('group', { name: 'Templates' })
    .getByRole('button', { name: 'Recall' })
    .click()
  await expect(shown(page)).toContainText(
    'log-cdata: {"reason":"Recall","ticket":"R-7","lot":"12"}',
  )
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('grid', { name: 'Binaries' })).toContainText('a.txt')
  expect(ofIt().length).toBeGreaterThan(0)
  for (const { headers } of ofIt()) {
    expect(headers['log-cdata']).toBe('{"reason":"Recall","ticket":"R-7","lot":"12"}')
    expect(headers['log-cdata-format']).toBe('json')
  }
})

test('required of an organization by its id holds under its slug too', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  const slug = organization.id.replace('org-', 'slug-')
  await signIn('/settings')
  configureReasons(faults, organization.id)
  faults.seen.length = 0
  await page.goto(`${faults.url}/o/${slug}/Binary`)
  await expect(page.getByRole('heading', { name: 'Why do you need access?' })).toBeVisible()
  expect(faults.seen.filter(({ path }) => path.startsWith(`/organizations/${slug}/`))).toEqual([])
})

test('holds for its organization alone, through a reload, until one signs out', async ({
  page,
  faults,
  organization,
  realServer,
  signIn,
}) => {
  const other = `reason-${organization.id}`
  await realServer.admin(
    'organization',
    'add',
    '--id',
    other,
    '--slug',
    `${other}-s`,
    '--name',
    'O',
  )
  await signIn(`/o/${organization.id}/Binary`)
  await control(page).click()
  await dialog(page).getByRole('combobox', { name: 'Reason' }).fill('Ward round')
  await dialog(page).getByRole('button', { name: 'Use this reason' }).click()
  await page.reload()
  await expect(control(page)).toHaveAttribute('title', 'Access reason: Ward round')

  await page.goto(`${faults.url}/o/${other}/Binary`)
  await expect(page.getByRole('heading', { name: 'No Binaries yet' })).toBeVisible()
  const strangers = faults.seen.filter(
    ({ path, headers }) =>
      headers['log-cdata'] !== undefined && !path.startsWith(`/organizations/${organization.id}/`),
  )
  expect(strangers).toEqual([])

  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('menuitem', { name: /Sign out/ }).click()
  await signIn(`/o/${organization.id}/Binary`)
  await expect(control(page)).toHaveAttribute('title', 'No access reason is given')
})

/** Uses the reason of the open dialog, reloads, and holds every request against what was shown. */
async function expectSentAsShown(
  page: Page,
  faults: FaultProxy,
  organization: string,
  format: 'kv' | 'json',
): Promise<string> {
  const [, text = ''] =
    /log-cdata: (.*)\nlog-cdata-format: (\w+)/.exec(
      (await shown(page).locator('pre').textContent()) ?? '',
    ) ?? []
  await dialog(page).getByRole('button', { name: 'Use this reason' }).click()
  faults.seen.length = 0
  await page.reload()
  await expect(page.getByRole('grid', { name: 'Binaries' })).toBeVisible()
  const sent = faults.seen.filter(({ path }) => path.startsWith(`/organizations/${organization}/`))
  expect(sent.length).toBeGreaterThan(0)
  for (const { headers } of sent) {
    expect(headers['log-cdata']).toBe(text)
    expect(headers['log-cdata-format']).toBe(format)
  }
  return text
}

function configureReasons(faults: FaultProxy, id: string): void {
  const template = { name: 'Recall', values: { reason: 'Recall', ticket: 'R-7', lot: 12 } }
  configure(faults, {
    organizations: [
      {
        id,
        name: 'Strict',
        accessReason: { required: true, format: 'json', templates: [template] },
      },
    ],
  })
}
