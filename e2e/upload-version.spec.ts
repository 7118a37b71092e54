import { expect, test } from './fixtures.ts'
import { chooseVersion, current, text, uploads, WRITES } from './support/uploads.ts'

const LETTER = { name: 'letter.txt', type: 'text/plain', content: 'first' }

test.describe('A new version', () => {
  test('replaces what is on the screen, and keeps its fields', async ({
    page,
    organization,
    signIn,
  }) => {
    const id = await organization.create({
      ...LETTER,
      language: 'de',
      securityContext: 'Patient/1',
    })
    await signIn(`/o/${organization.id}/Binary/${id}`)
    const dialog = await chooseVersion(page, text('letter (2).txt', 'second'))
    await expect(dialog.getByLabel('New version of letter.txt')).toBeChecked()
    await expect(dialog.getByLabel('Name')).toHaveValue('letter.txt')
    await expect(dialog.getByLabel('Security context')).toHaveValue('Patient/1')
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Verified')).toBeVisible()
    expect(await current(organization, id)).toMatchObject({
      language: 'de',
      securityContext: { reference: 'Patient/1' },
      meta: { versionId: '2' },
      data: Buffer.from('second').toString('base64'),
    })
  })

  test('is held back when somebody else was faster, and put on top when told to', async ({
    page,
    organization,
    signIn,
  }) => {
    const id = await organization.create(LETTER)
    await signIn(`/o/${organization.id}/Binary/${id}`)
    const dialog = await chooseVersion(page, text('letter.txt', 'mine'))
    await organization.update(id, { ...LETTER, content: 'theirs', securityContext: 'Patient/9' })
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    const conflict = page.getByRole('dialog', { name: 'Somebody else changed this' })
    await expect(conflict).toBeVisible()
    await conflict.getByRole('button', { name: 'Close', exact: true }).click()
    await expect(conflict).toBeHidden()
    expect(await current(organization, id)).toMatchObject({ meta: { versionId: '2' } })
    await uploads(page).getByRole('button', { name: 'Upload on top of version 2' }).click()
    await expect(uploads(page).getByText('Verified')).toBeVisible()
    expect(await current(organization, id)).toMatchObject({
      meta: { versionId: '3' },
      securityContext: { reference: 'Patient/9' },
      data: Buffer.from('mine').toString('base64'),
    })
  })

  test('that got no answer is found in the history, and is not a conflict with itself', async ({
    page,
    organization,
    signIn,
    faults,
  }) => {
    const id = await organization.create(LETTER)
    await signIn(`/o/${organization.id}/Binary/${id}`)
    const dialog = await chooseVersion(page, text('letter.txt', 'second'))
    faults.add({ method: 'PUT', path: WRITES }, { kind: 'drop', after: true }, 1)
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    // It is looked for by itself, before anything is sent again.
    await expect(uploads(page).getByText('Verified')).toBeVisible({ timeout: 30_000 })
    expect(await current(organization, id)).toMatchObject({ meta: { versionId: '2' } })
  })

  test('keeps the fields of what it was made on, also when that was deleted meanwhile', async ({
    page,
    organization,
    signIn,
  }) => {
    const id = await organization.create({ ...LETTER, securityContext: 'Patient/1' })
    await signIn(`/o/${organization.id}/Binary/${id}`)
    await expect(page.getByRole('heading', { name: 'letter.txt' })).toBeVisible()
    await organization.fetch(`/${id}`, { method: 'DELETE' })
    const dialog = await chooseVersion(page, text('letter.txt', 'second'))
    await expect(dialog.getByLabel('Security context')).toHaveValue('Patient/1')
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    const conflict = page.getByRole('dialog', { name: 'Somebody else changed this' })
    await conflict.getByRole('button', { name: 'Upload mine on top' }).click()
    await expect(uploads(page).getByText('Verified')).toBeVisible()
    expect(await current(organization, id)).toMatchObject({
      securityContext: { reference: 'Patient/1' },
    })
  })
})
