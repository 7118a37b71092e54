import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'

const sample = (name: string) =>
  readFile(resolve(import.meta.dirname, '../server/demo/files', name))

/** HL7 v2, C-CDA and CSV in the built console: their workers start under its policy, and axe finds nothing. */
const kinds = [
  {
    file: 'result.v1.hl7',
    type: 'x-application/hl7-v2+er7',
    shows: ['Observation result', 'MAREN SAMPLETON', 'Critically high', 'Family name'],
  },
  {
    file: 'ccd.xml',
    type: 'application/hl7-cda+xml',
    shows: ['Continuity of Care Document', 'Maren Sampleton', 'Dr. Adaeze Okafor', '184 (H)'],
  },
  {
    file: 'vitals.v1.csv',
    type: 'text/csv',
    shows: ['25 rows, 10 columns', 'temperature_c', '108'],
  },
] as const

for (const { file, type, shows } of kinds) {
  test(`${file} is understood, accessible, and nothing in it is alive`, async ({
    page,
    organization,
    signIn,
  }) => {
    const id = await organization.create({ name: file, type, content: await sample(file) })
    await signIn(`/o/${organization.id}/Binary/${id}`)
    const preview = page.getByRole('region', { name: 'Preview', exact: true })
    for (const text of shows) await expect(preview).toContainText(text)
    if (type === 'text/csv') {
      // The columns out of view are drawn when the keyboard goes there.
      await preview.getByRole('gridcell', { name: '39.2' }).first().click()
      await page.keyboard.press('End')
      await expect(preview).toContainText('on admission')
    }
    await expect(preview.locator('iframe, object, embed, a, script')).toHaveCount(0)
    await expectAccessible(page)
    await page.setViewportSize({ width: 390, height: 800 })
    await expectAccessible(page)
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBe(0)
    await preview.getByRole('button', { name: 'Source' }).click()
    await expect(preview.getByRole('textbox', { name: `Text of ${file}` })).toBeVisible()
  })
}

test('a document inside a message opens in its own preview', async ({
  page,
  organization,
  signIn,
}) => {
  const pdf = (await sample('lab-report.v1.pdf')).toBase64()
  const content = `MSH|^~\\&|A|B|C|D|20261014||ORU^R01|1|P|2.5\rPID|1||7\rOBR|1|||R^Report\rOBX|1|ED|R^Report||^application^pdf^Base64^${pdf}||||||F`
  const type = 'x-application/hl7-v2+er7'
  const id = await organization.create({ name: 'report.hl7', type, content })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await page.getByRole('button', { name: 'Open Report, OBX[1]' }).click()
  const inside = page.getByRole('region', { name: 'Preview of Report, OBX[1]' })
  await expect(inside).toContainText('Sodium')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download Report, OBX[1]' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/\.pdf$/)
})
