import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test as base, type Page } from '@playwright/test'
import { makeWav } from '#test/make-sound.ts'
import { startRealServer, type RealServer } from '#test/real-server.ts'
import { startStaticHost, type StaticHost } from '#test/static-host.ts'
import { makeOrganization, type TestOrganization } from './fixtures.ts'

/**
 * The hosting that docs/configuration.md describes: the build on a plain file server under the documented policy, the
 * API on another origin. After each test: no violation of the policy, no uncaught error.
 */
interface Hosting {
  host: StaticHost
  server: RealServer
}

const test = base.extend<
  { organization: TestOrganization; open: (path: string) => Promise<void> },
  { hosting: Hosting }
>({
  hosting: [
    async ({}, use) => {
      const host = await startStaticHost()
      const server = await startRealServer({ BINNACLE_CORS_ORIGINS: host.url })
      host.connect(server.url)
      await use({ host, server })
      await server.stop()
      await host.stop()
    },
    { scope: 'worker' },
  ],
  organization: async ({ hosting }, use) => {
    await use(await makeOrganization(hosting.server))
  },
  open: async ({ page, hosting, organization }, use) => {
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(String(error)))
    await page.exposeFunction('reportViolation', (what: string) => problems.push(what))
    await page.addInitScript(() => {
      const { reportViolation } = window as unknown as { reportViolation: (what: string) => void }
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile }) =>
        reportViolation(`${violatedDirective} at ${sourceFile}`),
      )
    })
    await page.goto(`${hosting.host.url}/#token=${hosting.server.token}`)
    await expect(page).toHaveURL(/\/o(\/.*)?$/)
    await use(async (path) => {
      await page.goto(`${hosting.host.url}/o/${organization.id}/Binary${path}`)
    })
    expect(problems).toEqual([])
  },
})

const sample = (name: string) =>
  readFile(resolve(import.meta.dirname, '../server/demo/files', name))
const preview = (page: Page) => page.getByRole('region', { name: 'Preview' })
const lines = Array.from({ length: 5000 }, (_, index) => `line ${index + 1} of a long text`)

test('a long text scrolls to its end, is found in, and selects', async ({
  page,
  organization,
  open,
}) => {
  const id = await organization.create({
    name: 'log.txt',
    type: 'text/plain',
    content: lines.join('\n'),
  })
  await open(`/${id}`)
  const text = preview(page).getByRole('textbox', { name: 'Text of log.txt' })
  await expect(text).toContainText('line 1 of a long text')
  const gutter = await page.getByText('1', { exact: true }).first().boundingBox()
  const first = await text.getByText('line 1 of a long text', { exact: true }).boundingBox()
  expect(Math.abs((gutter?.y ?? 0) - (first?.y ?? 100))).toBeLessThan(8)
  await text.focus()
  await page.keyboard.press('Control+End')
  await expect(text).toContainText('line 5000 of a long text')
  await expect(text.getByText('line 5000 of a long text', { exact: true })).toBeInViewport()

  await preview(page).getByRole('button', { name: 'Find' }).click()
  await page.getByRole('textbox', { name: 'Find' }).pressSequentially('line 2500 of')
  await page.keyboard.press('Enter')
  await expect(text.getByText('line 2500 of a long text', { exact: true })).toBeInViewport()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('textbox', { name: 'Find' })).toBeHidden()
  await page.keyboard.press('Control+a')
  expect(await page.evaluate(() => getSelection()?.toString().length)).toBeGreaterThan(100)
})

test('the differences of two texts', async ({ page, organization, open }) => {
  const file = { name: 'log.txt', type: 'text/plain' }
  const id = await organization.create({ ...file, content: lines.join('\n') })
  await organization.update(id, { ...file, content: lines.with(2499, 'line 2500 now').join('\n') })
  await open(`/${id}/_compare/1/2`)
  const content = page.getByRole('region', { name: 'Content differences' })
  await expect(content.getByRole('insertion').filter({ hasText: 'now' })).toBeInViewport()
  const old = await content.getByRole('deletion').first().boundingBox()
  const young = await content.getByRole('insertion').first().boundingBox()
  expect(old?.x).toBeLessThan(young?.x ?? 0)
  expect(Math.abs((old?.y ?? 0) - (young?.y ?? 100))).toBeLessThan(8)
})

test('a PDF with its pages and links', async ({ page, organization, open }) => {
  const content = await sample('lab-report.v3.pdf')
  const id = await organization.create({ name: 'lab.pdf', type: 'application/pdf', content })
  await open(`/${id}`)
  const first = preview(page).getByRole('group', { name: 'Page 1 of 2' })
  await expect(first).toContainText('Harbour Clinic')
  const [sheet, words] = await Promise.all([
    first.boundingBox(),
    first.getByText('Harbour Clinic').first().boundingBox(),
  ])
  expect(words?.y).toBeGreaterThan(sheet?.y ?? Infinity)
  expect((words?.y ?? 0) + (words?.height ?? 0)).toBeLessThan((sheet?.y ?? 0) + 400)
})

test('a picture, its bytes, and a dialog', async ({ page, organization, open }) => {
  const content = await sample('chest.v1.png')
  const id = await organization.create({ name: 'chest.png', type: 'image/png', content })
  await open(`/${id}`)
  await expect
    .poll(() =>
      preview(page)
        .getByRole('img')
        .first()
        .evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth),
    )
    .toBeGreaterThan(100)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: /^Edit/ })
  await dialog.getByRole('combobox', { name: 'Language' }).fill('de')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  const unknown = await organization.create({
    name: 'a.bin',
    type: 'application/octet-stream',
    content: Uint8Array.of(0, 1, 2, 255),
  })
  await open(`/${unknown}`)
  await expect(preview(page)).toContainText('00 01 02 FF', { ignoreCase: true })
})

test('a page in the sandbox, and a drawing', async ({ page, organization, open }) => {
  const content = await sample('portal.html')
  const id = await organization.create({ name: 'portal.html', type: 'text/html', content })
  await open(`/${id}`)
  const frame = preview(page).frameLocator('iframe[title="Page of portal.html"]')
  await expect(frame.getByText('No script has run on this page.')).toBeVisible()
  const chart = await sample('body-chart.svg')
  const drawing = await organization.create({
    name: 'chart.svg',
    type: 'image/svg+xml',
    content: chart,
  })
  await open(`/${drawing}`)
  await expect(preview(page).getByRole('img', { name: /^chart.svg/ })).toBeVisible()
})

test('a long sound in parts', async ({ page, organization, open }) => {
  const content = makeWav(31_000_000)
  const id = await organization.create({ name: 'ward.wav', type: 'audio/wav', content })
  await open(`/${id}`)
  const audio = preview(page).frameLocator('iframe[title="Player of ward.wav"]').locator('audio')
  await expect
    .poll(() => audio.evaluate((element: HTMLAudioElement) => element.duration))
    .toBeCloseTo(31_000_000 / 8000)
})
