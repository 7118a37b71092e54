import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'

const sample = (name: string) =>
  readFile(new URL(`../server/demo/files/${name}`, import.meta.url), 'utf8')

const PAIRS = [
  {
    kind: 'HL7 v2, labelled as plain text',
    type: 'text/plain',
    before: () => sample('result.v1.hl7'),
    after: () => sample('result.v2.hl7'),
    summary: '7 values changed, 1 added in MSH, OBR, OBX and NTE.',
    added: '4.6',
  },
  {
    kind: 'CSV',
    type: 'text/csv',
    before: () => sample('vitals.v1.csv'),
    after: () => sample('vitals.v2.csv'),
    summary: '1 row changed, 4 added.',
    added: '88',
  },
  {
    kind: 'FHIR',
    type: 'application/fhir+json',
    before: () => sample('result.json'),
    after: async () => (await sample('result.json')).replace('12.8', '11.2'),
    summary: /^1 value changed in Observation: Hemoglobin/,
    added: '11.2',
  },
  {
    kind: 'C-CDA',
    type: 'application/xml',
    before: () => sample('ccd.xml'),
    after: async () => (await sample('ccd.xml')).replace('<td>Resolving', '<td>Resolved'),
    summary: '1 value changed in Problems.',
    added: 'Resolved',
  },
  {
    kind: 'RTF',
    type: 'application/rtf',
    before: async () => '{\\rtf1\\ansi Aspirin 100 mg\\par Once a day\\par}',
    after: async () => '{\\rtf1\\ansi Aspirin 75 mg\\par Once a day\\par}',
    summary: '1 part changed.',
    added: '75',
  },
  {
    kind: 'text',
    type: 'text/plain',
    before: () => sample('discharge.v1.txt'),
    after: () => sample('discharge.v2.txt'),
    summary: '2 lines changed, 4 added, none removed.',
    added: 'HbA1c',
  },
] as const

for (const { kind, type, before, after, summary, added } of PAIRS) {
  test(`${kind}: what changed, at one glance and by keyboard`, async ({
    page,
    organization,
    signIn,
  }) => {
    const file = { name: 'file', type }
    const id = await organization.create({ ...file, content: await before() })
    await organization.update(id, { ...file, content: await after() })
    await signIn(`/o/${organization.id}/Binary/${id}/_compare/1/2`)
    const content = page.getByRole('region', { name: 'Content differences' })
    await expect(content.getByRole('status')).toHaveText(summary)
    await expect(content.getByRole('insertion').filter({ hasText: added }).first()).toBeVisible()
    await expectAccessible(page)
    await content.getByText('List of changes').click()
    await expect(content.getByRole('listitem').filter({ hasText: added }).first()).toBeVisible()
    await expectAccessible(page)
  })
}

test('the difference of two texts is saved as a file that patch applies', async ({
  page,
  organization,
  signIn,
}) => {
  const file = { name: 'a.txt', type: 'text/plain' }
  const id = await organization.create({ ...file, content: 'one\ntwo\nthree' })
  await organization.update(id, { ...file, content: 'one\n2\nthree' })
  await signIn(`/o/${organization.id}/Binary/${id}/_compare/1/2`)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as .diff' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('a.txt-Version-1-to-Version-2.diff')
  const lines = [
    '--- Version 1',
    '+++ Version 2',
    '@@ -1,3 +1,3 @@',
    ' one',
    '-two',
    '+2',
    ' three',
  ]
  const end = '\\ No newline at end of file'
  expect(await readFile(await download.path(), 'utf8')).toBe([...lines, end, ''].join('\n'))
})

test('the changes of a message are saved as a table, safe for a spreadsheet', async ({
  page,
  organization,
  signIn,
}) => {
  const file = { name: 'result.hl7', type: 'text/plain' }
  const message = (text: string) => `MSH|^~\\&|LAB|H\rPID|1||7^^^H\rOBX|1|ST|NOTE||${text}\r`
  const id = await organization.create({ ...file, content: message('fine') })
  await organization.update(id, { ...file, content: message('=1+1') })
  await signIn(`/o/${organization.id}/Binary/${id}/_compare/1/2`)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as .csv' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('result.hl7-Version-1-to-Version-2.csv')
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n')
  expect(lines[0]).toBe('\uFEFFChange,What,Where,Before,After')
  expect(lines[1]).toMatch(/^changed,.*,fine,"'=1\+1"$/)
})
