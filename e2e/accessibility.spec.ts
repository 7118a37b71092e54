import { expect, test, type TestOrganization } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { alertOf, configure, door } from './support/door.ts'
import { fillPlaces } from './support/places.ts'

/** Axe on every page and every state, in both themes. The previews of each kind are in binary.spec.ts, uploads in theirs. */
test.beforeEach(({ faults }) => faults.clear())
test.afterEach(({ faults }) => faults.clear())

test('every page, full', async ({ page, faults, organization, realServer, signIn }) => {
  test.slow()
  const places = await fillPlaces(organization, realServer)
  await signIn()
  for (const { name, path, ready } of places) {
    await test.step(name, async () => {
      await page.goto(faults.url + path)
      await ready(page)
      await expectAccessible(page)
    })
  }
})

test('the door: as it is, refused, locked', async ({ page, faults, signIn }) => {
  await page.goto(`${faults.url}/connect`)
  await expect(door(page)).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('Access token', { exact: true }).fill('wrong')
  await page.getByRole('button', { name: 'Connect' }).click()
  await alertOf(page).getByText('Technical details').click()
  await expectAccessible(page)
  await signIn('/settings')
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await page.getByRole('button', { name: 'Session' }).click()
  await expect(page.getByRole('menuitem', { name: /Lock now/ })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('menuitem', { name: /Lock now/ }).click()
  await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
  await expectAccessible(page)
})

test('a wrong config.json', async ({ page, faults }) => {
  configure(faults, { idleMinutes: 0 })
  await page.goto(faults.url)
  await expect(page.getByText('idleMinutes', { exact: true })).toBeVisible()
  await expectAccessible(page)
})

test('empty pages', async ({ page, faults, organization, signIn }) => {
  await signIn(`/o/${organization.id}/Binary`)
  await expect(page.getByRole('heading', { name: 'No files yet' })).toBeVisible()
  await expectAccessible(page)
  await page.goto(`${faults.url}/o/${organization.id}/Binary/_history`)
  await expect(page.getByRole('heading', { name: 'No changes yet' })).toBeVisible()
  await expectAccessible(page)
})

test('failed pages', async ({ page, faults, organization, signIn }) => {
  const { id } = await oneFile(organization)
  await signIn('/settings')
  const body =
    '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}'
  faults.add({ path: /^\/organizations\/.*\/Binary/ }, { kind: 'answer', status: 500, body })
  for (const path of ['', `/${id}`, `/${id}/_history`, '/_history']) {
    await page.goto(`${faults.url}/o/${organization.id}/Binary${path}`)
    await alertOf(page).first().getByText('Technical details').click()
    await expectAccessible(page)
  }
})

test('edit, delete and what comes of two at once', async ({ page, organization, signIn }) => {
  const { id, file } = await oneFile(organization)
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await page.getByRole('button', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: /^Edit/ })
  await edit.getByRole('textbox', { name: 'File name' }).fill('b.txt')
  await expectAccessible(page)
  await edit.getByText('JSON patch that will be sent').click()
  await edit.getByRole('button', { name: 'Edit the patch by hand' }).click()
  await expectAccessible(page)
  await organization.update(id, { ...file, name: 'theirs.txt' })
  await edit.getByRole('button', { name: 'Save' }).click()
  const conflict = page.getByRole('dialog', { name: 'Somebody else changed this' })
  await expect(conflict).toContainText('theirs.txt')
  await expectAccessible(page)
  await conflict.getByRole('button', { name: 'Keep the stored version' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('alertdialog')).toBeVisible()
  await expectAccessible(page)
})

test('what a restore would change', async ({ page, organization, signIn }) => {
  const { id, file } = await oneFile(organization)
  await organization.update(id, { ...file, content: 'Other', language: 'de' })
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  await page.getByRole('button', { name: 'Restore' }).last().click()
  await expect(page.getByRole('dialog', { name: 'Restore version 1?' })).toContainText(
    'will be replaced',
  )
  await expectAccessible(page)
})

test('commands, shortcuts, access reason, columns', async ({ page, organization, signIn }) => {
  await oneFile(organization)
  await signIn(`/o/${organization.id}/Binary`)
  await expect(page.getByRole('grid', { name: 'Binaries' })).toContainText('a.txt')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  for (const name of ['Access reason', 'Columns']) {
    await page.getByRole('button', { name, exact: true }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
  }
})

test('a required access reason, and what the server refuses', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  await signIn('/settings')
  configure(faults, {
    organizations: [{ id: organization.id, name: 'Strict', accessReason: { required: true } }],
  })
  await page.goto(`${faults.url}/o/${organization.id}/Binary`)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('combobox', { name: 'Reason' })).toHaveAccessibleDescription(
    /requires one/,
  )
  await expectAccessible(page)
})

async function oneFile(organization: TestOrganization) {
  const file = { name: 'a.txt', type: 'text/plain', content: 'Aspirin 100 mg', language: 'en' }
  return { id: await organization.create(file), file }
}
