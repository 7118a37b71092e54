import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Frame, Page } from '@playwright/test'
import type { RealServer } from '#test/real-server.ts'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'
import { hostilePage } from './support/hostile-page.ts'
import { leadAway, tryWalls } from './support/walls.ts'

/**
 * The sandbox's walls, tried from both sides: by hostile content, and by a script of ours that stands where content would
 * stand if all else failed. `outside` is a host that hears whatever gets out.
 */
let outside: Server
let heard: string[] = []
let host = ''

test.beforeAll(async () => {
  outside = createServer((request, response) => {
    heard.push(request.url ?? '')
    response.setHeader('access-control-allow-origin', '*')
    response.end('heard')
  })
  await new Promise<void>((done) => void outside.listen(0, '127.0.0.1', done))
  host = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`
})
test.beforeEach(() => {
  heard = []
})
test.afterAll(() => outside.close())

const preview = (page: Page) => page.getByRole('region', { name: 'Preview', exact: true })

async function frameOf(page: Page, name: string): Promise<Frame> {
  const element = await preview(page).getByTitle(`Page of ${name}`).elementHandle()
  const frame = await element?.contentFrame()
  if (!frame) throw new Error('There is no frame')
  return frame
}

/** A tab of its own, not under the fixtures: what the policy refuses here is meant to be refused. */
async function openTab(browser: Browser, server: RealServer, path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${server.url}/#token=${server.token}`)
  await expect(page).toHaveURL(/\/o(\/.*)?$/)
  await page.goto(`${server.url}${path}`)
  return page
}

test('hostile HTML runs nothing, loads nothing, and leads nowhere unasked', async ({
  browser,
  organization,
  realServer,
}) => {
  const id = await organization.create({
    name: 'hostile.html',
    type: 'text/html',
    content: hostilePage(host),
  })
  const page = await openTab(browser, realServer, `/o/${organization.id}/Binary/${id}`)
  const context = page.context()
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  const frame = await frameOf(page, 'hostile.html')
  await expect(frame.getByText('Last words')).toBeVisible()
  const address = page.url()
  const title = await page.title()

  await frame.getByText('Script link').click()
  await frame.getByText('Send').click()
  await frame.getByRole('textbox').focus()
  await page.keyboard.press('Enter')
  for (const name of ['Data link', 'Download link', 'Top']) {
    await frame.getByText(name, { exact: true }).click()
    await expect(page.getByRole('dialog')).toContainText(/leads/)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await frame.getByText('Top', { exact: true }).click({ button: 'middle' })
  // Time for what would come late: a refresh, an animation, a beacon.
  await page.waitForTimeout(1500)

  expect(heard).toEqual([])
  expect(asked.filter((url) => url.startsWith(host))).toEqual([])
  expect(page.url()).toBe(address)
  expect(await page.title()).toBe(title)
  expect(context.pages()).toHaveLength(1)
  expect(frame.url()).toMatch(/\/sandbox\.html$/)
  expect(frame.childFrames()).toEqual([])
  expect(await frame.title()).toBe('Hostile')
  expect(
    await frame
      .locator('script, [onload], [onerror], [href], [action], link, meta, iframe, svg')
      .count(),
  ).toBe(0)

  const remarks = preview(page).getByText(/more remarks/)
  await remarks.click()
  for (const words of [
    /scripts were not run/,
    /from elsewhere were not loaded/,
    /forms? can’t be sent/,
    /would have gone on to/,
  ])
    await expect(preview(page).getByText(words)).toBeVisible()
  await expectAccessible(page)
  await context.close()
})

test('even a script inside the frame meets walls on all sides', async ({
  browser,
  organization,
  realServer,
}) => {
  const content = '<!doctype html><p>Calm page</p>'
  const id = await organization.create({ name: 'calm.html', type: 'text/html', content })
  const tab = await openTab(browser, realServer, `/o/${organization.id}/Binary/${id}`)
  const frame = await frameOf(tab, 'calm.html')
  await expect(frame.getByText('Calm page')).toBeVisible()
  const address = tab.url()
  const results = await frame.evaluate(tryWalls, host)
  const open = Object.entries(results).filter(([, result]) => result !== 'refused')
  expect(open).toEqual([])
  // The page around it refuses whatever is not its own; the frame may be lost over it.
  await frame.evaluate(leadAway, host).catch(() => undefined)
  await tab.waitForTimeout(1000)
  expect(heard).toEqual([])
  expect(tab.url()).toBe(address)
  expect(tab.context().pages()).toHaveLength(1)
  await tab.context().close()
})

test('the sandbox page holds where its host sends no policy, and alone', async ({
  page,
  realServer,
  faults,
}) => {
  const answer = await fetch(`${realServer.url}/sandbox.html`)
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy.split('; ')).toEqual([
    'sandbox allow-scripts allow-modals',
    "default-src 'none'",
    expect.stringMatching(/^script-src 'sha256-[\w+/=]+'$/),
    "style-src 'unsafe-inline'",
    'img-src blob: data:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ])
  const own = (await answer.text()).match(/Content-Security-Policy" content="([^"]+)"/)?.[1] ?? ''
  expect(policy).toBe(`sandbox allow-scripts allow-modals; ${own}; frame-ancestors 'self'`)
  // Opened by itself it waits for a page around it, and shows nothing.
  await page.goto(`${faults.url}/sandbox.html`)
  expect(await page.evaluate(() => [window.origin, document.body.innerText.trim()])).toEqual([
    'null',
    '',
  ])
})

test('a hostile SVG is a picture, and one that never ends is refused', async ({
  page,
  organization,
  signIn,
}) => {
  const use = (at: number) =>
    `<g id="a${at}"><use href="#a${at - 1}"/><use href="#a${at - 1}"/></g>`
  const levels = Array.from({ length: 40 }, (_, at) => use(at + 1)).join('')
  const bomb = `<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="a0"><rect/></g>${levels}</defs><use href="#a40"/></svg>`
  const hostile = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="top.location='${host}/onload'"><script>fetch('${host}/script')</script><image href="${host}/image" width="9" height="9"/><style>@import "${host}/import";rect{fill:url(${host}/fill)}</style><foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="${host}/frame"/></foreignObject><rect width="9" height="9"/></svg>`
  const type = 'image/svg+xml'
  const first = await organization.create({ name: 'hostile.svg', type, content: hostile })
  const second = await organization.create({ name: 'bomb.svg', type, content: bomb })
  await signIn(`/o/${organization.id}/Binary/${first}`)
  await expect(preview(page).getByRole('img', { name: 'hostile.svg' })).toBeVisible()
  await page.waitForTimeout(500)
  expect(heard).toEqual([])
  await page.goto(page.url().replace(first, second))
  await expect(preview(page).getByText(/a browser would draw for minutes/)).toBeVisible()
  await expect(preview(page).getByRole('textbox', { name: 'Text of bomb.svg' })).toBeVisible()
})
