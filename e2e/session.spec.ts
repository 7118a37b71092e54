import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import type { FaultProxy } from './support/fault-proxy.ts'
import { addToken, connectWith, followLink } from './support/tokens.ts'

/** Who may read here, and for how long: the door, the lock, and what happens when a token ends in the middle. */
const secret = 'Potassium 4.1 mmol/l'

test.beforeEach(({ faults }) => faults.clear())
test.afterEach(({ faults }) => faults.clear())

const door = (page: Page) => page.getByRole('heading', { name: 'Connect' })
/** Without the live region that stands ready for notices. */
const alertOf = (page: Page) => page.getByRole('alert').filter({ hasText: /\S/ })
const field = (page: Page) => page.getByRole('textbox', { name: 'Access token' })

test.describe('the door', () => {
  test('a link signs in, and leaves its token in no address, history, log, request or lasting storage', async ({
    page,
    faults,
    realServer,
  }) => {
    const { token } = realServer
    const told: string[] = []
    page.on('console', (message) => told.push(message.text()))
    page.on('request', (request) => told.push(withoutFragment(request.url())))
    await page.goto('about:blank')
    await page.goto(`${faults.url}/#token=${token}`)
    await page.getByRole('link', { name: 'Settings' }).click()
    await expect(page).toHaveURL(`${faults.url}/settings`)

    const visited = await page.evaluate(() =>
      (
        window as unknown as { navigation: { entries: () => { url: string }[] } }
      ).navigation.entries(),
    )
    const lasting = await page.evaluate(() => JSON.stringify(localStorage) + document.cookie)
    expect(JSON.stringify([told, visited, lasting, page.url()])).not.toContain(token)

    await page.goBack()
    await expect(page).toHaveURL(/\/o/)
    await page.goBack()
    await expect(page).toHaveURL('about:blank')
    await page.goForward()
    await expect(page).toHaveURL(/\/o/)
    expect(page.url()).not.toContain(token)
  })

  test('a pasted token opens, also as the whole link or with what stands before it in a header', async ({
    page,
    faults,
    realServer,
  }) => {
    for (const pasted of [
      ` ${realServer.token}\n`,
      `Bearer ${realServer.token}`,
      `${faults.url}/#token=${realServer.token}`,
    ]) {
      await connectWith(page, faults.url, pasted)
      await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
      await signOut(page)
    }
  })

  test('the page that was asked for opens after the door', async ({
    page,
    faults,
    realServer,
    organization,
  }) => {
    await page.goto(`${faults.url}/o/${organization.id}/Binary/_history`)
    await expect(door(page)).toBeVisible()
    await field(page).fill(realServer.token)
    await page.getByRole('button', { name: 'Connect' }).click()
    await expect(page.getByRole('heading', { name: 'Activity' })).toBeVisible()
  })

  test('a wrong token is refused in words, and a right one then opens', async ({
    page,
    faults,
    realServer,
  }) => {
    await connectWith(page, faults.url, 'not-the-token')
    const alert = alertOf(page)
    await expect(alert).toContainText('The server does not accept this token')
    await alert.getByText('Technical details').click()
    await expect(alert).toContainText('401')
    await expect(alert.getByRole('button', { name: 'Copy details' })).toBeVisible()
    await expect(alert).not.toContainText('not-the-token')

    await field(page).fill('two words')
    await page.getByRole('button', { name: 'Connect' }).click()
    await expect(field(page)).toHaveAccessibleDescription(/one word/)
    await field(page).fill('')
    await page.getByRole('button', { name: 'Connect' }).click()
    await expect(field(page)).toHaveAccessibleDescription('Paste the token that you were given.')

    await field(page).fill(realServer.token)
    await page.getByRole('button', { name: 'Connect' }).click()
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  })

  test('a link with a wrong token ends at the door, with the reason', async ({ page, faults }) => {
    await page.goto(`${faults.url}/#token=no-such-token`)
    await expect(alertOf(page)).toContainText('The server does not accept this token')
    await expect(page).toHaveURL(`${faults.url}/connect`)
    await page.reload()
    await expect(door(page)).toBeVisible()
    await expect(alertOf(page)).toBeHidden()
  })

  test('an expired token is called expired', async ({ page, faults, realServer }) => {
    const expires = new Date(Date.now() + 2000).toISOString()
    const { token } = await addToken(realServer, { expires })
    await expect
      .poll(async () => {
        const headers = { authorization: `Bearer ${token}` }
        return (await fetch(`${realServer.url}/organizations`, { headers })).status
      })
      .toBe(401)
    await connectWith(page, faults.url, token)
    await expect(alertOf(page)).toContainText('This token has expired')
  })

  test('no server, and one that is no FHIR server, are told apart', async ({
    page,
    faults,
    realServer,
  }) => {
    const { host } = new URL(faults.url)
    faults.add({ path: /^\/organizations/ }, { kind: 'drop' })
    await connectWith(page, faults.url, realServer.token)
    await expect(alertOf(page)).toContainText(`No server answers at ${host}`)

    faults.clear()
    const html = { 'content-type': 'text/html' }
    const body = '<!doctype html><title>Printer</title>'
    faults.add({ path: /^\/organizations/ }, { kind: 'answer', status: 200, headers: html, body })
    await page.getByRole('button', { name: 'Connect' }).click()
    await expect(alertOf(page)).toContainText('What answers here is not a FHIR server')

    faults.clear()
    await page.getByRole('button', { name: 'Connect' }).click()
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  })
})

