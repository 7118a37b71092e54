import type { Page } from '@playwright/test'
import { expect, type TestOrganization } from './fixtures.ts'
import { test } from './support/faulty-line.ts'
import {
  choose,
  CREATES,
  goesOnBehindLock,
  listed,
  openList,
  text,
  uploads,
  WRITES,
} from './support/uploads.ts'

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
      faults.add({ method, path: CREATES }, { kind: 'drop', after: true }, 13)
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

  test('a commit that comes late is not doubled by a retry', async ({
    page,
    organization,
    signIn,
    faults,
  }) => {
    await openList(page, organization, signIn)
    faults.add({ method: 'PUT', path: WRITES }, { kind: 'late', milliseconds: 5_000 }, 2)
    const dialog = await choose(page, [text('late.txt', 'late')])
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Verified')).toBeVisible({ timeout: 20_000 })
    // Until the late ones have come too.
    await page.waitForTimeout(6_000)
    expect(await listed(organization)).toHaveLength(1)
    expect(await versions(organization)).toHaveLength(1)
  })

  test('a connection that stalls is noticed, and taken up again', async ({
    page,
    organization,
    signIn,
    faults,
  }) => {
    await openList(page, organization, signIn)
    faults.add({ method: 'PUT', path: WRITES }, { kind: 'stall', at: 100_000 }, 1)
    const large = { ...text('stalled.bin', ''), buffer: Buffer.alloc(16_000_000, 'stall') }
    const dialog = await choose(page, [{ ...large, mimeType: 'application/octet-stream' }])
    const wasSaid = await listenFor(page, 'The connection stalled')
    await dialog.getByRole('button', { name: 'Start upload' }).click()
    await expect(uploads(page).getByText('Verified')).toBeVisible({ timeout: 50_000 })
    expect(await wasSaid()).toBe(true)
    expect(await listed(organization)).toHaveLength(1)
  })

  test('a large file on a slow line goes on behind the lock, and is sent once', async ({
    page,
    organization,
    signIn,
    faults,
    realServer,
  }) => {
    await openList(page, organization, signIn)
    faults.add({ method: 'PATCH', path: /./ }, { kind: 'throttle', bytesPerSecond: 4_000_000 })
    const buffer = Buffer.alloc(48_000_000, 'slow line')
    const slow = { name: 'slow.bin', mimeType: 'application/octet-stream', buffer }
    await goesOnBehindLock(page, realServer.token, slow)
    const sent = faults.seen.filter(({ method }) => method === 'PATCH')
    const bytes = sent.map(({ headers }) => Number(headers['content-length']))
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBe(buffer.length)
  })
})

/** Of all versions that were ever made. */
async function versions(organization: TestOrganization): Promise<unknown[]> {
  const bundle = (await (await organization.fetch('/_history')).json()) as { entry?: unknown[] }
  return bundle.entry ?? []
}

/** Hears words that are on the page for a moment alone. @returns whether they have been there since */
async function listenFor(page: Page, words: string): Promise<() => Promise<boolean>> {
  const heard = await page.evaluateHandle((text) => {
    const state = { isSaid: false }
    const look = () => (state.isSaid ||= document.body.textContent.includes(text))
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    })
    return state
  }, words)
  return () => heard.evaluate(({ isSaid }) => isSaid)
}
