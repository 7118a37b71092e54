import type { Page } from '@playwright/test'
import { startFaultProxy, type Fault, type FaultProxy } from '#test/fault-proxy.ts'
import { test as base, expect, type TestOrganization } from '../fixtures.ts'
import { CREATES, listed, uploads } from './uploads.ts'

/** Tests behind a proxy whose connections live on: there Chromium repeats a POST by itself when it gets no answer. */
export const test = base.extend<object, { faults: FaultProxy }>({
  faults: [
    async ({ realServer }, use) => {
      const proxy = await startFaultProxy(realServer.url, { keepAlive: true })
      await use(proxy)
      await proxy.stop()
    },
    { scope: 'worker' },
  ],
})

export interface SentFile {
  name: string
  mimeType: string
  buffer: Buffer
}

/** Small ones, one that fits no single packet, and an empty one, none like another. */
export function sixFiles(label: string): SentFile[] {
  return [40, 1_000, 0, 50_000, 300_000, 2_000_000].map((size, at) => ({
    name: `${label} ${at}.bin`,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(
      Array.from({ length: size }, (_, byte) => (byte * 31 + at * 7 + (byte >> 8)) % 251),
    ),
  }))
}

/** Lets the next `times` creates fail, however they are sent. */
export function failCreates(faults: FaultProxy, fault: Fault, times: number): void {
  for (const method of ['POST', 'PUT']) faults.add({ method, path: CREATES }, fault, times)
}

/** Presses whatever the panel offers for going on, until all are stored; then what is stored is compared with what was sent. */
export async function endsWell(
  page: Page,
  organization: TestOrganization,
  files: readonly SentFile[],
): Promise<void> {
  await expect(async () => {
    for (const name of ['Retry all failed', 'Try now']) {
      const again = uploads(page).getByRole('button', { name }).first()
      // It may be gone by now: then the next look tells.
      if (await again.isVisible()) await again.click({ timeout: 1_000 })
    }
    const all = String(files.length)
    await expect(uploads(page).getByText(`${all} of ${all} done`)).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 40_000 })
  await expectStoredOnce(organization, files)
}

/** Each once, and byte for byte as it was sent. */
export async function expectStoredOnce(
  organization: TestOrganization,
  files: readonly SentFile[],
): Promise<void> {
  const stored = (await listed(organization)) as { id: string; name?: string }[]
  const names = (list: readonly { name?: string }[]) =>
    Object.groupBy(list, ({ name }) => name ?? '')
  const counts = (list: readonly { name?: string }[]) =>
    Object.fromEntries(Object.entries(names(list)).map(([name, all]) => [name, all?.length]))
  expect(counts(stored)).toEqual(counts(files))
  for (const { id, name } of stored) {
    const answer = await organization.fetch(`/${id}`)
    const { data = '' } = (await answer.json()) as { data?: string }
    const sent = files.find((file) => file.name === name)?.buffer
    expect(sent?.equals(Buffer.from(data, 'base64')), name).toBe(true)
  }
}
