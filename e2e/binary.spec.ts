import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'

const sample = (name: string) =>
  readFile(resolve(import.meta.dirname, '../server/demo/files', name))

test('shows preview and details, and saves the original under its own name', async ({
  page,
  organization,
  faults,
  signIn,
}) => {
  const bytes = await sample('lab-report.v3.pdf')
  const id = await organization.create({
    name: 'Befund März.pdf',
    type: 'application/pdf',
    content: bytes,
    language: 'de-CH',
    securityContext: 'Patient/7',
  })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview.getByRole('group', { name: 'Page 1 of 2' })).toContainText('Harbour Clinic')
  const details = page.getByRole('region', { name: 'Details' })
  for (const text of [
    'Befund März.pdf',
    'PDF',
    'Swiss High German',
    'Patient/7',
    id.slice(0, 10),
  ]) {
    await expect(details).toContainText(text)
  }
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('Befund März.pdf')
  expect(await readFile(await download.path())).toEqual(bytes)
  expect(faults.seen.filter(({ path }) => path.includes('token'))).toEqual([])
})

test('a deleted one says when, leads to its history, and comes back', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'Still here' })
  await organization.fetch(`/${id}`, { method: 'DELETE' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await expect(page.getByRole('heading', { name: 'a.txt was deleted' })).toBeVisible()
  await expect(page.getByText(/Deleted on .*\d{4}.* by \S+/)).toBeVisible()
  await expect(page.getByRole('link', { name: 'Versions' })).toHaveAttribute(
    'href',
    `/o/${organization.id}/Binary/${id}/_history`,
  )
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Still here')
  const now = await organization.fetch(`/${id}`)
  expect(await now.json()).toMatchObject({ meta: { versionId: '3' } })
})

test('what never was is told from what was deleted', async ({ page, organization, signIn }) => {
  await signIn(`/o/${organization.id}/Binary/no-such-thing`)
  await expect(page.getByRole('heading', { name: 'This file does not exist' })).toBeVisible()
  await expectAccessible(page)
})

test('says that somebody else has saved meanwhile, and shows it only when asked', async ({
  page,
  organization,
  signIn,
  faults,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'First' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview).toContainText('First')
  await organization.update(id, { name: 'a.txt', type: 'text/plain', content: 'Second' })
  const look = () => page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await look()
  await expect(page.getByText(/Version 2 was saved in the meantime/)).toBeVisible()
  await expect(preview).toContainText('First')
  // A look that fails changes nothing on the screen.
  const answered = page.waitForResponse((response) => response.status() === 404)
  faults.add(
    { method: 'GET', path: new RegExp(`/Binary/${id}([?]|$)`) },
    { kind: 'answer', status: 404, body: '' },
    1,
  )
  await look()
  await answered
  await expect(page.getByText(/Version 2 was saved in the meantime/)).toBeVisible()
  await expect(preview).toContainText('First')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(preview).toContainText('Second')
  await expect(page.getByText(/was saved in the meantime/)).toBeHidden()
})

test('an old version says which it is, and can come back', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'First' })
  await organization.update(id, { name: 'a.txt', type: 'text/plain', content: 'Second' })
  await signIn(`/o/${organization.id}/Binary/${id}/_history/1`)
  await expect(page.getByText('You are looking at version 1')).toBeVisible()
  await expect(page.getByText('The current version is version 2.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('First')
  await expect(page.getByRole('link', { name: 'Compare with current' })).toHaveAttribute(
    'href',
    `/o/${organization.id}/Binary/${id}/_compare/1/2`,
  )
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Restore' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByText('The current version is version 3.')).toBeVisible()
})

test('shows the beginning of what is large, and asks before it loads the rest', async ({
  page,
  organization,
  faults,
  signIn,
}) => {
  test.slow()
  const line = 'A line of a very long log.\n'
  const created = await organization.fetch('', {
    method: 'POST',
    body: line.repeat(2_000_000),
    headers: { 'content-type': 'application/x-dump' },
  })
  const { id } = (await created.json()) as { id: string }
  await signIn(`/o/${organization.id}/Binary/${id}`)
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview).toContainText('A line of a very long')
  await expect(preview.getByText('The first 1 MB is shown. The file is 54 MB.')).toBeVisible()
  const wholes = () =>
    faults.seen.filter(
      ({ path, headers }) => path.endsWith(`/${id}/_history/1`) && headers['range'] === undefined,
    )
  expect(wholes()).toHaveLength(0)
  await preview.getByRole('button', { name: 'Load all of it' }).click()
  await expect(preview.getByText('The first 1 MB is shown.')).toHaveCount(0)
  expect(wholes()).toHaveLength(1)
})

