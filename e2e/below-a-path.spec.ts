import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@playwright/test'
import { makeWav } from '#test/make-sound.ts'
import { startRealServer } from '#test/real-server.ts'

/** A port that was free a moment ago: the server has to know its own address before it listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('the console works below a path, from the printed link to a reload', async ({ page }) => {
  const port = await freePort()
  const home = `http://127.0.0.1:${port}/files`
  const server = await startRealServer({
    PORT: String(port),
    BINNACLE_PUBLIC_URL: home,
    BINNACLE_DEMO: '1',
  })
  try {
    const strays: string[] = []
    page.on('request', (request) => {
      const address = request.url()
      if (address.startsWith('http') && !address.startsWith(home)) strays.push(address)
    })
    page.on('response', (response) => {
      if (response.status() >= 400) strays.push(`${response.status()} ${response.url()}`)
    })
    await page.goto(`${home}/#token=${server.token}`)
    await page.goto(`${home}/o/demo/Binary`)
    const grid = page.getByRole('grid', { name: 'Binaries' })
    await expect(grid.getByRole('row').nth(5)).toBeVisible()

    await grid
      .getByRole('link', { name: /lab-report/ })
      .first()
      .click()
    await expect(page).toHaveURL(new RegExp(`^${home}/o/demo/Binary/`))
    await page.reload()
    await expect(
      page.getByRole('region', { name: 'Preview' }).locator('canvas').first(),
    ).toBeVisible()
    await page.goBack()
    await expect(grid).toBeVisible()

    // Large enough to be played in parts, by a page and a service worker of their own.
    const stored = await fetch(`${home}/organizations/demo/fhir/4/Binary`, {
      method: 'POST',
      body: new Uint8Array(makeWav(31_000_000)),
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'audio/wav' },
    })
    const { id } = (await stored.json()) as { id: string }
    await page.goto(`${home}/o/demo/Binary/${id}`)
    const audio = page.frameLocator('iframe[title^="Player of"]').locator('audio')
    await expect
      .poll(() => audio.evaluate((element: HTMLAudioElement) => element.duration))
      .toBeCloseTo(31_000_000 / 8000)
    expect(strays).toEqual([])
  } finally {
    await server.stop()
  }
})
