import type { Page } from '@playwright/test'
import { addToken, followLink } from '#test/tokens.ts'
import { expect, test } from './fixtures.ts'
import { alertOf, configure, door, field, unlock } from './support/door.ts'

/** What becomes of a session that nobody uses, and of one whose token ends in the middle. */
const secret = 'Potassium 4.1 mmol/l'

test.beforeEach(({ faults }) => faults.clear())
test.afterEach(({ faults }) => faults.clear())

test.describe('the idle lock', () => {
  test('warns, waits for who is there, then drops everything and keeps the place', async ({
    page,
    faults,
    realServer,
    organization,
    signIn,
  }) => {
    const id = await organization.create({ name: 'k.svg', type: 'image/svg+xml', content: drawing })
    await page.clock.install()
    await signIn()
    configure(faults, { idleMinutes: 3 })
    await page.goto(`${faults.url}/o/${organization.id}/Binary/${id}?x=1`)
    const picture = page.getByRole('region', { name: 'Preview' }).getByRole('img').first()
    await expect(picture).toBeVisible()
    const address = await blobAddress(page)

    await page.clock.fastForward('02:10')
    const warning = page.getByRole('alertdialog', { name: 'Are you still there?' })
    await expect(warning).toContainText('locks in less than a minute')
    await warning.getByRole('button', { name: 'Stay signed in' }).click()
    await expect(warning).toBeHidden()
    await page.clock.fastForward('01:50')
    await expect(warning).toBeHidden()
    await page.clock.fastForward('00:20')
    await expect(warning).toBeVisible()
    await page.clock.fastForward('01:00')

    await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
    await expect(page.getByText('Locked after 3 minutes without activity')).toBeVisible()
    await expect(warning).toBeHidden()
    await expect(page).toHaveTitle('Locked')
    expect(await page.locator('html').innerHTML()).not.toContain('k.svg')
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain(
      realServer.token,
    )
    expect(await stillLoads(page, address)).toBe(false)

    await page.reload()
    await expect(door(page)).toBeVisible()
  })

  test('is there also when the server is gone by then', async ({ page, faults, signIn }) => {
    await page.clock.install()
    await signIn()
    configure(faults, { idleMinutes: 1 })
    await page.reload()
    const ahead = ['LockScreen', 'SessionDialogs', 'TokenFields'].map((part) =>
      page.waitForResponse((response) => response.url().includes(part)),
    )
    await page.clock.fastForward('00:11')
    await Promise.all(ahead)
    faults.add({ path: /./ }, { kind: 'drop' })
    await page.clock.fastForward('02:00')
    await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
  })

  test('opens again at the same place', async ({
    page,
    faults,
    realServer,
    organization,
    signIn,
  }) => {
    const id = await organization.create({ name: 'k.txt', type: 'text/plain', content: secret })
    await page.clock.install()
    await signIn()
    configure(faults, { idleMinutes: 1 })
    const place = `${faults.url}/o/${organization.id}/Binary/${id}?x=1`
    await page.goto(place)
    await expect(page.getByRole('region', { name: 'Preview' })).toContainText(secret)
    await page.clock.fastForward('02:00')
    await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
    await expect(page.locator('body')).not.toContainText(secret)
    await expect(page).toHaveURL(place)
    const asked = faults.seen.length
    await page.clock.fastForward('05:00')
    expect(faults.seen).toHaveLength(asked)

    await field(page).fill('wrong')
    await page.getByRole('button', { name: 'Unlock' }).click()
    await expect(alertOf(page)).toContainText('does not accept this token')
    await unlock(page, realServer.token)
    await expect(page).toHaveURL(place)
    await expect(page.getByRole('region', { name: 'Preview' })).toContainText(secret)
  })
})

