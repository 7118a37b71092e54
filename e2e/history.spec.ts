import { expect, test } from './fixtures.ts'

test('the timeline tells what happened, and goes on through next', async ({
  page,
  organization,
  signIn,
}) => {
  const file = { name: 'log.txt', type: 'text/plain' }
  const id = await organization.create({ ...file, content: 'one' })
  for (let i = 2; i <= 60; i += 1)
    await organization.update(id, { ...file, content: `version ${i}` })
  await organization.update(id, { ...file, content: 'version 60', language: 'de' })
  await organization.fetch(`/${id}`, { method: 'DELETE' })
  await organization.update(id, { ...file, content: 'one' })
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  const items = page
    .getByRole('list', { name: 'Versions' })
    .getByRole('listitem', { name: /^Version \d/ })
  await expect(items.nth(0)).toContainText('Restored after a deletion')
  await expect(items.nth(1)).toContainText('Deleted')
  await expect(items.nth(2)).toContainText('Changed: language')
  await expect(items.nth(3)).toContainText('Content replaced')
  await expect(items).toHaveCount(50)
  await page.getByRole('button', { name: 'Load older versions' }).click()
  await expect(items).toHaveCount(63)
  await expect(items.nth(0)).toContainText('same bytes as version 1')
  await expect(items.nth(62)).toContainText('Created')
})

test('any two can be ticked, the older one on the left', async ({ page, organization, signIn }) => {
  const file = { name: 'a.txt', type: 'text/plain' }
  const id = await organization.create({ ...file, content: 'one' })
  for (const content of ['two', 'three']) await organization.update(id, { ...file, content })
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  await page.getByRole('checkbox', { name: 'Select to compare Version 3' }).check()
  await page.getByRole('checkbox', { name: 'Select to compare Version 1' }).check()
  await page.getByRole('link', { name: 'Compare version 1 with version 3' }).click()
  await expect(page).toHaveURL(/_compare\/1\/3$/)
  await expect(page.getByRole('deletion').filter({ hasText: 'one' })).toBeVisible()
  await expect(page.getByRole('insertion').filter({ hasText: 'three' })).toBeVisible()
  await page.getByRole('link', { name: 'Swap' }).click()
  await expect(page.getByRole('deletion').filter({ hasText: 'three' })).toBeVisible()
})

test('a version opens at its own address, downloads under its name, and restores only what makes sense', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'one' })
  await organization.update(id, { name: 'a.txt', type: 'text/plain', content: 'two' })
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  const first = page.getByRole('listitem', { name: 'Version 1' })
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    first.getByRole('button', { name: 'Download' }).click(),
  ])
  expect(download.suggestedFilename()).toContain('a')
  const restore = page
    .getByRole('listitem', { name: 'Version 2' })
    .getByRole('button', { name: 'Restore' })
  await expect(restore).toBeDisabled()
  await expect(restore).toHaveAccessibleDescription(/already the current version/)
  await first.getByRole('link', { name: 'Open' }).click()
  await expect(page).toHaveURL(/_history\/1$/)
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('one')
})

test('since a day', async ({ page, organization, signIn }) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'one' })
  await signIn(`/o/${organization.id}/Binary/${id}/_history?since=2100-01-01`)
  await expect(page.getByText('Nothing was saved since then')).toBeVisible()
  await page.getByLabel('Saved since').fill('2020-01-01')
  await expect(page.getByRole('listitem', { name: 'Version 1' })).toBeVisible()
  await expect(page).toHaveURL(/since=2020-01-01/)
})

test('compare: identical bytes, other kinds side by side, a deletion', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'same' })
  await organization.update(id, {
    name: 'a.txt',
    type: 'text/plain',
    content: 'same',
    language: 'de',
  })
  await organization.update(id, {
    name: 'a.bin',
    type: 'application/octet-stream',
    content: Uint8Array.of(1, 2, 3),
  })
  await organization.fetch(`/${id}`, { method: 'DELETE' })
  const path = `/o/${organization.id}/Binary/${id}/_compare`
  await signIn(`${path}/1/2`)
  await expect(page.getByRole('region', { name: 'Content differences' })).toContainText(
    'Identical bytes',
  )
  await expect(page.getByRole('row', { name: /Language/ })).toContainText('de')
  await page.goto(page.url().replace('/1/2', '/2/3'))
  const content = page.getByRole('region', { name: 'Content differences' })
  await expect(content.getByRole('region', { name: 'Before: Version 2' })).toContainText('same')
  await expect(content.getByRole('region', { name: 'After: Version 3' })).toContainText('01 02 03')
  await page.goto(page.url().replace('/2/3', '/3/4'))
  await expect(page.getByText('Version 4 is a deletion')).toBeVisible()
})

