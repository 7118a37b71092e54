import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Frame, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { expectAccessible } from './support/axe.ts'

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

/** Every way out that a page knows, each naming itself. */
function hostilePage(at: string): string {
  const run = (name: string) =>
    `fetch('${at}/script-${name}').catch(()=>0);document.title='ran-${name}';try{top.document.title='ran'}catch{}`
  const inner = `<script>${run('srcdoc')}</script>`.replaceAll('"', '&quot;')
  return `<!doctype html><html><head><title>Hostile</title>
<base href="${at}/base/"><meta http-equiv="refresh" content="0;url=${at}/refresh">
<link rel="stylesheet" href="${at}/style.css"><link rel="preload" as="image" href="${at}/preload"><link rel="prefetch" href="${at}/prefetch">
<link rel="dns-prefetch" href="${at}"><link rel="preconnect" href="${at}"><link rel="icon" href="${at}/icon"><link rel="manifest" href="${at}/manifest">
<style>@import "${at}/import.css"; @import url(${at}/import2.css); @font-face{font-family:x;src:url(${at}/font)} body{background:url(${at}/body);font-family:x} p{background:u\\72l(${at}/escape);cursor:url(${at}/cursor),auto} li{list-style-image:url("${at}/list")} h1::before{content:url(${at}/content)}</style>
<script>${run('head')}</script><script src="${at}/script.js"></script><script type="module">${run('module')}</script></head>
<body onload="${run('onload')}" background="${at}/background"><h1>Hostile page</h1>
<img src="x" onerror="${run('onerror')}"><img src="${at}/img" srcset="${at}/srcset 2x" lowsrc="${at}/lowsrc"><picture><source srcset="${at}/source"><img src="relative.png"></picture>
<svg onload="${run('svg')}"><script>${run('svg2')}</script><image href="${at}/svgimage"/><use href="${at}/use#x"/><a href="${at}/svga"><text y="9">x</text></a><style>@import "${at}/svgstyle"</style></svg>
<iframe src="${at}/iframe"></iframe><iframe srcdoc="${inner}"></iframe><iframe src="javascript:${run('iframejs')}"></iframe><frameset><frame src="${at}/frame"></frameset>
<object data="${at}/object"></object><embed src="${at}/embed"><applet code="${at}/applet"></applet><portal src="${at}/portal"></portal>
<video src="${at}/video" poster="${at}/poster" autoplay></video><audio src="${at}/audio" autoplay></audio><track src="${at}/track">
<form id="f" action="${at}/form" method="post"><input name="a" value="b" autofocus onfocus="${run('focus')}"><button formaction="${at}/formaction">Send</button><input type="image" src="${at}/inputimage"></form>
<a id="top" href="${at}/top" target="_top" ping="${at}/ping">Top</a><a href="javascript:${run('href')}">Script link</a><a href="data:text/html,<script>${run('data')}</script>">Data link</a><a href="${at}/download" download>Download link</a>
<table background="${at}/table"><tr><td style="background:url(${at}/td)">Cell</td></tr></table><math><mtext><img src="${at}/math"></mtext></math>
<template><img src="${at}/template"></template><noscript><img src="${at}/noscript"></noscript><details open ontoggle="${run('toggle')}"><summary>More</summary>Text</details>
<p style="animation:a 1s" onanimationstart="${run('animation')}">Last words</p><map><area href="${at}/area"></map><!--<img src="${at}/comment">--></body></html>`
}

test('hostile HTML runs nothing, loads nothing, and leads nowhere unasked', async ({
  page,
  context,
  organization,
  signIn,
}) => {
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  const id = await organization.create({
    name: 'hostile.html',
    type: 'text/html',
    content: hostilePage(host),
  })
  await signIn(`/o/${organization.id}/Binary/${id}`)
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
})

