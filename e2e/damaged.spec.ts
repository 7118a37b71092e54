import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { contentFile } from '#test/content-file.ts'
import { expect, test } from './fixtures.ts'

test('a stored file that is damaged is never shown or saved as whole, and is well again once it is uploaded again', async ({
  page,
  organization,
  realServer,
  signIn,
}) => {
  const content = Array.from({ length: 40_000 }, (_, line) => `Line ${line} of the log`).join('\n')
  const file = { name: 'a.txt', type: 'text/plain', content }
  const id = await organization.create(file)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const path = await contentFile(realServer.folder, sha256)
  await writeFile(path, content.replace('Line 39999', 'Line 39998'))
  await signIn(`/o/${organization.id}/Binary/${id}`)
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview).toContainText('The stored content is damaged')
  await expect(preview).toContainText('Uploading the same file again repairs it')
  let saved = 0
  page.on('download', () => (saved += 1))
  await page.getByRole('button', { name: 'Download', exact: true }).click()
  await expect(page.getByText('Download failed: The stored content is damaged')).toBeVisible()
  expect(saved).toBe(0)
  await organization.update(id, file)
  await preview.getByRole('button', { name: 'Try again' }).click()
  await expect(preview).toContainText('Line 0 of the log')
})