test.describe('a token that ends in the middle', () => {
  const renewal = (page: Page) =>
    page.getByRole('dialog', { name: 'Your access token is no longer accepted' })

  test('is asked for over the open dialog, and what was typed is saved with the new one', async ({
    page,
    faults,
    realServer,
    organization,
  }) => {
    const id = await organization.create({ name: 'old.txt', type: 'text/plain', content: secret })
    const first = await addToken(realServer)
    await followLink(page, faults.url, first.token, `/o/${organization.id}/Binary/${id}`)
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('textbox', { name: 'File name' }).fill('typed with care.txt')
    await first.revoke()
    const second = await addToken(realServer, { name: first.name })
    await page.getByRole('button', { name: 'Save' }).click()

    await expect(renewal(page)).toContainText('nothing you typed or queued is lost')
    await renewal(page).getByLabel('Access token', { exact: true }).fill(second.token)
    await renewal(page).getByRole('button', { name: 'Continue' }).click()
    await expect(renewal(page)).toBeHidden()
    await expect(page.getByRole('heading', { name: 'typed with care.txt' })).toBeVisible()
    await expect(page.getByRole('dialog')).toBeHidden()
  })

  test('may be put off: the dialog keeps what was typed, and a notice asks again', async ({
    page,
    faults,
    realServer,
    organization,
  }) => {
    const id = await organization.create({ name: 'old.txt', type: 'text/plain', content: secret })
    const first = await addToken(realServer)
    await followLink(page, faults.url, first.token, `/o/${organization.id}/Binary/${id}`)
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('textbox', { name: 'File name' }).fill('typed.txt')
    await first.revoke()
    await page.getByRole('button', { name: 'Save' }).click()
    await renewal(page).getByRole('button', { name: 'Close' }).click()
    const edit = page.getByRole('dialog', { name: 'Edit old.txt' })
    await expect(edit).toContainText('You are no longer signed in')
    await expect(edit.getByRole('textbox', { name: 'File name' })).toHaveValue('typed.txt')
    // As it says, trying again asks again, over what was typed.
    await edit.getByRole('button', { name: 'Save' }).click()
    await renewal(page).getByRole('button', { name: 'Close' }).click()
    await edit.getByRole('button', { name: 'Cancel' }).click()

    await page.getByRole('button', { name: 'Enter another token' }).click()
    await renewal(page).getByLabel('Access token', { exact: true }).fill(realServer.token)
    await renewal(page).getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('button', { name: 'Enter another token' })).toBeHidden()
  })

  test('holds an upload up, which then continues by itself', async ({
    page,
    faults,
    realServer,
    organization,
  }) => {
    const first = await addToken(realServer)
    await followLink(page, faults.url, first.token, `/o/${organization.id}/Binary`)
    await page.getByRole('banner').getByRole('button', { name: 'Upload' }).click()
    const dialog = page.getByRole('dialog', { name: 'Upload' })
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      dialog.getByRole('button', { name: /files/i }).first().click(),
    ])
    const buffer = Buffer.from(secret)
    await chooser.setFiles([
      { name: 'a.txt', mimeType: 'text/plain', buffer },
      { name: 'b.txt', mimeType: 'text/plain', buffer },
    ])
    await first.revoke()
    const second = await addToken(realServer, { name: first.name })
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await renewal(page).getByLabel('Access token', { exact: true }).fill(second.token)
    await renewal(page).getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('region', { name: 'Uploads' }).getByText('Verified')).toHaveCount(2)
    const { total } = (await (await organization.fetch('?_count=0')).json()) as { total: number }
    expect(total).toBe(2)
  })
})

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="9"/></svg>'

async function blobAddress(page: Page): Promise<string> {
  const found = await page.locator('img[src^="blob:"]').first().getAttribute('src')
  expect(found).toMatch(/^blob:/)
  return found ?? ''
}

function stillLoads(page: Page, address: string): Promise<boolean> {
  return page.evaluate(
    (src) =>
      new Promise<boolean>((resolve) => {
        const image = new Image()
        image.addEventListener('load', () => resolve(true))
        image.addEventListener('error', () => resolve(false))
        image.src = src
      }),
    address,
  )
}
