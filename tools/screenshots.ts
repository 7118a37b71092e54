import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { chromium, type Page } from 'playwright'
import { buildConsole } from '#server/console/build-console.ts'
import { chromiumLaunchOptions } from '#test/chromium.ts'
import { startRealServer } from '#test/real-server.ts'

/** `npm run screenshots`: the pictures of the README, from the built console on the sample organization, in both themes. */
const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'docs/screenshots')
const samples = join(root, 'server/demo/files')
const list = '/o/demo/Binary'

interface Picture {
  name: string
  path: string
  /** Gets the page to where it is worth a picture. */
  prepare: (page: Page) => Promise<void>
}

const pictures: Picture[] = [
  {
    name: 'binaries',
    path: `${list}?open=lab-report-2231`,
    prepare: async (page) => {
      await page.getByRole('grid', { name: 'Binaries' }).getByRole('row').nth(8).waitFor()
      await drawn(page)
    },
  },
  {
    name: 'binary',
    path: `${list}/discharge-1042`,
    prepare: (page) => page.getByRole('main').getByText('DISCHARGE LETTER').first().waitFor(),
  },
  {
    name: 'versions',
    path: `${list}/discharge-1042/_history`,
    prepare: (page) =>
      page.getByRole('list', { name: 'Versions' }).getByText('Version 1').first().waitFor(),
  },
  {
    name: 'compare',
    path: `${list}/discharge-1042/_compare/2/3`,
    prepare: (page) =>
      page
        .getByRole('region', { name: 'Content differences' })
        .getByRole('insertion')
        .first()
        .waitFor(),
  },
  {
    name: 'upload',
    path: list,
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Upload', exact: true }).click()
      const dialog = page.getByRole('dialog', { name: 'Upload' })
      const files = ['chest.v2.png', 'result.v2.hl7', 'lab-report.v3.pdf']
      await dialog
        .getByLabel('Files', { exact: true })
        .setInputFiles(files.map((name) => join(samples, name)))
      await dialog.getByRole('group', { name: 'lab-report.v3.pdf' }).waitFor()
    },
  },
  {
    name: 'activity',
    path: `${list}/_history`,
    prepare: (page) => page.getByText('Dr. A. Okafor').first().waitFor(),
  },
]

await buildConsole(root)
await mkdir(folder, { recursive: true })
const server = await startRealServer({ BINNACLE_DEMO: '1' })
const browser = await chromium.launch(chromiumLaunchOptions('whole'))
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
      timezoneId: 'Europe/London',
      reducedMotion: 'reduce',
      colorScheme,
    })
    const page = await context.newPage()
    await page.goto(`${server.url}/#token=${server.token}`)
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    for (const { name, path, prepare } of pictures) {
      await page.goto(server.url + path)
      await prepare(page)
      await settled(page)
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) })
      console.log(`docs/screenshots/${name}-${colorScheme}.png`)
    }
    await context.close()
  }
} finally {
  await browser.close()
  await server.stop()
}

/** A page of a PDF is drawn in the preview. */
async function drawn(page: Page): Promise<void> {
  await page.getByRole('main').locator('canvas').first().waitFor({ timeout: 20_000 })
}

/** Fonts are there, and nothing is asked for any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.evaluate(async () => {
    await document.fonts.ready
  })
  await page.waitForTimeout(500)
}
