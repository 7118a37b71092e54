import { expect, test } from './fixtures.ts'

/** The main job in one go: from the printed link to a deletion undone. */
const draft = ['Discharge letter', 'Draft', 'Aspirin 100 mg', 'Home on Friday'].join('\n')
const final = [
  'Discharge letter',
  'Final',
  'Aspirin 75 mg',
  'Home on Friday',
  'Call if in doubt',
].join('\n')

test('by mouse: link, organization, search, open, new version, compare, restore, delete, undo', async ({
  page,
  organization,
  realServer,
  signIn,
}) => {
  // With one organization alone there would be nothing to choose.
  await realServer.admin(
    'organization',
    'add',
    '--id',
    'second',
    '--slug',
    'second',
    '--name',
    'Second clinic',
  )
  await organization.create({ name: 'other.txt', type: 'text/plain', content: 'x', language: 'de' })
  const id = await organization.create({
    name: 'letter.txt',
    type: 'text/plain',
    content: draft,
    language: 'en',
  })

  await signIn('/o')
  await page.getByRole('link', { name: organization.name, exact: true }).click()

  await page.getByRole('textbox', { name: 'Ids' }).fill(`Binary/${id}`)
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  const grid = page.getByRole('grid', { name: 'Binaries' })
  await expect(grid.getByRole('row')).toHaveCount(2)
  await grid.getByRole('link', { name: 'letter.txt' }).click()

  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Aspirin 100 mg')
  await expect(page.getByRole('region', { name: 'Details' })).toContainText('English')

  await page.getByRole('button', { name: 'New version' }).click()
  const upload = page.getByRole('dialog', { name: 'Upload' })
  const file = { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from(final) }
  await upload.getByLabel('Files').setInputFiles(file)
  await upload.getByRole('button', { name: 'Start upload' }).click()
  await expect(page.getByRole('region', { name: 'Uploads' })).toContainText('Verified')
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Aspirin 75 mg')

  await page.getByRole('link', { name: 'Versions', exact: true }).click()
  const versions = page
    .getByRole('list', { name: 'Versions' })
    .getByRole('listitem', { name: /^Version/ })
  await expect(versions).toHaveCount(2)
  await versions
    .filter({ hasText: 'Version 2' })
    .getByRole('link', { name: 'Compare with previous' })
    .click()
  const content = page.getByRole('region', { name: 'Content differences' })
  await expect(content.getByRole('status')).toHaveText('2 lines changed, 1 added, none removed.')
  await expect(content.getByRole('deletion').filter({ hasText: '100' })).toBeVisible()
  await expect(content.getByRole('insertion').filter({ hasText: '75' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Field differences' })).toContainText(
    'All fields are the same',
  )

  await page.getByRole('link', { name: 'All versions' }).click()
  await versions.filter({ hasText: 'Version 1' }).getByRole('button', { name: 'Restore' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore as a new version' }).click()
  await expect(versions).toHaveCount(3)
  await expect(versions.first()).toContainText('Version 1 restored')
  await expect(versions.first()).toContainText('same bytes as version 1')

  await page.getByRole('link', { name: 'Open the current version' }).click()
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Aspirin 100 mg')
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('heading', { name: /was deleted/ })).toBeVisible()
  expect((await organization.fetch(`/${id}`)).status).toBe(410)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Aspirin 100 mg')
  expect(
    await (await organization.fetch(`/${id}`, { headers: { accept: 'text/plain' } })).text(),
  ).toBe(draft)
})
