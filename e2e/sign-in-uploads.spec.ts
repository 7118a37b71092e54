import { createHash, randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, type Page, type TestInfo } from '@playwright/test'
import { cuttingProxy, type CuttingProxy } from '#test/cutting-proxy.ts'
import { startFaultProxy, type FaultProxy } from '#test/fault-proxy.ts'
import type { TestOrganization } from './fixtures.ts'
import { alertOf } from './support/door.ts'
import { grid, renewals, signIn, signInAgain, test, type Parties } from './support/identity.ts'
import { listed, uploads } from './support/uploads.ts'

const MB = 1e6

/** A sign-in that ends, or has to be renewed, while a large file is on its way over a slow line. */
test('a token that ends in the middle of a file is renewed, whether it goes in one part or in many', async ({
  page,
  parties,
  clinic,
}, info) => {
  test.setTimeout(120_000)
  parties.provider.lifetimes.accessToken = 8
  await using line = await slowLine(parties)
  await signIn(page, `${line.url}/o/${clinic.id}/Binary`, 'ada')
  await expect(grid(page)).toBeVisible()
  const statuses: number[] = []
  page.on('response', (answer) => statuses.push(answer.status()))

  // On a machine that keeps up, within 15 seconds: then all of it is one part, which is under way when its token ends.
  line.throttle(10 * MB)
  const before = renewals(parties)
  const whole = await send(page, info, 100 * MB)
  await expect(uploads(page).getByText('Verified')).toHaveCount(1, { timeout: 40_000 })
  expectOnce(line.parts())
  expect(renewals(parties)).toBeGreaterThan(before)

  line.throttle(4 * MB)
  const between = renewals(parties)
  const divided = await send(page, info, 60 * MB)
  await expect(uploads(page).getByText('Verified')).toHaveCount(2, { timeout: 60_000 })
  expect(renewals(parties)).toBeGreaterThan(between)
  expect(line.parts().length).toBeGreaterThan(2)
  expectOnce(line.parts())

  await expectStored(clinic, [whole, divided])
  // Parts that would take too long are given up for smaller ones; what had arrived of them counts.
  expect(line.sent()).toBeLessThan(170 * MB)
  expect(statuses).not.toContain(401)
})

test('while the provider is down, the queue waits and says why, and goes on when it is back', async ({
  page,
  parties: { provider, ...parties },
  clinic,
}, info) => {
  test.setTimeout(120_000)
  provider.lifetimes.accessToken = 8
  await using line = await slowLine({ provider, ...parties })
  await signIn(page, `${line.url}/o/${clinic.id}/Binary`, 'ada')
  await expect(grid(page)).toBeVisible()
  line.throttle(4 * MB)
  const file = await send(page, info, 60 * MB)
  await expect(
    uploads(page)
      .getByText(/of 60 MB/)
      .first(),
  ).toBeVisible()
  provider.state = 'down'

  const reason = uploads(page).getByText('The uploads wait for your sign-in')
  await expect(reason.first()).toBeVisible({ timeout: 30_000 })
  const notice = page.getByRole('status').filter({ hasText: 'City Clinic does not answer' })
  await expect(notice).toContainText('nothing is lost')
  const [parts, sent] = [line.parts().length, line.sent()]
  // Its next file waits as well.
  await send(page, info, 0.1 * MB)
  await expect(uploads(page).getByText('Waits for your sign-in')).toBeVisible()
  expect(line.parts()).toHaveLength(parts)

  provider.lifetimes.accessToken = 300
  provider.state = 'up'
  await notice.getByRole('button', { name: 'Try again' }).click()
  await expect(uploads(page).getByText('Verified')).toHaveCount(2, { timeout: 60_000 })
  await expect(notice).toBeHidden()
  await expect(reason.first()).toBeHidden()
  // The first part was given up for smaller ones, of which what had arrived counts; one was refused, whose token had ended.
  expect(line.sent() - sent).toBeLessThan(60 * MB)
  expect(line.sent()).toBeLessThan(63 * MB)
  const names = (await listed(clinic)).map(({ name }) => name)
  expect(names).toHaveLength(3)
  expect(JSON.stringify(await listed(clinic))).toContain(file)
})