/** What a script could try; each answers what it got, or that it was refused. */
async function tryWalls(at: string): Promise<Record<string, string>> {
  const tries: Record<string, () => unknown> = {
    cookie: () => document.cookie,
    setCookie: () => {
      document.cookie = 'a=b'
    },
    localStorage: () => localStorage.length,
    sessionStorage: () => sessionStorage.length,
    indexedDB: async () => {
      await new Promise((done, failed) => {
        const request = indexedDB.open('x')
        request.addEventListener('success', done)
        request.addEventListener('error', () => failed(request.error ?? new Error('refused')))
      })
    },
    caches: () => caches.keys(),
    serviceWorker: () => navigator.serviceWorker.register('/sandbox.html'),
    fetch: () => fetch(`${at}/fetch`),
    fetchOwn: () => fetch('/config.json'),
    xhr: async () => {
      await new Promise((done, failed) => {
        const request = new XMLHttpRequest()
        request.addEventListener('load', done)
        request.addEventListener('error', () => failed(new Error('refused')))
        request.open('GET', `${at}/xhr`)
        request.send()
      })
    },
    socket: async () => {
      await new Promise((done, failed) => {
        const socket = new WebSocket(`${at.replace('http', 'ws')}/socket`)
        socket.addEventListener('open', done)
        socket.addEventListener('error', () => failed(new Error('refused')))
      })
    },
    eventSource: async () => {
      await new Promise((done, failed) => {
        const source = new EventSource(`${at}/events`)
        source.addEventListener('open', done)
        source.addEventListener('error', () => failed(new Error('refused')))
      })
    },
    image: async () => {
      await new Promise((done, failed) => {
        const image = new Image()
        image.addEventListener('load', done)
        image.addEventListener('error', () => failed(new Error('refused')))
        image.src = `${at}/image`
      })
    },
    worker: async () => {
      await new Promise((done, failed) => {
        const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))
        worker.addEventListener('message', done)
        worker.addEventListener('error', () => failed(new Error('refused')))
      })
    },
    importing: () => import(`${at}/module.js`),
    evaluating: () => new Function('return 1')() as unknown,
    parentDocument: () => parent.document.title,
    parentStorage: () => (parent as unknown as { localStorage: Storage }).localStorage.length,
    frameElement: () => {
      if (window.frameElement === null) throw new Error('refused')
    },
    topAddress: () => {
      top!.location.href = `${at}/top`
    },
    popup: () => {
      if (window.open(`${at}/popup`) === null) throw new Error('refused')
    },
    broadcast: () => {
      // Nobody else is of this origin, so that nobody hears it.
      if (window.origin !== 'null') return 'an origin'
      throw new Error('refused')
    },
  }
  const results: Record<string, string> = {}
  for (const [name, attempt] of Object.entries(tries)) {
    try {
      const got = await Promise.race([
        Promise.resolve(attempt()),
        new Promise((_, late) => setTimeout(() => late(new Error('no answer')), 3000)),
      ])
      results[name] = `got ${String(got)}`
    } catch {
      results[name] = 'refused'
    }
  }
  // What says nothing when it is refused.
  navigator.sendBeacon(`${at}/beacon`)
  for (const html of [
    `<form action="${at}/form" method="post"></form>`,
    `<a href="${at}/download" download></a>`,
    `<a href="${at}/top" target="_top"></a>`,
    `<a href="${at}/blank" target="_blank"></a>`,
  ]) {
    const holder = document.createElement('div')
    holder.innerHTML = html
    document.body.append(holder)
    const made = holder.firstElementChild
    if (made instanceof HTMLFormElement) made.submit()
    else if (made instanceof HTMLElement) made.click()
  }
  for (const tag of ['iframe', 'embed', 'object', 'script', 'link']) {
    const made = document.createElement(tag)
    made.setAttribute(tag === 'object' ? 'data' : tag === 'link' ? 'href' : 'src', `${at}/${tag}`)
    made.setAttribute('rel', 'stylesheet')
    document.body.append(made)
  }
  return results
}

test('even a script inside the frame meets walls on all sides', async ({
  page,
  context,
  organization,
  browser,
  realServer,
}) => {
  // Not under the fixtures: what the policy refuses here is meant to be refused.
  const own = await browser.newContext()
  const tab = await own.newPage()
  const content = '<!doctype html><p>Calm page</p>'
  const id = await organization.create({ name: 'calm.html', type: 'text/html', content })
  await tab.goto(`${realServer.url}/#token=${realServer.token}`)
  await expect(tab).toHaveURL(/\/o(\/.*)?$/)
  await tab.goto(`${realServer.url}/o/${organization.id}/Binary/${id}`)
  const frame = await frameOf(tab, 'calm.html')
  await expect(frame.getByText('Calm page')).toBeVisible()
  const address = tab.url()
  const results = await frame.evaluate(tryWalls, host)
  const open = Object.entries(results).filter(([, result]) => result !== 'refused')
  // Evaluated by the test's own debugger, an inline script counts as allowed; that of content does not.
  expect(open).toEqual([])
  await tab.waitForTimeout(1000)
  expect(heard).toEqual([])
  expect(tab.url()).toBe(address)
  expect(own.pages()).toHaveLength(1)
  await own.close()
  expect(page.url()).toBe('about:blank')
  expect(context.pages()).toHaveLength(1)
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
