import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { startFaultProxy } from '#test/fault-proxy.ts'
import { startRealServer } from '#test/real-server.ts'
import { makeOrganization } from './fixtures.ts'
import { endsWell, failCreates, sixFiles } from './support/faulty-line.ts'
import { choose, openList, uploads } from './support/uploads.ts'

/** A server that dies without a word and comes back on the same port with what was committed. */
const test = base.extend<{ mortal: Awaited<ReturnType<typeof startMortal>> }>({
  mortal: async ({}, use) => {
    const mortal = await startMortal()
    await use(mortal)
    await mortal.end()
  },
})

async function startMortal() {
  const data = await mkdtemp(join(tmpdir(), 'binnacle-mortal-'))
  const token = `mortal-${crypto.randomUUID()}`
  const settings = { BINNACLE_DATA: data, BINNACLE_TOKEN: token }
  let server = await startRealServer(settings)
  const { url } = server
  const { port } = new URL(url)
  const faults = await startFaultProxy(url, { keepAlive: true })
  return {
    token,
    faults,
    organization: () => makeOrganization({ ...server, token }),
    async crash() {
      process.kill(server.pid, 'SIGKILL')
      await expect(fetch(`${url}/healthz`)).rejects.toThrow()
      await server.stop()
    },
    async comeBack() {
      server = await startRealServer({ ...settings, PORT: port })
    },
    async end() {
      await faults.stop()
      await server.stop()
      await rm(data, { recursive: true, force: true })
    },
  }
}

test('Every file is stored once and whole although the server dies in the middle', async ({
  page,
  mortal,
}) => {
  const organization = await mortal.organization()
  await openList(page, organization, async (path) => {
    await page.goto(`${mortal.faults.url}/#token=${mortal.token}`)
    await expect(page).toHaveURL(/\/o(\/.*)?$/)
    await page.goto(`${mortal.faults.url}${path}`)
  })
  const files = sixFiles('scan')
  const dialog = await choose(page, files)
  // Two are stored without an answer, and then it dies.
  failCreates(mortal.faults, { kind: 'delay', milliseconds: 4_000 }, 2)
  await dialog.getByRole('button', { name: 'Start upload' }).click()
  await expect(uploads(page).getByText('Saving…').first()).toBeVisible()
  await mortal.crash()
  await expect(uploads(page).getByText('Saving…')).toHaveCount(0)
  await mortal.comeBack()
  await endsWell(page, organization, files)
})