test.describe('tabs', () => {
  test('each has its own session, and signing out ends all of them', async ({
    page,
    context,
    faults,
    realServer,
    organization,
    signIn,
  }) => {
    await organization.create({ name: 'potassium.txt', type: 'text/plain', content: secret })
    const list = `/o/${organization.id}/Binary`
    await signIn(list)
    const other = await context.newPage()
    await other.goto(`${faults.url}${list}`)
    await expect(door(other)).toBeVisible()
    await followLink(other, faults.url, realServer.token, list)
    for (const tab of [page, other]) await expect(tab.getByText('potassium.txt')).toBeVisible()

    await signOut(page)
    for (const tab of [page, other]) {
      await expect(door(tab)).toBeVisible()
      await expect(tab.locator('body')).not.toContainText('potassium')
      expect(await tab.evaluate(() => JSON.stringify(sessionStorage))).not.toContain(
        realServer.token,
      )
    }
    await other.reload()
    await expect(door(other)).toBeVisible()
  })

  test('locking one locks all, and each opens by a token of its own', async ({
    page,
    context,
    faults,
    realServer,
    organization,
    signIn,
  }) => {
    const list = `${faults.url}/o/${organization.id}/Binary`
    await signIn(`/o/${organization.id}/Binary`)
    const other = await context.newPage()
    await followLink(other, faults.url, realServer.token, '/settings')
    await expect(other.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Session' }).click()
    await page.getByRole('menuitem', { name: /Lock now/ }).click()
    for (const tab of [page, other]) {
      await expect(tab.getByRole('heading', { name: 'Locked' })).toBeVisible()
    }
    await unlock(page, realServer.token)
    await expect(page).toHaveURL(list)
    await expect(page.getByRole('heading', { name: 'No Binaries yet' })).toBeVisible()
    await expect(other.getByRole('heading', { name: 'Locked' })).toBeVisible()
  })
})

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
    const second = await addToken(realServer)
    await followLink(page, faults.url, first.token, `/o/${organization.id}/Binary/${id}`)
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('textbox', { name: 'File name' }).fill('typed with care.txt')
    await first.revoke()
    await page.getByRole('button', { name: 'Save' }).click()

    await expect(renewal(page)).toContainText('nothing that you typed or queued is lost')
    await renewal(page).getByRole('textbox', { name: 'Access token' }).fill(second.token)
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
    await expect(edit).toContainText('The access token is not accepted')
    await expect(edit.getByRole('textbox', { name: 'File name' })).toHaveValue('typed.txt')
    await edit.getByRole('button', { name: 'Cancel' }).click()

    await page.getByRole('button', { name: 'Enter another token' }).click()
    await renewal(page).getByRole('textbox', { name: 'Access token' }).fill(realServer.token)
    await renewal(page).getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('button', { name: 'Enter another token' })).toBeHidden()
  })

  test('holds an upload up, which then goes on by itself', async ({
    page,
    faults,
    realServer,
    organization,
  }) => {
    const first = await addToken(realServer)
    const second = await addToken(realServer)
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
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await renewal(page).getByRole('textbox', { name: 'Access token' }).fill(second.token)
    await renewal(page).getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('region', { name: 'Uploads' }).getByText('Verified')).toHaveCount(2)
    const { total } = (await (await organization.fetch('?_count=0')).json()) as { total: number }
    expect(total).toBe(2)
  })
})

test.describe('config.json', () => {
  test('a broken one stops the console, and says which keys are wrong', async ({
    page,
    faults,
  }) => {
    configure(faults, { idleMinutes: 'soon', apiBsae: '', organizations: [{ name: 'Ward 3' }] })
    await page.goto(faults.url)
    await expect(
      page.getByRole('heading', { name: 'config.json has 3 keys that are wrong' }),
    ).toBeVisible()
    for (const key of ['idleMinutes', 'apiBsae', 'organizations[0].id']) {
      await expect(page.getByText(key, { exact: true })).toBeVisible()
    }
    await expect(page.getByText('Expected: minutes, a number from 1 to 720')).toBeVisible()
    expect(faults.seen).toEqual([])

    faults.clear()
    await page.getByRole('button', { name: 'Read it again' }).click()
    await expect(door(page)).toBeVisible()
  })

  test('one that is no JSON is named as a whole', async ({ page, faults }) => {
    faults.add({ path: /^\/config\.json/ }, { kind: 'answer', status: 200, body: '{ "name": ' })
    await page.goto(faults.url)
    await expect(page.getByText('config.json', { exact: true })).toBeVisible()
    await expect(page.getByText(/Expected: JSON/)).toBeVisible()
  })

  test('the name it gives is shown, and a token that stays in memory is gone with a reload', async ({
    page,
    faults,
    realServer,
  }) => {
    configure(faults, { name: 'St. Anne’s', tokenStorage: 'memory' })
    await page.goto(`${faults.url}/#token=${realServer.token}`)
    await expect(page.getByRole('link', { name: 'St. Anne’s, home' })).toBeVisible()
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain(
      realServer.token,
    )
    await page.reload()
    await expect(door(page)).toBeVisible()
  })
})

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="9"/></svg>'

function configure(faults: FaultProxy, config: object): void {
  const body = JSON.stringify(config)
  faults.add({ path: /^\/config\.json/ }, { kind: 'answer', status: 200, body })
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('menuitem', { name: /Sign out/ }).click()
  await expect(door(page)).toBeVisible()
}

async function unlock(page: Page, token: string): Promise<void> {
  await field(page).fill(token)
  await page.getByRole('button', { name: 'Unlock' }).click()
}

/** The test's own address holds the token in its fragment, which no browser sends. */
function withoutFragment(address: string): string {
  const url = new URL(address)
  url.hash = ''
  return url.href
}

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
