import type { Page } from '@playwright/test'
import { expect, test, type TestOrganization } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { fill, names } from './support/four-files.ts'

const type = 'text/plain'

async function content(organization: TestOrganization, id: string): Promise<string | number> {
  const answer = await organization.fetch(`/${id}`, { headers: { accept: type } })
  return answer.status === 200 ? answer.text() : answer.status
}

/** A whole second, behind all that was saved and before all that will be; as the field takes it. */
async function thisMoment(page: Page): Promise<string> {
  const moment = Math.floor(Date.now() / 1000) * 1000 + 1000
  await expect.poll(() => Date.now(), { intervals: [200] }).toBeGreaterThan(moment + 50)
  return page.evaluate((at) => {
    const two = (part: number) => String(part).padStart(2, '0')
    const date = new Date(at)
    const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
    return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  }, moment)
}

test('files go back to a point in time after a look, and that can be undone', async ({
  page,
  organization,
  signIn,
}) => {
  const [brief, two, ten, notes] = await fill(organization)
  const gone = await organization.create({ name: 'gone.txt', type, content: 'gone' })
  await organization.fetch(`/${gone}`, { method: 'DELETE' })
  await signIn(`/o/${organization.id}/Binary?sort=name`)
  const moment = await thisMoment(page)
  await organization.update(brief, { name: 'brief.txt', type, content: 'changed' })
  await organization.update(two, { name: 'scan 2.txt', type, content: 'changed' })
  await organization.update(gone, { name: 'gone.txt', type, content: 'back' })
  await organization.create({ name: 'new.txt', type, content: 'new' })
  await page.reload()
  await expect(names(page)).toHaveCount(6)
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await page.getByRole('button', { name: 'Restore to a point in time…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore 6 files to a point in time' })
  await dialog.getByRole('button', { name: 'Show what would change' }).click()
  await expect(dialog).toContainText('Choose a date and a time.')
  await dialog.getByLabel('As they were on').fill(moment)
  await expect(dialog).toContainText('Europe/London (GMT')
  await dialog.getByRole('button', { name: 'Show what would change' }).click()
  await expect(dialog).toContainText(
    '2 files would change · 1 deleted then · 2 already so · 1 did not exist then',
  )
  await expect(dialog.getByRole('row', { name: /brief\.txt/ })).toContainText('Content')
  await expect(dialog.getByRole('row', { name: /new\.txt/ })).toContainText('did not exist')
  await expectAccessible(page)

  // Nothing has happened yet, and somebody else is faster with one of them.
  expect(await content(organization, brief)).toBe('changed')
  await organization.update(two, { name: 'scan 2.txt', type, content: 'newer' })
  await dialog.getByRole('checkbox', { name: 'Delete 1 file that was deleted then' }).check()
  await dialog.getByRole('button', { name: 'Restore 2 files, delete 1 file' }).click()
  const results = page.getByRole('list', { name: 'Results' })
  const row = (name: string) => results.getByRole('listitem').filter({ hasText: name })
  await expect(row('brief.txt')).toContainText('Done')
  await expect(row('gone.txt')).toContainText('Done')
  await expect(row('notes.csv')).toContainText('Already so')
  await expect(row('new.txt')).toContainText('Left alone: It did not exist then.')
  await expect(row('scan 2.txt')).toContainText('Somebody else has changed it since')
  expect(await content(organization, brief)).toBe('Guten Tag')
  expect(await content(organization, gone)).toBe(410)
  expect(await content(organization, two)).toBe('newer')
  expect(await content(organization, ten)).toBe('ten')
  expect((await organization.fetch(`/${notes}`)).headers.get('etag')).toBe('W/"1"')
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Decide about scan 2.txt' }).click()
  const conflict = page.getByRole('dialog', { name: 'Somebody else changed this' })
  const merged = conflict.getByRole('button', { name: 'Restore merged' })
  await expect(merged).toBeDisabled()
  await conflict.getByLabel('What is saved: Content').selectOption('Yours')
  await merged.click()
  await expect(conflict).toBeHidden()
  await expect(row('scan 2.txt')).toContainText('Done')
  expect(await content(organization, two)).toBe('two')

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row('brief.txt')).toContainText('Undone')
  await expect(row('gone.txt')).toContainText('Undone')
  expect(await content(organization, brief)).toBe('changed')
  expect(await content(organization, gone)).toBe('back')
  expect(await content(organization, two)).toBe('newer')
})

test('what was deleted then stays, unless that is ticked; a history that can’t be read changes nothing', async ({
  page,
  organization,
  faults,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type, content: 'one' })
  const other = await organization.create({ name: 'b.txt', type, content: 'one' })
  await organization.fetch(`/${id}`, { method: 'DELETE' })
  await signIn(`/o/${organization.id}/Binary?sort=name`)
  const moment = await thisMoment(page)
  await organization.update(id, { name: 'a.txt', type, content: 'two' })
  await organization.update(other, { name: 'b.txt', type, content: 'two' })
  await page.reload()
  await expect(names(page)).toHaveCount(2)
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  faults.add(
    { method: 'GET', path: new RegExp(`${other}/_history`) },
    { kind: 'answer', status: 404, body: '{"resourceType":"OperationOutcome","issue":[]}' },
  )
  await page.getByRole('button', { name: 'Restore to a point in time…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore 2 files to a point in time' })
  await dialog.getByLabel('As they were on').fill(moment)
  await dialog.getByRole('button', { name: 'Show what would change' }).click()
  await expect(dialog.getByRole('row', { name: /a\.txt/ })).toContainText('It was deleted then')
  await expect(dialog.getByRole('row', { name: /b\.txt/ })).toContainText('history can’t be read')
  await expect(dialog.getByRole('button', { name: 'Restore 0 files' })).toBeDisabled()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(await content(organization, id)).toBe('two')
  expect(await content(organization, other)).toBe('two')
})

test('a restore shows first how the content differs from now', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type, content: 'one\nsame\n' })
  await organization.update(id, { name: 'a.txt', type, content: 'two\nsame\n' })
  await signIn(`/o/${organization.id}/Binary/${id}/_history/1`)
  await page.getByRole('button', { name: 'Restore' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore version 1?' })
  const becomes = dialog.getByRole('region', { name: 'What the content becomes' })
  await expect(becomes.getByRole('deletion').filter({ hasText: 'two' })).toBeVisible()
  await expect(becomes.getByRole('insertion').filter({ hasText: 'one' })).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await organization.fetch(`/${id}`, { method: 'DELETE' })
  await page.reload()
  await page.getByRole('button', { name: 'Restore' }).click()
  await expect(dialog.getByRole('region', { name: 'Preview of Version 1' })).toContainText('one')
  await dialog.getByRole('button', { name: 'Restore as a new version' }).click()
  await expect.poll(() => content(organization, id)).toBe('one\nsame\n')
})
