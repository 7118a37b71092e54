import { addToken, followLink } from '#test/tokens.ts'
import { expect, test } from './fixtures.ts'
import { alertOf } from './support/door.ts'
import { choose, openList, text, uploads } from './support/uploads.ts'

/** What the server refuses to store: why, and nothing of it lost. */
test.beforeEach(({ faults }) => faults.clear())
test.afterEach(({ faults }) => faults.clear())

const outcome = (diagnostics: string) =>
  JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'processing', diagnostics }],
  })

test('a refused save says why, keeps what was typed, and goes through once it can', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await page.getByRole('button', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit a.txt' })
  await edit.getByRole('textbox', { name: 'File name' }).fill('b.txt')
  for (const [status, words] of [
    [415, /The server does not accept this kind of content[\s\S]*The server says: Not this way/],
    [422, /The server refused the change[\s\S]*The server says: Not this way/],
    [400, /The server did not understand the request[\s\S]*The server says: Not this way/],
    [503, /The server failed/],
  ] as const) {
    faults.clear()
    faults.add(
      { method: 'PATCH', path: /Binary/ },
      { kind: 'answer', status, body: outcome('Not this way') },
    )
    await edit.getByRole('button', { name: 'Save' }).click()
    await expect(edit).toContainText(words)
    await expect(edit.getByRole('textbox', { name: 'File name' })).toHaveValue('b.txt')
  }
  faults.clear()
  faults.add({ method: 'PATCH', path: /Binary/ }, { kind: 'drop' })
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(edit).toContainText('The change may have been saved')
  faults.clear()
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: 'b.txt' })).toBeVisible()
})

test('uploads that the server refuses say so in their rows, and no failed page hides them', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  await signIn(`/o/${organization.id}/Binary`)
  faults.add(
    { method: 'PUT', path: /\/Binary\/[^/?]+$/ },
    { kind: 'answer', status: 413, body: outcome('At most 10 bytes.') },
    1,
  )
  faults.add(
    { method: 'PUT', path: /\/Binary\/[^/?]+$/ },
    { kind: 'answer', status: 415, body: outcome('No text here.') },
    1,
  )
  await page.getByRole('banner').getByRole('button', { name: 'Upload' }).click()
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page
      .getByRole('dialog', { name: 'Upload' })
      .getByRole('button', { name: 'Choose files' })
      .click(),
  ])
  await chooser.setFiles(
    ['a.txt', 'b.txt'].map((name) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from(`Content of ${name}`),
    })),
  )
  await page.getByRole('button', { name: 'Start upload' }).click()
  const uploads = page.getByRole('region', { name: 'Uploads' })
  await expect(uploads).toContainText('The file is larger than the server accepts')
  await expect(uploads).toContainText('At most 10 bytes.')
  await expect(uploads).toContainText('The server does not accept this kind of content')

  faults.add(
    { method: 'GET', path: /^\/organizations/ },
    { kind: 'answer', status: 500, body: outcome('') },
  )
  await page.getByRole('link', { name: 'Activity' }).click()
  await expect(alertOf(page).filter({ hasText: 'The server failed' })).toBeVisible()
  await expect(uploads).toBeVisible()
  faults.clear()
  await uploads.getByRole('button', { name: 'Retry all failed' }).click()
  await expect(uploads.getByText('Verified')).toHaveCount(2)
})

test('a server that takes nothing back under its id gets it as a new file', async ({
  page,
  organization,
  faults,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'one' })
  await organization.fetch(`/${id}`, { method: 'DELETE' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  faults.add({ method: 'PUT', path: /Binary/ }, { kind: 'answer', status: 404, body: outcome('') })
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await expect(alertOf(page)).toContainText('This server can’t restore a deleted file')
  await page.getByRole('button', { name: 'Upload as a new file' }).click()
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('one')
  await expect(page).not.toHaveURL(new RegExp(id))
})

test('a token that may only read says so before anything is tried', async ({
  page,
  organization,
  faults,
  realServer,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'one' })
  const { token } = await addToken(realServer, {
    access: 'read',
    organizations: [organization.id],
  })
  await followLink(page, faults.url, token, `/o/${organization.id}/Binary/${id}`)
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('one')
  for (const name of ['Edit', 'Delete', 'New version', 'Upload']) {
    const button = page.getByRole('button', { name, exact: true })
    await expect(button).toBeDisabled()
    await expect(button).toHaveAccessibleDescription('You may only read in this organization.')
  }
})

test('a file whose name has quotes is stored once and listed, also where other code is gone by now', async ({
  page,
  organization,
  signIn,
  faults,
}) => {
  // As after another release has taken the place of the one that this tab was loaded from.
  faults.add({ path: /parse-exactly/ }, { kind: 'answer', status: 404 })
  await openList(page, organization, signIn)
  const name = 'say "yes": or "no".txt'
  const dialog = await choose(page, [text(name, 'a')])
  await dialog.getByRole('button', { name: 'Start upload' }).click()
  await expect(uploads(page)).toContainText('1 of 1 done')
  await page.reload()
  await expect(page.getByRole('link', { name })).toHaveCount(1)
})