test('a queue whose person has to sign in again goes on for them alone', async ({
  page,
  context,
  parties,
  clinic,
}, info) => {
  test.setTimeout(120_000)
  const { lifetimes } = parties.provider
  Object.assign(lifetimes, { accessToken: 8, refreshToken: 1 })
  await using line = await slowLine(parties)
  await signIn(page, `${line.url}/o/${clinic.id}/Binary`, 'ada')
  await expect(grid(page)).toBeVisible()
  Object.assign(lifetimes, { accessToken: 300, refreshToken: 3600 })
  line.throttle(4 * MB)
  const file = await send(page, info, 60 * MB)
  const dialog = page.getByRole('dialog', { name: 'Your sign-in has ended' })
  await expect(dialog).toContainText('nothing you typed or queued is lost', { timeout: 30_000 })
  const parts = line.parts().length

  // Somebody else comes to the screen.
  await context.clearCookies()
  await signInAgain(page, 'bob')
  await expect(alertOf(page)).toContainText('Somebody else has signed in')
  expect(line.parts()).toHaveLength(parts)
  await page.getByRole('button', { name: 'Sign in as somebody else' }).click()
  await context.clearCookies()
  await signInAgain(page, 'ada')
  await expect(dialog).toBeHidden()
  await expect(uploads(page).getByText('Verified')).toBeVisible({ timeout: 60_000 })
  expect(line.sent()).toBeLessThan(63 * MB)
  await expectStored(clinic, [file])
  const stored = (await listed(clinic)).find(({ name }) => name !== 'first.txt')
  expect(JSON.stringify(stored)).toContain('Ada Lovelace')
})

interface Line extends AsyncDisposable {
  url: string
  faults: FaultProxy
  throttle(bytesPerSecond: number): void
  /** Where each part began that was sent since the last throttling. */
  parts(): number[]
  /** Bytes that have gone to the server. */
  sent(): number
}

/** The console and its server, behind a line whose speed the test sets; the provider is reached beside it. */
async function slowLine({ provider, server }: Parties): Promise<Line> {
  const wire: CuttingProxy = await cuttingProxy(server.url)
  const faults = await startFaultProxy(wire.url)
  provider.allow(faults.url)
  return {
    url: faults.url,
    faults,
    throttle(bytesPerSecond) {
      faults.clear()
      faults.add({ path: /^\/organizations/ }, { kind: 'throttle', bytesPerSecond })
    },
    parts: () =>
      faults.seen
        .filter(({ method }) => method === 'PATCH')
        .map(({ headers }) => Number(headers['upload-offset'])),
    sent: () => wire.sent,
    [Symbol.asyncDispose]: async () => {
      await faults.stop()
      await wire[Symbol.asyncDispose]()
    },
  }
}

/** No part begins before one that was sent already. */
function expectOnce(parts: readonly number[]): void {
  expect(parts).toEqual(parts.toSorted((one, other) => one - other))
}

/** Begins the upload of a file of so many bytes. @returns the SHA-256 of its content, in hex */
async function send(page: Page, info: TestInfo, bytes: number): Promise<string> {
  const content = randomBytes(bytes)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const path = info.outputPath('files', `${sha256.slice(0, 8)}.bin`)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  await page.getByRole('banner').getByRole('button', { name: 'Upload', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Upload' })
  await dialog.getByLabel('Files', { exact: true }).setInputFiles(path)
  await dialog.getByRole('button', { name: 'Start upload' }).click()
  return sha256
}

/** Each once, beside the file that every test finds there. */
async function expectStored(clinic: TestOrganization, hashes: readonly string[]): Promise<void> {
  const stored = (await listed(clinic)).filter(({ name }) => name !== 'first.txt')
  expect(stored).toHaveLength(hashes.length)
  for (const hash of hashes) expect(JSON.stringify(stored)).toContain(hash)
}
