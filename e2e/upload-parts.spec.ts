import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { cuttingProxy } from '#test/cutting-proxy.ts'
import { startRealServer } from '#test/real-server.ts'
import { makeOrganization } from './fixtures.ts'
import { choose, listed, openList, uploads } from './support/uploads.ts'

const MIB = 1024 ** 2

test('A large file goes on where it was cut, also by another server on the same data', async ({
  page,
}) => {
  const data = await mkdtemp(join(tmpdir(), 'binnacle-parts-'))
  const settings = { BINNACLE_DATA: data, BINNACLE_TOKEN: `parts-${crypto.randomUUID()}` }
  let server = await startRealServer(settings)
  await using wire = await cuttingProxy(server.url)
  const token = settings.BINNACLE_TOKEN
  const organization = await makeOrganization({ ...server, token })
  await openList(page, organization, async (path) => {
    await page.goto(`${wire.url}/#token=${token}`)
    await expect(page).toHaveURL(/\/o(\/.*)?$/)
    await page.goto(`${wire.url}${path}`)
  })
  const buffer = randomBytes(45 * MIB)
  const dialog = await choose(page, [{ name: 'video.bin', mimeType: 'video/mp4', buffer }])
  const before = wire.sent
  wire.cutAfter(20 * MIB)
  await dialog.getByRole('button', { name: 'Start upload' }).click()
  await expect.poll(() => wire.hits).toBe(1)
  // It goes on by itself, until the server dies.
  await expect.poll(() => wire.sent - before).toBeGreaterThan(30 * MIB)
  process.kill(server.pid, 'SIGKILL')
  await server.stop()
  server = await startRealServer({ ...settings, PORT: new URL(wire.target).port })

  await expect(uploads(page).getByText('Verified')).toBeVisible({ timeout: 40_000 })
  // What is sent twice is what the dead server had not saved; and in vain what the browser repeats by itself, until the
  // server, which refuses it at once, cuts it.
  expect(wire.sent - before).toBeLessThan((45 + 25) * MIB)
  const [stored, ...others] = await listed(organization)
  expect(others).toEqual([])
  const sha256 = createHash('sha256').update(buffer).digest('hex')
  expect(JSON.stringify(stored)).toContain(sha256)
  await server.stop()
  await rm(data, { recursive: true, force: true })
})
