import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

/** What the keyboard reaches from anywhere, and the settings that stay. */
const palette = (page: Page) => page.getByRole('dialog', { name: 'Commands' })
const command = (page: Page) => palette(page).getByRole('combobox', { name: 'Command' })

async function run(page: Page, typed: string, option: string | RegExp): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await command(page).fill(typed)
  await expect(palette(page).getByRole('option', { selected: true })).toContainText(option)
  await page.keyboard.press('Enter')
  await expect(palette(page)).toBeHidden()
}

test('reaches every page, and what was opened before', async ({ page, organization, signIn }) => {
  const id = await organization.create({ name: 'rare.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await expect(page.getByRole('heading', { name: 'rare.txt' })).toBeVisible()
  await run(page, 'activ', 'Activity')
  await expect(page.getByRole('heading', { name: 'Activity' })).toBeVisible()
  await run(page, 'settings', 'Settings')
  await expect(page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible()
  await run(page, 'binaries', 'Binaries')
  await expect(page.getByRole('grid', { name: 'Binaries' })).toBeVisible()
  await run(page, 'rare', 'rare.txt')
  await expect(page).toHaveURL(new RegExp(`/Binary/${id}$`))
  await run(page, 'organizations', 'Organizations')
  await expect(page).toHaveURL(/\/o/)
})

test('does to the open Binary what its buttons do', async ({
  page,
  organization,
  signIn,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await expect(page.getByRole('button', { name: 'Edit' })).toBeVisible()
  await run(page, 'edit', 'Edit')
  await page
    .getByRole('dialog', { name: 'Edit a.txt' })
    .getByRole('button', { name: 'Cancel' })
    .click()
  await run(page, 'copy link', 'Copy link')
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(page.url())
  await run(page, 'delete', 'Delete')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  const download = page.waitForEvent('download')
  await run(page, 'download', 'Download')
  expect((await download).suggestedFilename()).toBe('a.txt')
  await run(page, 'versions', 'Versions')
  await expect(page.getByRole('list', { name: 'Versions' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await expect(palette(page).getByRole('option', { name: /Delete/ })).toHaveCount(0)
})

test('is moved through by arrows, says when nothing fits, and gives focus back', async ({
  page,
  organization,
  signIn,
}) => {
  await signIn(`/o/${organization.id}/Binary`)
  const ids = page.getByRole('textbox', { name: 'Ids' })
  await ids.fill('typed')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(command(page)).toBeFocused()
  const chosen = palette(page).getByRole('option', { selected: true })
  const first = await chosen.textContent()
  await page.keyboard.press('ArrowUp')
  await expect(chosen).not.toHaveText(first ?? '')
  await page.keyboard.press('ArrowDown')
  await expect(chosen).toHaveText(first ?? '')
  await command(page).fill('qqqq')
  await expect(palette(page).getByRole('status')).toHaveText('No matching command')
  await page.keyboard.press('Enter')
  await expect(palette(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(palette(page)).toBeHidden()
  await expect(ids).toBeFocused()
  await expect(ids).toHaveValue('typed')
})

test('? lists the shortcuts and / goes to the field that finds, but neither while one types', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary`)
  await expect(page.getByRole('grid', { name: 'Binaries' })).toBeVisible()
  await page.keyboard.press('?')
  const shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(shortcuts.getByRole('row', { name: /Open the commands/ })).toContainText('Ctrl')
  await page.keyboard.press('Escape')
  await expect(shortcuts).toBeHidden()

  const ids = page.getByRole('textbox', { name: 'Ids' })
  await ids.focus()
  await page.keyboard.type('what?/')
  await expect(ids).toHaveValue('what?/')
  await expect(shortcuts).toBeHidden()
  await ids.blur()

  await page.keyboard.press('/')
  const find = page.getByRole('combobox', { name: 'Find by name, patient or id' })
  await expect(find).toBeFocused()
  await expect(find).toHaveValue('')
  await find.fill(`https://elsewhere.example/fhir/Binary/${id}/_history/1`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'a.txt' })).toBeVisible()
  await run(page, 'find', 'Find files…')
  await expect(find).toBeFocused()
  await page.keyboard.type(`${id} Binary/none`)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/Binary\?_id=/)
})

test('theme and density change and stay', async ({ page, organization, signIn }) => {
  await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn('/settings')
  const ground = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Light')
  const light = await ground()
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark')
  await expect.poll(ground).not.toBe(light)
  const dark = await ground()
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Theme' })).toHaveValue('dark')
  expect(await ground()).toBe(dark)
  await run(page, 'light', 'Use the light theme')
  await expect.poll(ground).toBe(light)

  await page.goto(new URL(`/o/${organization.id}/Binary`, page.url()).href)
  const row = page.getByRole('grid', { name: 'Binaries' }).getByRole('row').nth(1)
  await expect(row).toBeVisible()
  const height = async () => (await row.boundingBox())?.height ?? 0
  const roomy = await height()
  await run(page, 'density', 'Change the row density')
  await expect.poll(height).toBeLessThan(roomy)
  await page.reload()
  await expect(row).toBeVisible()
  await expect.poll(height).toBeLessThan(roomy)
})

test('the settings say what the server can do, and where one is connected', async ({
  page,
  faults,
  organization,
  signIn,
}) => {
  await signIn(`/o/${organization.id}/Binary`)
  await expect(page.getByRole('heading', { name: 'No files yet' })).toBeVisible()
  await page.getByRole('link', { name: 'Settings' }).click()
  const connection = page.getByRole('region', { name: 'Connection' })
  await expect(connection).toContainText(new URL(faults.url).host)
  await expect(connection).toContainText(organization.name)
  await expect(connection).toContainText('after 15 minutes without activity')
  const abilities = page.getByRole('region', { name: 'What this server can do' })
  await expect(abilities.getByRole('listitem').first()).toContainText('yes')
  await expect(abilities).toContainText('FHIR 4.0.1')
  await expect(page.getByRole('region', { name: 'Keyboard shortcuts' })).toContainText('Space')
  await connection.getByRole('button', { name: 'Sign out in all tabs' }).click()
  await expect(page.getByRole('heading', { name: 'Connect' })).toBeVisible()
})
