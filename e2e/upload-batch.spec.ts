import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { choose, current, listed, openList, text, uploads } from './support/uploads.ts'

const LETTER = { name: 'letter.txt', type: 'text/plain', content: 'first' }

interface Stored {
  name: string
  language?: string
  securityContext?: { reference: string }
}

test.describe('The batch before it is sent', () => {
  test('says what is here already, with a link, and skips it for all', async ({
    page,
    organization,
    signIn,
  }) => {
    const id = await organization.create(LETTER)
    await openList(page, organization, signIn)
    const dialog = await choose(page, [
      text('copy.txt', 'first'),
      text('second copy.txt', 'first'),
      text('other.txt', 'quite another one'),
    ])
    const here = dialog.getByRole('group', { name: '2 files are here already' })
    await expect(here.getByRole('radio', { name: 'Upload anyway' })).toBeChecked()
    const row = dialog.getByRole('row', { name: 'copy.txt', exact: true })
    await expect(row.getByRole('link', { name: 'letter.txt' })).toHaveAttribute(
      'href',
      new RegExp(`/Binary/${id}$`),
    )
    await expect(dialog.getByRole('group', { name: 'as another of these' })).toBeVisible()
    await expectAccessible(page)
    await here.getByRole('radio', { name: 'Skip' }).check()
    await expect(dialog.getByText('2 files skipped')).toBeVisible()
    // One of them is wanted all the same.
    await row.getByRole('combobox', { name: 'What to do' }).selectOption('Upload anyway')
    await expect(dialog.getByText('1 file skipped')).toBeVisible()
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Verified')).toHaveCount(2)
    const names = (await listed(organization)).map(({ name }) => name)
    expect(names).toHaveLength(3)
    expect(new Set(names)).toEqual(new Set(['copy.txt', 'letter.txt', 'other.txt']))
  })

  test('makes a new version of a file of the same name in the same folder, which keeps its fields', async ({
    page,
    organization,
    signIn,
  }) => {
    const id = await organization.create({
      ...LETTER,
      language: 'de',
      securityContext: 'Patient/1',
    })
    await openList(page, organization, signIn)
    const dialog = await choose(page, [text('letter.txt', 'second, longer'), text('new.txt', 'n')])
    const named = dialog.getByRole('group', { name: '1 file has the name of a file' })
    await named.getByRole('radio', { name: 'New version' }).check()
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Verified')).toHaveCount(2)
    expect(await current(organization, id)).toMatchObject({
      language: 'de',
      securityContext: { reference: 'Patient/1' },
      meta: { versionId: '2' },
      data: Buffer.from('second, longer').toString('base64'),
    })
    expect(await listed(organization)).toHaveLength(2)
  })

  test('does not put a new version over what somebody else stored meanwhile', async ({
    page,
    organization,
    signIn,
  }) => {
    const id = await organization.create(LETTER)
    await openList(page, organization, signIn)
    const dialog = await choose(page, [text('letter.txt', 'mine'), text('new.txt', 'n')])
    const named = dialog.getByRole('group', { name: '1 file has the name of a file' })
    await named.getByRole('radio', { name: 'New version' }).check()
    await organization.update(id, { ...LETTER, content: 'theirs' })
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(
      uploads(page).getByRole('button', { name: 'Upload on top of version 2' }),
    ).toBeVisible()
    expect(await current(organization, id)).toMatchObject({
      meta: { versionId: '2' },
      data: Buffer.from('theirs').toString('base64'),
    })
  })

  test('edits the fields of one file, of the selected ones, and of all', async ({
    page,
    organization,
    signIn,
  }) => {
    await openList(page, organization, signIn)
    const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt']
    const dialog = await choose(
      page,
      names.map((name) => text(name, `the text of ${name}`)),
    )
    await dialog.getByLabel('Language', { exact: true }).fill('en')
    await dialog.getByRole('checkbox', { name: 'Select a.txt' }).click()
    await dialog.getByRole('checkbox', { name: 'Select c.txt' }).click({ modifiers: ['Shift'] })
    await expect(dialog.getByText('3 of 4 files selected')).toBeVisible()
    const some = dialog.getByRole('group', { name: 'For the 3 selected files' })
    await some.getByLabel('Security context').fill('Patient/3')
    await dialog.getByRole('checkbox', { name: 'Select all' }).click()
    await dialog.getByRole('checkbox', { name: 'Select all' }).click()
    const row = dialog.getByRole('row', { name: 'b.txt' })
    await row.getByRole('button', { name: 'Set fields for this file only' }).click()
    await row.getByLabel('Language').fill('fr')
    await row.getByLabel('Name').fill('renamed.txt')
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Verified')).toHaveCount(4)
    const stored = Object.fromEntries(
      (await listed(organization)).map((one) => {
        const { name, language, securityContext } = one as Stored
        return [name, [language, securityContext?.reference]]
      }),
    )
    expect(stored).toEqual({
      'a.txt': ['en', 'Patient/3'],
      'renamed.txt': ['fr', 'Patient/3'],
      'c.txt': ['en', 'Patient/3'],
      'd.txt': ['en', undefined],
    })
  })

  test('starts at once with thousands of files, and types read from their bytes', async ({
    page,
    organization,
    signIn,
  }) => {
    await openList(page, organization, signIn)
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Upload' })
    await dialog.getByLabel('Files', { exact: true }).evaluate((input: HTMLInputElement) => {
      const chosen = new DataTransfer()
      for (let at = 0; at < 2_000; at += 1) {
        chosen.items.add(new File([`%PDF-1.7\n%âãÏÓ\n${at} 0 obj`], `scan-${at}.bin`))
      }
      input.files = chosen.files
      input.dispatchEvent(new Event('change', { bubbles: true }))
    })
    await expect(dialog.getByLabel('Name').first()).toHaveValue('scan-0.bin')
    expect(await dialog.getByRole('row').count()).toBeLessThan(60)
    await expect(dialog.getByRole('grid')).toHaveAttribute('aria-rowcount', '2001')
    // All but the last ones are taken away again: what is to be seen is their type.
    await dialog.getByRole('checkbox', { name: 'Select all' }).click()
    await dialog.getByRole('checkbox', { name: 'Select scan-0.bin' }).click()
    await dialog.getByRole('button', { name: 'Remove selected' }).click()
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Verified')).toHaveCount(1)
    expect(await listed(organization)).toMatchObject([
      { name: 'scan-0.bin', contentType: 'application/pdf' },
    ])
  })

  test('takes a picture out of the clipboard under a name that tells its time', async ({
    page,
    organization,
    signIn,
  }) => {
    await openList(page, organization, signIn)
    await page.getByRole('link', { name: 'Activity' }).click()
    for (const _ of [1, 2]) {
      await page.evaluate(() => {
        const clipboardData = new DataTransfer()
        clipboardData.items.add(new File(['\u0089PNG'], 'image.png', { type: 'image/png' }))
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
      })
    }
    const names = page.getByRole('dialog', { name: 'Upload' }).getByLabel('Name')
    await expect(names.first()).toHaveValue(/^Pasted image \d{4}-\d\d-\d\d \d\d\.\d\d\.png$/)
    await expect(names).toHaveCount(2)
    expect(await names.first().inputValue()).not.toBe(await names.last().inputValue())
  })
})
