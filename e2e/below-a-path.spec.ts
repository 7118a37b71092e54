import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@playwright/test'
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
    expect(strays).toEqual([])
  } finally {
    await server.stop()
  }
})
