import { readFile } from 'node:fs/promises'
import type { CDPSession, Page } from '@playwright/test'
import { expect, test, type TestOrganization } from './fixtures.ts'

const FILES = [
  ['chest.v1.png', 'image/png'],
  ['lab-report.v1.pdf', 'application/pdf'],
  ['vitals.v1.csv', 'text/csv'],
  ['discharge.v1.txt', 'text/plain'],
  ['ccd.xml', 'application/xml'],
  ['result.json', 'application/json'],
  ['result.v1.hl7', 'x-application/hl7-v2+er7'],
  ['export.zip', 'application/zip'],
  ['heart.wav', 'audio/wav'],
  ['recorder.dat', 'application/octet-stream'],
] as const

async function fill(organization: TestOrganization) {
  for (const [name, type] of FILES) {
    const content = await readFile(new URL(`../server/demo/files/${name}`, import.meta.url))
    await organization.create({ name, type, content })
  }
}

/** What is alive in the page, once all that can be collected has been. */
async function alive(page: Page, devtools: CDPSession) {
  await devtools.send('HeapProfiler.collectGarbage')
  const { usedSize } = await devtools.send('Runtime.getHeapUsage')
  const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters')
  const urls = await page.evaluate(() => (window as unknown as Counted).urlsAlive.size)
  const workers = page.workers().length
  return { heap: usedSize, nodes, listeners: jsEventListeners, urls, workers }
}

interface Counted {
  urlsAlive: Set<string>
}

/** All object URLs of the console are made and given back through these two. */
function countUrls(): void {
  const urlsAlive = new Set<string>()
  Object.assign(window, { urlsAlive })
  const make = URL.createObjectURL.bind(URL)
  const giveBack = URL.revokeObjectURL.bind(URL)
  URL.createObjectURL = (blob) => {
    const url = make(blob)
    urlsAlive.add(url)
    return url
  }
  URL.revokeObjectURL = (url) => {
    urlsAlive.delete(url)
    giveBack(url)
  }
}

/** Opens each file of the list once, in the reading pane, and leaves the last one. */
async function openEach(page: Page, times: number): Promise<void> {
  const preview = page.getByRole('region', { name: 'Reading pane' })
  for (let n = 0; n < times; n += 1) {
    for (const [name] of FILES) {
      await page.getByRole('row', { name }).getByRole('gridcell').nth(3).click()
      await expect(preview.getByRole('heading', { name, level: 2 })).toBeVisible()
      await expect(preview.getByRole('region', { name: 'Preview' })).toBeVisible()
      await expect(preview.locator('[aria-busy=true]')).toHaveCount(0)
    }
  }
  await page.getByRole('button', { name: 'Close the reading pane' }).click()
  await expect(preview).toHaveCount(0)
}

// A trace would keep what it has seen in the page.
test.use({ trace: 'off' })

test('fifty openings in a row leave nothing behind', async ({ page, organization, signIn }) => {
  test.setTimeout(240_000)
  await page.addInitScript(countUrls)
  await fill(organization)
  await signIn(`/o/${organization.id}/Binary?sort=name`)
  await expect(page.getByRole('row')).toHaveCount(FILES.length + 1)
  const devtools = await page.context().newCDPSession(page)
  // The viewers' own code and the browser's compiled forms of it come with the first openings, and stay.
  await openEach(page, 8)
  const before = await alive(page, devtools)
  await openEach(page, 5)
  const grown = async () => {
    const after = await alive(page, devtools)
    return {
      urls: after.urls,
      workers: after.workers > before.workers,
      heap: after.heap / before.heap > 1.1,
      nodes: after.nodes / before.nodes > 1.1,
      listeners: after.listeners / before.listeners > 1.1,
    }
  }
  await expect
    .poll(grown)
    .toEqual({ urls: 0, workers: false, heap: false, nodes: false, listeners: false })
})