const OFFICE = 'application/vnd.openxmlformats-officedocument.'
const WORD = `${OFFICE}wordprocessingml.document`
const SHEET = `${OFFICE}spreadsheetml.sheet`

const kinds = [
  { file: 'chest.v1.png', type: 'image/png', shows: 'img' },
  { file: 'body-chart.svg', type: 'image/svg+xml', shows: 'Source' },
  { file: 'lab-report.v1.pdf', type: 'application/pdf', shows: 'Sodium' },
  { file: 'discharge.v1.txt', type: 'text/plain', shows: 'DISCHARGE' },
  { file: 'portal.html', type: 'text/html', shows: '1 script was not run.' },
  { file: 'result.json', type: 'application/fhir+json', shows: 'DiagnosticReport: Blood count' },
  { file: 'head.dcm', type: 'application/dicom', shows: 'Not for diagnosis' },
  { file: 'referral.tif', type: 'image/tiff', shows: 'TIFF' },
  { file: 'protocol.docx', type: WORD, shows: 'Protocol: oxygen on the ward' },
  { file: 'consentement.rtf', type: 'application/rtf', shows: 'Consentement éclairé' },
  { file: 'medication.xlsx', type: SHEET, shows: 'Ramipril' },
  { file: 'referral.eml', type: 'message/rfc822', shows: 'Jens Müßig' },
  { file: 'export.zip', type: 'application/zip', shows: 'manifest.tsv' },
  { file: 'heart.wav', type: 'audio/wav', shows: 'Normal speed' },
  { file: 'rest-ecg.xml', type: 'application/xml', shows: 'Fathom Rest 12' },
  { file: 'recorder.dat', type: 'application/octet-stream', shows: '00000010' },
] as const

for (const { file, type, shows } of kinds) {
  test(`the page of ${file} is accessible, and nothing in it is alive`, async ({
    page,
    organization,
    signIn,
  }) => {
    const id = await organization.create({ name: file, type, content: await sample(file) })
    await signIn(`/o/${organization.id}/Binary/${id}`)
    const preview = page.getByRole('region', { name: 'Preview' })
    if (shows === 'img') await expect(preview.getByRole('img', { name: file })).toBeVisible()
    else await expect(preview).toContainText(shows)
    // HTML and SVG are drawn in a frame of another origin, which holds no link, no storage and no network.
    await expect(preview.locator('iframe:not([sandbox="allow-scripts"])')).toHaveCount(0)
    await expect(preview.locator('object, embed, a, script')).toHaveCount(0)
    await expectAccessible(page)
  })
}

test('all of it by keyboard alone', async ({ page, organization, signIn }) => {
  const id = await organization.create({
    name: 'report.pdf',
    type: 'application/pdf',
    content: await sample('lab-report.v3.pdf'),
  })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await expect(page.getByRole('group', { name: 'Page 1 of 2' })).toContainText('Harbour')
  const reached = new Set<string>()
  for (let count = 0; count < 60; count += 1) {
    await page.keyboard.press('Tab')
    const name = await page.evaluate(() => {
      const element = document.activeElement
      return element?.getAttribute('aria-label') ?? element?.textContent ?? ''
    })
    reached.add(name)
    if (name.startsWith('Pages of')) break
  }
  for (const name of ['Download', 'New version', 'Edit', 'Versions', 'Delete', 'Hex', 'Zoom in']) {
    expect(reached).toContain(name)
  }
  await page.keyboard.press('Control+f')
  await page.keyboard.type('sodium')
  await expect(page.getByText('1 of 1', { exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('End')
  await expect(page.getByRole('textbox', { name: 'Page' })).toHaveValue('2')
})
