import type { Page } from '@playwright/test'
import { addToken, connectWith, followLink } from '#test/tokens.ts'
import { expect, test } from './fixtures.ts'
import { alertOf, door, field, unlock } from './support/door.ts'

/** Who may read here: the door, and what tabs tell each other. */
const secret = 'Potassium 4.1 mmol/l'

test.beforeEach(({ faults }) => faults.clear())
test.afterEach(({ faults }) => faults.clear())

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
    await expect(field(page)).toHaveAccessibleDescription('Paste your access token.')

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

  test('no server, and one that is not a FHIR server, are told apart', async ({
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
    await expect(alertOf(page)).toContainText('This is not a FHIR server')

    faults.clear()
    await page.getByRole('button', { name: 'Connect' }).click()
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  })
})

test.describe('tabs', () => {
  test('a link in a new tab opens signed in, and signing out ends all of them', async ({
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
    for (const tab of [page, other]) await expect(tab.getByText('potassium.txt')).toBeVisible()
    const lasting = await other.evaluate(() => JSON.stringify(localStorage) + document.cookie)
    expect(lasting).not.toContain(realServer.token)
    // It is this tab's own: a reload needs the other one no more.
    await page.goto('about:blank')
    await other.reload()
    await expect(other.getByText('potassium.txt')).toBeVisible()
    await page.goto(`${faults.url}${list}`)
    await expect(page.getByText('potassium.txt')).toBeVisible()

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

  test('a locked tab hands nothing over to a new one', async ({
    page,
    context,
    faults,
    organization,
    signIn,
  }) => {
    await signIn(`/o/${organization.id}/Binary`)
    await page.getByRole('button', { name: 'Session' }).click()
    await page.getByRole('menuitem', { name: /Lock now/ }).click()
    await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
    await expect(page.getByText('without activity')).toBeHidden()
    const other = await context.newPage()
    await other.goto(`${faults.url}/o/${organization.id}/Binary`)
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
    await expect(page.getByRole('heading', { name: 'No files yet' })).toBeVisible()
    await expect(other.getByRole('heading', { name: 'Locked' })).toBeVisible()
  })
})

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('menuitem', { name: /Sign out/ }).click()
  await expect(door(page)).toBeVisible()
}

/** The test's own address holds the token in its fragment, which no browser sends. */
function withoutFragment(address: string): string {
  const url = new URL(address)
  url.hash = ''
  return url.href
}