test('activity: by day, filtered, endless, and what is new is marked', async ({
  page,
  organization,
  signIn,
}) => {
  const ids: string[] = []
  for (let i = 0; i < 60; i += 1) {
    ids.push(
      await organization.create({ name: `file-${i}.txt`, type: 'text/plain', content: String(i) }),
    )
  }
  await signIn(`/o/${organization.id}/Binary/_history`)
  const main = page.getByRole('main')
  await expect(main.getByRole('link', { name: 'file-59.txt', exact: true })).toBeVisible()
  await main.getByRole('button', { name: 'Load older changes' }).scrollIntoViewIfNeeded()
  await expect(main.getByRole('link', { name: 'file-0.txt', exact: true })).toBeVisible()
  await expect(main.getByText('New', { exact: true })).toHaveCount(0)

  await organization.fetch(`/${ids[3]}`, { method: 'DELETE' })
  await page.reload()
  await expect(main.getByText('New', { exact: true })).toHaveCount(1)
  await page.getByRole('checkbox', { name: 'Deleted' }).check()
  await expect(page).toHaveURL(/kind=deleted/)
  await expect(main.getByRole('listitem').filter({ hasText: 'was created' })).toHaveCount(0)
  await main.getByRole('link', { name: 'file-3.txt', exact: true }).click()
  await expect(page.getByRole('heading', { name: /deleted/ })).toBeVisible()
})

test('what others change is told on Versions and Activity, and shown when asked for', async ({
  page,
  organization,
  signIn,
}) => {
  const file = { name: 'a.txt', type: 'text/plain' }
  const id = await organization.create({ ...file, content: 'one' })
  const focus = () => page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
  const versions = page.getByRole('listitem', { name: /^Version \d/ })
  await signIn(`/o/${organization.id}/Binary/${id}/_history`)
  await expect(versions).toHaveCount(1)
  await organization.update(id, { ...file, content: 'two' })
  await organization.update(id, { ...file, content: 'three' })
  await focus()
  await expect(page.getByText('2 new changes')).toBeVisible()
  await expect(versions).toHaveCount(1)
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(versions).toHaveCount(3)
  await expect(page.getByText('new change')).toHaveCount(0)

  await page.getByRole('link', { name: 'Activity' }).click()
  const main = page.getByRole('main')
  await expect(main.getByRole('listitem')).toHaveCount(3)
  await organization.fetch(`/${id}`, { method: 'DELETE' })
  await focus()
  await expect(page.getByText('1 new change')).toBeVisible()
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(main.getByRole('listitem').first()).toContainText('a.txt was deleted')
})

test('a filter looks through the changes with progress, and can be stopped', async ({
  page,
  organization,
  faults,
  signIn,
}) => {
  const first = await organization.create({ name: 'early.txt', type: 'text/plain', content: 'x' })
  await organization.fetch(`/${first}`, { method: 'DELETE' })
  for (let i = 0; i < 198; i += 1) {
    await organization.create({ name: `${i}.txt`, type: 'text/plain', content: String(i) })
  }
  await signIn()
  faults.add({ path: /Binary\/_history/ }, { kind: 'delay', milliseconds: 700 })
  await page.goto(`${faults.url}/o/${organization.id}/Binary/_history?kind=deleted`)
  const main = page.getByRole('main')
  await expect(main.getByText('Looking through changes: 100 of 200')).toBeVisible()
  await main.getByRole('button', { name: 'Stop' }).click()
  await expect(main.getByText(/Looked through \d+ of 200 changes/)).toBeVisible()
  faults.clear()
  await main.getByRole('button', { name: 'Continue' }).click()
  await expect(main.getByText('early.txt', { exact: true })).toBeVisible()
})

test('a deletion has the name of the version before it, also where that is not loaded', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({ name: 'early.txt', type: 'text/plain', content: 'x' })
  for (let i = 0; i < 60; i += 1) {
    await organization.create({ name: `${i}.txt`, type: 'text/plain', content: String(i) })
  }
  await organization.fetch(`/${id}`, { method: 'DELETE' })
  await signIn(`/o/${organization.id}/Binary/_history`)
  const [line] = [page.getByRole('main').getByRole('listitem').first()]
  await expect(line).toContainText('early.txt was deleted')
})
