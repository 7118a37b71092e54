import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { choose, listed, openList, paste, text, uploads } from './support/uploads.ts'

test.describe('Upload', () => {
  test('sends chosen files, and says that they are verified', async ({
    page,
    organization,
    signIn,
  }) => {
    await openList(page, organization, signIn)
    const dialog = await choose(page, [
      text('letter.txt', 'Dear colleague'),
      { name: 'scan.jpg', mimeType: '', buffer: Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj') },
    ])
    const scan = dialog.getByRole('row', { name: 'scan.jpg' })
    await expect(scan.getByLabel('Content type')).toHaveValue('application/pdf')
    await expect(scan.getByText('The name ends in .jpg')).toBeVisible()
    await dialog.getByLabel('Language', { exact: true }).fill('de-CH')
    await dialog.getByLabel('Security context').fill('Patient/7')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Start upload' }).click()

    await expect(dialog).toBeHidden()
    await expect(uploads(page).getByText('Verified')).toHaveCount(2)
    await expectAccessible(page)
    const stored = await listed(organization)
    expect(new Set(stored.map(({ name }) => name))).toEqual(new Set(['letter.txt', 'scan.jpg']))
    expect(stored[0]).toMatchObject({
      language: 'de-CH',
      securityContext: { reference: 'Patient/7' },
    })
    await expect(page.getByRole('grid', { name: 'Binaries' }).getByText('letter.txt')).toBeVisible()
    await uploads(page).getByRole('link', { name: 'letter.txt' }).click()
    await expect(page).toHaveURL(/\/Binary\/[^/]+$/)
    // The queue stands outside of the pages.
    await expect(uploads(page).getByText('Verified')).toHaveCount(2)
    await uploads(page).getByRole('button', { name: 'Clear finished' }).click()
    await expect(uploads(page)).toBeHidden()
  })

  test('keeps a wrong content type from being sent', async ({ page, organization, signIn }) => {
    await openList(page, organization, signIn)
    const dialog = await choose(page, [text('note.txt', 'x')])
    await dialog.getByLabel('Content type').fill('text')
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(dialog.getByText('Write it as type/subtype')).toBeVisible()
    await expect(dialog.getByLabel('Content type')).toBeFocused()
    await dialog.getByLabel('Content type').fill('text/plain; charset=utf-8')
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Verified')).toBeVisible()
    expect((await listed(organization))[0]).toMatchObject({
      contentType: 'text/plain; charset=utf-8',
    })
  })

  test('takes a folder, and keeps equal names in it apart', async ({
    page,
    organization,
    signIn,
  }) => {
    const folder = await mkdtemp(join(tmpdir(), 'binnacle-folder-'))
    await mkdir(join(folder, 'ward/monday'), { recursive: true })
    await mkdir(join(folder, 'ward/tuesday'), { recursive: true })
    await writeFile(join(folder, 'ward/monday/scan.txt'), 'on Monday')
    await writeFile(join(folder, 'ward/tuesday/scan.txt'), 'on Tuesday')
    await openList(page, organization, signIn)
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Upload' })
    await dialog.getByLabel('Folder').setInputFiles(join(folder, 'ward'))
    await expect(dialog.getByText('ward / monday')).toBeVisible()
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Verified')).toHaveCount(2)
    expect((await listed(organization)).map(({ name }) => name)).toEqual(['scan.txt', 'scan.txt'])
    await rm(folder, { recursive: true })
  })

  test('keeps the paths of a folder that is dropped', async ({ page, organization, signIn }) => {
    const folder = await mkdtemp(join(tmpdir(), 'binnacle-folder-'))
    await mkdir(join(folder, 'ward/monday'), { recursive: true })
    await writeFile(join(folder, 'ward/monday/scan.txt'), 'on Monday')
    await writeFile(join(folder, 'ward/.DS_Store'), 'of the file manager')
    await openList(page, organization, signIn)
    const devtools = await page.context().newCDPSession(page)
    const data = { items: [], files: [join(folder, 'ward')], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await devtools.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data })
    const dialog = page.getByRole('dialog', { name: 'Upload' })
    await expect(dialog.getByText('ward / monday')).toBeVisible()
    await expect(dialog.getByLabel('Name')).toHaveCount(1)
    await rm(folder, { recursive: true })
  })

  test('takes what is dropped anywhere and what is pasted', async ({
    page,
    organization,
    signIn,
  }) => {
    await openList(page, organization, signIn)
    const dropped = await page.evaluateHandle(() => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['dropped'], 'a\u202Etxt.exe', { type: 'text/plain' }))
      return transfer
    })
    await page.getByRole('main').dispatchEvent('dragenter', { dataTransfer: dropped })
    await expect(page.getByText('Drop files or folders to upload them')).toBeVisible()
    await page.getByRole('main').dispatchEvent('drop', { dataTransfer: dropped })
    const dialog = page.getByRole('dialog', { name: 'Upload' })
    await expect(dialog.getByLabel('Name')).toHaveValue('atxt.exe')
    await expect(page.getByText('Drop files or folders to upload them')).toBeHidden()
    await paste(page, 'pasted.txt')
    await expect(dialog.getByRole('row', { name: 'pasted.txt' })).toBeVisible()
    await dialog
      .getByRole('row', { name: 'atxt.exe' })
      .getByRole('button', { name: 'Remove' })
      .click()
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Verified')).toBeVisible()
    expect((await listed(organization)).map(({ name }) => name)).toEqual(['pasted.txt'])
  })

  test('chooses the same file twice in a row', async ({ page, organization, signIn }) => {
    await openList(page, organization, signIn)
    for (const count of [1, 2]) {
      const dialog = await choose(page, [text('same.txt', 'same')])
      await dialog.getByRole('button', { name: 'Start upload' }).click()
      await expect(uploads(page).getByText('Verified')).toHaveCount(count)
    }
    expect(await listed(organization)).toHaveLength(2)
  })
})
