import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from './fixtures.ts'

test('fields by form: the smallest patch, shown before it goes', async ({
  page,
  organization,
  faults,
  signIn,
}) => {
  const id = await organization.create({
    name: 'scan.pdf',
    type: 'text/plain',
    content: 'a',
    language: 'en',
  })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit scan.pdf' })
  await dialog.getByText('JSON patch that will be sent').click()
  await expect(dialog.getByRole('region', { name: 'Patch' })).toContainText(
    'Nothing has been changed yet',
  )
  await dialog.getByRole('textbox', { name: 'Security context' }).fill('nobody')
  await expect(
    dialog.getByRole('textbox', { name: 'Security context' }),
  ).toHaveAccessibleDescription(/Patient\/123/)
  await dialog.getByRole('textbox', { name: 'Security context' }).fill('Patient/7')
  const shown = await dialog.getByRole('region', { name: 'Patch' }).locator('pre').textContent()
  expect(JSON.parse(shown ?? '')).toEqual([
    { op: 'add', path: '/securityContext', value: { reference: 'Patient/7' } },
  ])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('region', { name: 'Details' })).toContainText('Patient/7')
  const sent = faults.seen.find(({ method }) => method === 'PATCH')
  expect(sent?.headers).toMatchObject({
    'content-type': 'application/json-patch+json',
    'if-match': 'W/"1"',
  })
})

test('a patch by hand, with a dry run', async ({ page, organization, signIn }) => {
  const id = await organization.create({
    name: 'a.txt',
    type: 'text/plain',
    content: 'a',
    language: 'en',
  })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit a.txt' })
  await dialog.getByText('JSON patch that will be sent').click()
  await dialog.getByRole('button', { name: 'Edit the patch by hand' }).click()
  const patch = dialog.getByRole('textbox', { name: 'JSON Patch' })
  await patch.fill('[{"op":"replace","path":"/id","value":"x"}]')
  await expect(dialog.getByRole('region', { name: 'Dry run' })).toContainText(
    'only the server writes',
  )
  await patch.fill(
    '[{"op":"test","path":"/language","value":"en"},{"op":"remove","path":"/language"}]',
  )
  await expect(dialog.getByRole('region', { name: 'Dry run' })).toContainText(
    'Language: en will be removed',
  )
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  expect(await (await organization.fetch(`/${id}`)).json()).not.toHaveProperty('language')
})

test('a refused patch says why and keeps what was typed', async ({
  page,
  organization,
  faults,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit a.txt' })
  await dialog.getByRole('combobox', { name: 'Language' }).fill('de')
  faults.add({ method: 'PATCH', path: /Binary/ }, { kind: 'answer', status: 503 }, 1)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await expect(dialog.getByRole('combobox', { name: 'Language' })).toHaveValue('de')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('region', { name: 'Details' })).toContainText('German')
})

test('delete asks once and offers Undo, also from another page', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({
    name: 'gone.txt',
    type: 'text/plain',
    content: 'still here',
  })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await page.getByRole('button', { name: 'Delete' }).click()
  const question = page.getByRole('alertdialog', { name: 'Delete gone.txt?' })
  await question.getByRole('button', { name: 'Cancel' }).click()
  expect((await organization.fetch(`/${id}`)).status).toBe(200)
  await page.getByRole('button', { name: 'Delete' }).click()
  await question.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('heading', { name: 'gone.txt was deleted' })).toBeVisible()
  await page.getByRole('link', { name: 'Activity' }).click()
  await expect(page.getByRole('main')).toContainText('gone.txt was deleted')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText(
    'gone.txt was restored',
  )
  const raw = await organization.fetch(`/${id}`, { headers: { accept: 'text/plain' } })
  expect(await raw.text()).toBe('still here')
})

test('a label that the bytes disprove is corrected with one click, and back', async ({
  page,
  organization,
  signIn,
}) => {
  const content = await readFile(resolve(import.meta.dirname, '../server/demo/files/chest.v1.png'))
  const type = 'application/pdf'
  const id = await organization.create({ name: 'chest', type, content, language: 'de' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  const preview = page.getByRole('region', { name: 'Preview', exact: true })
  await expect(preview.getByRole('img', { name: 'chest' })).toBeVisible()
  await expect(preview).toContainText(
    'Labelled as application/pdf, but the content is a PNG image.',
  )
  await preview.getByRole('button', { name: 'Correct the label to image/png' }).click()
  await expect(page.getByText('The content type of chest is image/png now')).toBeVisible()
  await expect(preview).not.toContainText('Labelled as')
  expect(await (await organization.fetch(`/${id}`)).json()).toMatchObject({
    contentType: 'image/png',
    language: 'de',
    meta: { versionId: '2' },
  })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(preview).toContainText('Labelled as application/pdf')

  // An old version stays as it is.
  await page.getByRole('link', { name: 'Version 1', exact: true }).click()
  await expect(page).toHaveURL(/_history\/1$/)
  await expect(preview).toContainText('Labelled as application/pdf')
  await expect(preview.getByRole('button', { name: /^Correct/ })).toHaveCount(0)
})
