import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import {
  choose,
  goesOnBehindLock,
  listed,
  openList,
  text,
  uploads,
  WRITES,
} from './support/uploads.ts'

test.describe('When an upload fails', () => {
  test('one failure stops no other, and all are retried with one click', async ({
    page,
    organization,
    signIn,
    faults,
  }) => {
    await openList(page, organization, signIn)
    faults.add({ method: 'PUT', path: WRITES }, { kind: 'answer', status: 403, body: '{}' }, 2)
    const dialog = await choose(
      page,
      ['a', 'b', 'c', 'd', 'e'].map((name) => text(`${name}.txt`, name)),
    )
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Verified')).toHaveCount(3)
    await expect(uploads(page).getByRole('button', { name: 'Retry', exact: true })).toHaveCount(2)
    await expectAccessible(page)
    await uploads(page).getByRole('button', { name: 'Retry all failed' }).click()
    await expect(uploads(page).getByText('Verified')).toHaveCount(5)
    expect(await listed(organization)).toHaveLength(5)
  })

  test('what was stored without an answer is found, and not stored twice', async ({
    page,
    organization,
    signIn,
    faults,
  }) => {
    await openList(page, organization, signIn)
    faults.add({ method: 'PUT', path: WRITES }, { kind: 'drop', after: true }, 1)
    const dialog = await choose(page, [text('once.txt', 'only once')])
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    // It goes on by itself.
    await expect(uploads(page).getByText('Verified')).toBeVisible()
    expect(await listed(organization)).toHaveLength(1)
    expect(
      faults.seen.filter(({ method, path }) => method === 'PUT' && WRITES.test(path)),
    ).toHaveLength(1)
  })

  test('says what the server’s limit is', async ({ page, organization, signIn, faults }) => {
    await openList(page, organization, signIn)
    const outcome = {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'too-long', diagnostics: 'At most 5 MB.' }],
    }
    faults.add(
      { method: 'PUT', path: WRITES },
      { kind: 'answer', status: 413, body: JSON.stringify(outcome) },
      1,
    )
    const dialog = await choose(page, [text('large.txt', 'x'.repeat(100_000))])
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(
      uploads(page).getByText('The file is larger than the server accepts.'),
    ).toBeVisible()
    await expect(uploads(page).getByText('At most 5 MB.').first()).toBeVisible()
  })

  test('shows that the server is still saving, and stops when it is told to', async ({
    page,
    organization,
    signIn,
    faults,
  }) => {
    await openList(page, organization, signIn)
    faults.add({ method: 'PUT', path: WRITES }, { kind: 'delay', milliseconds: 30_000 }, 2)
    const dialog = await choose(page, [text('slow.txt', 'slow'), text('slower.txt', 'slower')])
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    const slow = uploads(page).getByRole('listitem').filter({ hasText: 'slow.txt' })
    await expect(slow.getByText('Saving…')).toBeVisible()
    await expect(slow.getByRole('progressbar', { name: 'slow.txt' })).toBeVisible()
    await slow.getByRole('button', { name: 'Cancel' }).click()
    await expect(slow.getByText('Cancelled')).toBeVisible()
    await expect(slow.getByRole('progressbar')).toBeHidden()
    const slower = uploads(page).getByRole('listitem').filter({ hasText: 'slower.txt' })
    await slower.getByRole('button', { name: 'Pause' }).click()
    await slower.getByRole('button', { name: 'Resume' }).click()
    await expect(slower.getByText('Verified')).toBeVisible()
    await slow.getByRole('button', { name: 'Retry' }).click()
    await expect(slow.getByText('Verified')).toBeVisible()
    expect(await listed(organization)).toHaveLength(2)
  })

  test('finishes behind the lock, which says how many are on their way and how many wait', async ({
    page,
    organization,
    signIn,
    faults,
    realServer,
  }) => {
    await openList(page, organization, signIn)
    faults.add({ method: 'PUT', path: WRITES }, { kind: 'delay', milliseconds: 4_000 }, 3)
    const files = ['a', 'b', 'c', 'd', 'e'].map((name) => text(`${name}.txt`, name))
    const dialog = await choose(page, files)
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Saving…')).toHaveCount(3)
    await page.getByRole('button', { name: 'Session' }).click()
    await page.getByRole('menuitem', { name: 'Lock now' }).click()
    await expect(page.getByText('3 files are still being sent.')).toBeVisible()
    await expect(page.getByText('2 files wait until you unlock.')).toBeVisible()
    await expect(page.locator('body')).not.toContainText('a.txt')
    await expectAccessible(page)
    await expect(page.getByText('still being sent')).toBeHidden()
    expect(await listed(organization)).toHaveLength(3)

    await page.getByRole('button', { name: 'Sign out' }).click()
    const question = page.getByRole('alertdialog', { name: /unfinished work/ })
    await expect(question).toContainText('2 files to upload')
    await question.getByRole('button', { name: 'Stay signed in' }).click()
    await page.getByLabel('Access token', { exact: true }).fill(realServer.token)
    await page.getByRole('button', { name: 'Unlock' }).click()
    await expect(uploads(page).getByText('Verified')).toHaveCount(5)
    expect(await listed(organization)).toHaveLength(5)
    expect(faults.seen.filter(({ method }) => method === 'PUT')).toHaveLength(5)
  })

  test('a large file on a slow line is sent once, whatever the lock does', async ({
    page,
    context,
    organization,
    signIn,
    faults,
    realServer,
  }) => {
    await openList(page, organization, signIn)
    const slow = await context.newCDPSession(page)
    await slow.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 3_000_000,
    })
    await goesOnBehindLock(page, realServer.token, text('large.txt', 'x'.repeat(12_000_000)))
    expect(faults.seen.filter(({ method }) => method === 'PUT')).toHaveLength(1)
  })

  test('asks before a sign-out drops what is on its way', async ({
    page,
    organization,
    signIn,
    faults,
  }) => {
    await openList(page, organization, signIn)
    faults.add({ method: 'PUT', path: WRITES }, { kind: 'delay', milliseconds: 3_000 }, 1)
    const dialog = await choose(page, [text('kept.txt', 'kept')])
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await page.getByRole('button', { name: 'Session' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    const question = page.getByRole('alertdialog', { name: /unfinished work/ })
    await expect(question).toContainText('1 file to upload')
    await question.getByRole('button', { name: 'Stay signed in' }).click()
    await expect(uploads(page).getByText('Verified')).toBeVisible()
  })
})
