import { readFile } from 'node:fs/promises'
import type { Browser, CDPSession } from 'playwright'
import type { Binnacle } from './binnacle.ts'
import { VIEWPORT } from './browser.ts'
import { timed } from './measure.ts'
import { forgetPeak, peakMemory } from './memory.ts'
import type { UploadFiles } from './upload-files.ts'

/** `json`: the server's CapabilityStatement reaches the console without what it says of Binary beyond the base. */
export type Form = 'raw' | 'json'

/** What one batch through the console took. */
export interface ConsoleRun {
  /** Milliseconds from choosing the files until they can be sent. */
  ready: number
  /** Milliseconds from "Start upload" until the last one is stored. */
  upload: number
  /** The longest task of the main thread meanwhile, in milliseconds; those under 50 count as none. */
  longestTask: number
  /** Bytes by which the tab's process grew at most; none where the system doesn't tell. */
  growth: number | undefined
}

/** Ten minutes: for thousands of files, and the largest. */
const PATIENCE = 600_000

/** One batch, in a tab of its own: from the page of the list through the dialog to the last "done". */
export async function uploadByConsole(
  server: Binnacle,
  browser: Browser,
  org: string,
  { paths }: UploadFiles,
  form: Form,
): Promise<ConsoleRun> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const page = await context.newPage()
    if (form === 'json') await hideExtensions(await context.newCDPSession(page))
    await page.goto(`${server.url}/#token=${server.token}`)
    await page.waitForURL(/\/o(\/.*)?$/)
    await page.goto(`${server.url}/o/${org}/Binary`)
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Upload' })
    const start = dialog.getByRole('button', { name: 'Start upload', disabled: false })
    const ready = await timed(async () => {
      await dialog.getByLabel('Files', { exact: true }).setInputFiles(paths)
      await start.waitFor({ timeout: PATIENCE })
    })
    const memory = await watchMemory(browser)
    const done = page.evaluate(untilDone, [paths.length, PATIENCE] as const)
    await start.click({ noWaitAfter: true })
    const { upload, longestTask } = await done
    return { ready, upload, longestTask, growth: await memory() }
  } finally {
    await context.close()
  }
}

/** Runs in the page. From the click on. */
async function untilDone([count, patience]: readonly [number, number]) {
  let longestTask = 0
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration)
  })
  observer.observe({ type: 'longtask' })
  const words = `${count} of ${count} done`.replaceAll(',', '')
  const started = await new Promise<number>((resolve) =>
    addEventListener('click', () => resolve(performance.now()), { capture: true, once: true }),
  )
  const isDone = () =>
    document
      .querySelector('[aria-labelledby="uploads-title"]')
      ?.textContent.replaceAll(',', '')
      .includes(words) === true
  while (!isDone()) {
    if (performance.now() - started > patience) throw new Error('The uploads did not end.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const upload = performance.now() - started
  // The browser tells of a task only once it is over.
  await new Promise((resolve) => setTimeout(resolve, 200))
  observer.disconnect()
  return { upload, longestTask }
}

/** @returns asks by how many bytes the renderer that grew most has grown since */
async function watchMemory(browser: Browser): Promise<() => Promise<number | undefined>> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const tabs = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
  const before = new Map<number, number>()
  for (const id of tabs) {
    await forgetPeak(id)
    const resident = await residentMemory(id)
    if (resident !== undefined) before.set(id, resident)
  }
  return async () => {
    const grown: number[] = []
    for (const [id, resident] of before) {
      const peak = await peakMemory(id)
      if (peak !== undefined) grown.push(peak - resident)
    }
    return grown.length === 0 ? undefined : Math.max(...grown)
  }
}

async function residentMemory(id: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '')
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  return kib === undefined ? undefined : Number(kib) * 1024
}

/** Only the answer about capabilities is caught on its way, so that nothing else is slowed. */
async function hideExtensions(session: CDPSession): Promise<void> {
  await session.send('Fetch.enable', {
    patterns: [{ urlPattern: '*/metadata*', requestStage: 'Response' }],
  })
  session.on('Fetch.requestPaused', ({ requestId, responseHeaders = [] }) => {
    void (async () => {
      const { body, base64Encoded } = await session.send('Fetch.getResponseBody', { requestId })
      const text = base64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body
      const plain = JSON.stringify(
        JSON.parse(text, (key, value: unknown) => (key === 'extension' ? undefined : value)),
      )
      await session.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: 200,
        responseHeaders: responseHeaders.filter(
          ({ name }) => !/^content-(length|encoding)$/i.test(name),
        ),
        body: Buffer.from(plain).toString('base64'),
      })
    })()
  })
}
