import type { Page } from '@playwright/test'
import { makeMovie, makeWav } from '#test/make-sound.ts'
import { expect, test, type TestOrganization } from './fixtures.ts'

const SAMPLES = 40_000_000
const SECONDS = SAMPLES / 8000

/** Reads of contents by where they begin, how many bytes came, and every address that was asked for. */
function watchContents(page: Page) {
  const seen = { bytes: 0, starts: [] as number[], wholes: 0, addresses: [] as string[] }
  page.context().on('request', (request) => seen.addresses.push(request.url()))
  page.on('response', (response) => {
    const request = response.request()
    if (!/_history\/[^/?]+$/.test(request.url())) return
    const range = /bytes=(\d+)-/.exec(request.headers()['range'] ?? '')
    if (range === null) seen.wholes += 1
    else seen.starts.push(Number(range[1]))
    seen.bytes += Number(response.headers()['content-length'] ?? 0)
  })
  return seen
}

async function openRow(page: Page, name: string) {
  await page.getByRole('row', { name }).getByRole('gridcell').nth(3).click()
  await expect(page.getByRole('region', { name: 'Preview' })).toBeVisible()
  return page.frameLocator(`iframe[title="Player of ${name}"]`).locator('audio, video')
}

/** As the server takes it raw: in JSON, a test would spend its time on base64. */
async function store(organization: TestOrganization, name: string, type: string, body: Buffer) {
  const answer = await organization.fetch('', {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
  })
  expect(answer.status).toBe(201)
}

test('a long sound plays and is jumped about in by a small part of it, until the lock', async ({
  page,
  organization,
  signIn,
  realServer,
  faults,
}) => {
  await store(organization, 'ward.wav', 'audio/wav', makeWav(SAMPLES))
  const seen = watchContents(page)
  await signIn(`/o/${organization.id}/Binary`)
  const audio = await openRow(page, 'ward.wav')
  await expect
    .poll(() => audio.evaluate((element: HTMLAudioElement) => element.duration))
    .toBeCloseTo(SECONDS)
  await audio.evaluate(async (element: HTMLAudioElement) => {
    element.muted = true
    element.currentTime = 3600
    await element.play()
  })
  await expect
    .poll(() => audio.evaluate((element: HTMLAudioElement) => element.currentTime))
    .toBeGreaterThan(3600)
  expect(seen.starts.some((start) => start > 27_000_000)).toBe(true)
  expect(seen.wholes).toBe(0)
  expect(seen.bytes).toBeLessThan(SAMPLES / 3)
  // Each read is in the audit log: none is asked for twice.
  expect(new Set(seen.starts).size).toBe(seen.starts.length)

  // Nobody else gets it: neither another tab nor a script of the page around.
  const address = await audio.evaluate((element: HTMLAudioElement) => element.src)
  const other = await page.context().newPage()
  expect((await other.goto(address))?.status()).toBe(403)
  await other.close()
  const outside = await page.evaluate(async (url) => {
    const answer = await fetch(url)
    return answer.headers.get('content-type') ?? ''
  }, address)
  expect(outside).not.toMatch(/^audio|^video/)

  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('menuitem', { name: /Lock now/ }).click()
  await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
  expect(page.frames()).toHaveLength(1)
  faults.clear()
  await page.waitForTimeout(500)
  expect(faults.seen.filter(({ path }) => path.includes('/_history/'))).toEqual([])
  // The link that signs in has it behind its #, which is never sent.
  const told = seen.addresses.filter((one) => one.replace(/#.*/, '').includes(realServer.token))
  expect(told).toEqual([])
  expect(await page.evaluate(async () => (await caches.keys()).length)).toBe(0)
})

test('a film whose index is at its end plays on when the browser has ended the service worker', async ({
  page,
  organization,
  signIn,
}) => {
  const movie = makeMovie(SAMPLES / 2)
  await store(organization, 'ward.mp4', 'video/mp4', movie)
  await signIn(`/o/${organization.id}/Binary`)
  const seen = watchContents(page)
  const video = await openRow(page, 'ward.mp4')
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => element.duration))
    .toBeCloseTo(SECONDS / 2)
  await expect(page.getByText('Only the sound of this file can be played here')).toBeVisible()
  expect(seen.starts).toHaveLength(2)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('ServiceWorker.enable')
  await devtools.send('ServiceWorker.stopAllWorkers')
  await video.evaluate((element: HTMLVideoElement) => {
    element.currentTime = 2000
  })
  await expect
    .poll(() =>
      video.evaluate(({ seeking, readyState }: HTMLVideoElement) => (seeking ? 0 : readyState)),
    )
    .toBeGreaterThan(2)
  expect(seen.wholes).toBe(0)
  expect(seen.bytes).toBeLessThan(movie.length / 3)
})

test('without a service worker the whole is loaded, and plays', async ({
  page,
  organization,
  signIn,
  faults,
}) => {
  await store(organization, 'ward.wav', 'audio/wav', makeWav(SAMPLES))
  await signIn(`/o/${organization.id}/Binary`)
  faults.add({ path: /service-worker\.js/ }, { kind: 'answer', status: 404, body: '' })
  const seen = watchContents(page)
  await openRow(page, 'ward.wav')
  await expect
    .poll(() => page.locator('audio').evaluate((element: HTMLAudioElement) => element.readyState))
    .toBeGreaterThan(0)
  expect(seen.wholes).toBe(1)
  await expect(page.locator('iframe')).toHaveCount(0)
})
