import { startFaultProxy, type FaultProxy } from '#test/fault-proxy.ts'
import { test as base, expect } from './fixtures.ts'
import { choose, listed, openList, text, uploads, WRITES } from './support/uploads.ts'

/** Through a proxy whose connections live on: there Chromium repeats a POST by itself when it gets no answer. */
const test = base.extend<object, { faults: FaultProxy }>({
  faults: [
    async ({ realServer }, use) => {
      const proxy = await startFaultProxy(realServer.url, { keepAlive: true })
      await use(proxy)
      await proxy.stop()
    },
    { scope: 'worker' },
  ],
})

test.describe('On connections that live on', () => {
  test('a file whose answer was lost is stored once, whoever repeats it', async ({
    page,
    organization,
    signIn,
    faults,
  }) => {
    await openList(page, organization, signIn)
    const names = Array.from({ length: 30 }, (_, index) => `scan-${index}.txt`)
    const dialog = await choose(
      page,
      names.map((name) => text(name, `content of ${name}`)),
    )
    for (const method of ['POST', 'PUT']) {
      faults.add({ method, path: WRITES }, { kind: 'drop', after: true }, 13)
    }
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(async () => {
      const retry = uploads(page).getByRole('button', { name: 'Retry all failed' })
      if (await retry.isVisible()) await retry.click()
      expect(new Set((await listed(organization)).map(({ name }) => name)).size).toBe(30)
      await expect(uploads(page).getByRole('progressbar')).toHaveCount(0)
    }).toPass({ timeout: 50_000 })
    expect(await listed(organization)).toHaveLength(30)
  })
})
