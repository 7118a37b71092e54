import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, type BrowserContext, type Page, type TestInfo } from '@playwright/test'
import type { FaultProxy } from '#test/fault-proxy.ts'
import type { TestOrganization } from '../fixtures.ts'
import { listed, uploads, WRITES } from './uploads.ts'

/** A file as a user has it: its time stays when it is chosen again. */
interface OnDisk {
  name: string
  path: string
  content: string
}

/** Files on the disk, as a user has them: their time stays when they are chosen again. */
export async function filesOn(info: TestInfo, count: number): Promise<OnDisk[]> {
  const all = Array.from({ length: count }, (_, n): OnDisk => {
    const name = `scan-${n}.txt`
    return {
      name,
      path: join(info.outputPath('scans'), name),
      content: `Scan ${n} of ${info.title}`,
    }
  })
  for (const { path, content } of all) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
  }
  return all
}

export async function start(page: Page, files: readonly OnDisk[]): Promise<void> {
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Upload' })
  await dialog.getByLabel('Files', { exact: true }).setInputFiles(files.map(({ path }) => path))
  await dialog.getByRole('button', { name: 'Start upload' }).click()
}

/** Creates are slow, and each of them reaches the server although nobody waits for it any more. */
export function slowDown(faults: FaultProxy, milliseconds: number, times = Infinity): void {
  for (const method of ['POST', 'PUT']) {
    faults.add({ method, path: WRITES }, { kind: 'delay', milliseconds }, times)
  }
}

export async function chooseAgain(page: Page, files: readonly OnDisk[]): Promise<void> {
  await expect(page.getByRole('button', { name: 'Choose files again' })).toBeVisible()
  const again = uploads(page).getByLabel('Files again')
  await again.setInputFiles(files.map(({ path }) => path))
}

export async function expectStoredOnce(organization: TestOrganization, files: readonly OnDisk[]) {
  await expect
    .poll(async () => new Set((await listed(organization)).map(({ name }) => name)).size, {
      timeout: 30_000,
    })
    .toBe(files.length)
  const stored = await Promise.all(
    (await listed(organization)).map(async (binary) => {
      const { id } = binary as unknown as { id: string }
      const whole = (await (await organization.fetch(`/${id}`)).json()) as { data?: string }
      return [binary.name, Buffer.from(whole.data ?? '', 'base64').toString()] as const
    }),
  )
  const wanted = files.map(({ name, content }) => [name, content] as const)
  expect(new Map(stored)).toEqual(new Map(wanted))
  expect(stored).toHaveLength(wanted.length)
}

/** Nothing to do is left: no row waits, and none has failed. */
export async function expectNothingLeft(page: Page) {
  await expect(uploads(page).getByRole('progressbar')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Choose files again' })).toBeHidden()
}

/** The tab ends without a word. */
export async function crash(page: Page, context: BrowserContext): Promise<void> {
  const session = await context.newCDPSession(page)
  const crashed = page.waitForEvent('crash')
  // It never answers.
  session.send('Page.crash').catch(() => undefined)
  await crashed
}
