import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readZip } from '#formats/zip/read-zip.ts'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { listed, openList, uploads } from './support/uploads.ts'

test.describe('A folder', () => {
  test('leaves its hidden files out, and says so; empty ones are asked about', async ({
    page,
    organization,
    signIn,
  }) => {
    const folder = await mkdtemp(join(tmpdir(), 'binnacle-folder-'))
    await mkdir(join(folder, 'ward/.cache'), { recursive: true })
    await writeFile(join(folder, 'ward/scan.txt'), 'a scan')
    await writeFile(join(folder, 'ward/empty.txt'), '')
    await writeFile(join(folder, 'ward/.DS_Store'), 'x')
    await writeFile(join(folder, 'ward/.cache/thing'), 'y')
    await openList(page, organization, signIn)
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Upload' })
    await dialog.getByLabel('Folder').setInputFiles(join(folder, 'ward'))
    await expect(dialog.getByText('2 hidden files left out.')).toBeVisible()
    await expect(dialog.getByLabel('Name')).toHaveCount(2)
    const empty = dialog.getByRole('group', { name: '1 file is empty' })
    await empty.getByRole('radio', { name: 'Skip' }).check()
    await dialog.getByRole('button', { name: 'Include' }).click()
    await expect(dialog.getByLabel('Name')).toHaveCount(4)
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Verified')).toHaveCount(3)
    const names = (await listed(organization)).map(({ name }) => name)
    expect(names).toHaveLength(3)
    expect(new Set(names)).toEqual(new Set(['.DS_Store', 'scan.txt', 'thing']))
    await rm(folder, { recursive: true })
  })

  test('is kept with its files, shown, and given back in a zip', async ({
    page,
    organization,
    signIn,
  }) => {
    const folder = await mkdtemp(join(tmpdir(), 'binnacle-folder-'))
    for (const day of ['monday', 'tuesday']) {
      await mkdir(join(folder, 'ward', day), { recursive: true })
      await writeFile(join(folder, 'ward', day, 'scan.txt'), `on ${day}`)
    }
    await openList(page, organization, signIn)
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Upload' })
    await dialog.getByLabel('Folder').setInputFiles(join(folder, 'ward'))
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Verified')).toHaveCount(2)

    const grid = page.getByRole('grid', { name: 'Binaries' })
    await expect(grid.getByTitle('ward/monday/scan.txt')).toBeVisible()
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Folder' }).check()
    await page.keyboard.press('Escape')
    await expect(grid.getByRole('gridcell', { name: 'ward/tuesday' })).toBeVisible()

    await page.getByRole('checkbox', { name: 'Select all' }).check()
    await page.getByRole('button', { name: 'Download', exact: true }).click()
    const question = page.getByRole('dialog', { name: 'Download 2 files' })
    await expectAccessible(page)
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      question.getByRole('button', { name: 'Download', exact: true }).click(),
    ])
    await expect(question.getByText('2 files saved')).toBeVisible()
    const zip = await readZip(new Blob([await readFile(await saved.path())]))
    expect(new Set(zip.entries.map(({ path }) => path))).toEqual(
      new Set(['ward/monday/scan.txt', 'ward/tuesday/scan.txt', 'manifest.json']),
    )
    await rm(folder, { recursive: true })
  })
})
