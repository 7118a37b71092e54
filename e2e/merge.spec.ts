import { expect, test, type TestOrganization } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { unlock } from './support/door.ts'
import { chooseVersion, text, uploads } from './support/uploads.ts'

const LETTER = { name: 'letter.txt', type: 'text/plain' }
const BASE = 'Dear all,\nplease note:\nthe dose is 5 mg.\nOnce a day.\nWith water.\nRegards\n'

async function content(organization: TestOrganization, id: string): Promise<string> {
  return (await organization.fetch(`/${id}`, { headers: { accept: 'text/plain' } })).text()
}

test('two browsers change one text: the clash is decided by hand, and nothing is lost by a lock', async ({
  browser,
  page,
  organization,
  faults,
  signIn,
  realServer,
}) => {
  const id = await organization.create({ ...LETTER, content: BASE })
  const path = `/o/${organization.id}/Binary/${id}`
  await signIn(path)
  const mine = BASE.replace('5 mg', '7 mg').replace('Regards', 'Regards, Ada')
  const dialog = await chooseVersion(page, text('letter.txt', mine))

  const context = await browser.newContext()
  const other = await context.newPage()
  await signIn(path, other)
  const theirs = BASE.replace('5 mg', '6 mg').replace('Dear all', 'Dear Grace')
  const theirDialog = await chooseVersion(other, text('letter.txt', theirs))
  await theirDialog.getByRole('button', { name: 'Start upload' }).click()
  await expect(uploads(other).getByText('Verified')).toBeVisible()
  await context.close()

  await dialog.getByRole('button', { name: 'Start upload' }).click()
  const conflict = page.getByRole('dialog', { name: 'Somebody else changed this' })
  await expect(conflict.getByRole('row', { name: /Content/ })).toContainText('both changed')
  await conflict.getByRole('button', { name: 'What was stored meanwhile' }).click()
  const differences = conflict.getByRole('region', { name: 'Content differences' })
  await expect(differences.getByRole('insertion').filter({ hasText: '6' })).toBeVisible()
  await conflict.getByRole('button', { name: 'Stored and yours' }).click()
  await expect(differences.getByRole('insertion').filter({ hasText: '7' })).toBeVisible()
  await expect(differences.getByRole('deletion').filter({ hasText: '6' })).toBeVisible()

  await conflict.getByRole('button', { name: 'Merge by hand' }).click()
  await expect(conflict).toContainText('1 clash, 1 still to be decided.')
  const upload = conflict.getByRole('button', { name: 'Upload the merged text' })
  await expect(upload).toBeDisabled()
  await expect(conflict.getByRole('row', { name: /Content/ })).toBeInViewport()
  await expectAccessible(page)
  await conflict.getByLabel('What becomes of clash 1').selectOption('Write it by hand')
  await conflict.getByLabel('Text of clash 1').fill('the dose is 6 mg, then 7 mg.')

  // A lock, and a slip of the hand, keep it.
  await expect(conflict.getByRole('button', { name: 'Upload mine on top' })).toBeDisabled()
  await conflict.getByRole('button', { name: 'Keep the stored version' }).click()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await expect(conflict.getByLabel('Text of clash 1')).toHaveValue('the dose is 6 mg, then 7 mg.')
  await page.evaluate(() =>
    new BroadcastChannel('binnacle.session ').postMessage({ type: 'locked' }),
  )
  await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
  await unlock(page, realServer.token)
  await expect(conflict.getByLabel('Text of clash 1')).toHaveValue('the dose is 6 mg, then 7 mg.')
  await upload.click()
  await expect(conflict).toBeHidden()
  await expect(uploads(page).getByText('Verified')).toBeVisible()
  expect(await content(organization, id)).toBe(
    'Dear Grace,\nplease note:\nthe dose is 6 mg, then 7 mg.\nOnce a day.\nWith water.\nRegards, Ada\n',
  )
  const matches = faults.seen
    .filter(({ method }) => method === 'PUT')
    .map(({ headers }) => headers['if-match'])
  expect(matches).toEqual(['W/"1"', 'W/"1"', 'W/"2"'])
})

test('changes that do not touch are merged in the encoding and with the line ends of mine', async ({
  page,
  organization,
  signIn,
}) => {
  const latin = (words: string) => Uint8Array.from(words, (letter) => letter.charCodeAt(0))
  const base = 'Müller\r\nzwei\r\ndrei\r\nvier\r\n'
  const id = await organization.create({ ...LETTER, content: latin(base) })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  const mine = base.replace('vier', 'vier: größer')
  const file = { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from(latin(mine)) }
  const dialog = await chooseVersion(page, file)
  await organization.update(id, {
    ...LETTER,
    content: latin(base.replace('Müller', 'Frau Müller')),
  })
  await dialog.getByRole('button', { name: 'Start upload' }).click()
  const conflict = page.getByRole('dialog', { name: 'Somebody else changed this' })
  await conflict.getByRole('button', { name: 'Merge by hand' }).click()
  await expect(conflict).toContainText('The two changes do not touch each other: both are in')
  await expect(conflict).toContainText('Windows-1252')
  await expect(conflict).toContainText('CR LF')
  // Somebody saves once more: their version is not replaced, and the merge is mine by then.
  await organization.update(id, {
    ...LETTER,
    content: latin(base.replace('Müller', 'Frau Müller').replace('zwei', 'zwei!')),
  })
  await conflict.getByRole('button', { name: 'Upload the merged text' }).click()
  await expect(conflict).toContainText('Somebody else changed this')
  await conflict.getByRole('button', { name: 'Merge by hand' }).click()
  await conflict.getByRole('button', { name: 'Upload the merged text' }).click()
  await expect(uploads(page).getByText('Verified')).toBeVisible()
  const raw = await organization.fetch(`/${id}`, { headers: { accept: 'text/plain' } })
  expect(new Uint8Array(await raw.arrayBuffer())).toEqual(
    latin('Frau Müller\r\nzwei!\r\ndrei\r\nvier: größer\r\n'),
  )
})

test('what is not text is compared, and said not to be merged', async ({
  page,
  organization,
  signIn,
}) => {
  const zip = (word: string) =>
    Uint8Array.from(`PK\u0003\u0004\u0000\u0001${word}`, (l) => l.charCodeAt(0))
  const file = { name: 'a.bin', type: 'application/octet-stream' }
  const id = await organization.create({ ...file, content: zip('one') })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  const dialog = await chooseVersion(page, {
    name: 'a.bin',
    mimeType: file.type,
    buffer: Buffer.from(zip('mine')),
  })
  await organization.update(id, { ...file, content: zip('theirs') })
  await dialog.getByRole('button', { name: 'Start upload' }).click()
  const conflict = page.getByRole('dialog', { name: 'Somebody else changed this' })
  await conflict.getByRole('button', { name: 'Merge by hand' }).click()
  await expect(conflict).toContainText('Only text can be merged by hand')
})
