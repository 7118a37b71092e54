import type { Browser, Page } from 'playwright'
import type { Binnacle } from './binnacle.ts'
import { VIEWPORT, withConsole } from './browser.ts'
import { median } from './measure.ts'
import { PREVIEW_SAMPLES, type PreviewSample } from './preview-samples.ts'
import { duration, mib, printTable, ratio } from './table.ts'

/** From the click on a row to the first of its content on the screen, beside fetching the same bytes and no more. */
export async function benchPreview(quick: boolean, group: PreviewSample['group']): Promise<void> {
  await withConsole(1, async (server, browser) => {
    const rows: string[][] = []
    for (const sample of PREVIEW_SAMPLES.filter((one) => one.group === group)) {
      rows.push(await withinCap(sample, () => measured(server, browser, sample, quick)))
    }
    printTable(
      'From the click on a file to its first picture, medians',
      ['', 'size', 'shown', 'fetch', 'of the baseline', 'longest task', 'heap'],
      rows,
      [
        'Baseline: the same page fetches the same bytes raw. Heap: what the page’s JavaScript holds more while the content is shown, without what workers and decoders hold.',
      ],
    )
  })
}

/** Milliseconds that one kind may take, its making included. */
const CAP = 240_000

/** What takes longer, or fails, is a row that says so: the other kinds are measured all the same. */
async function withinCap(
  { label }: PreviewSample,
  work: () => Promise<string[]>,
): Promise<string[]> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${duration(CAP)}`)), CAP)
  })
  try {
    return await Promise.race([work(), late])
  } catch (error) {
    tell(label, error instanceof Error ? error.message : String(error))
    return [label, '', 'failed', '', '', '', '']
  } finally {
    clearTimeout(timer)
  }
}

/** To stderr: the tables stand alone on stdout. */
function tell(label: string, what: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${label}: ${what}`)
}

async function measured(
  server: Binnacle,
  browser: Browser,
  { label, contentType, make }: PreviewSample,
  quick: boolean,
): Promise<string[]> {
  tell(label, 'is made')
  const body = await make(quick ? 0.02 : 1)
  const created = await fetch(server.binaries, {
    method: 'POST',
    headers: { ...server.headers, 'content-type': contentType },
    body,
  })
  if (!created.ok) throw new Error(`${label} could not be stored: ${created.status}`)
  const { id } = (await created.json()) as { id: string }
  const turns: Opening[] = []
  const plain: number[] = []
  for (let turn = 0; turn < (quick ? 1 : 3); turn += 1) {
    const fetching = await fetched(server, browser, id, contentType)
    plain.push(fetching)
    const opened = await opening(server, browser, id)
    turns.push(opened)
    const { shown, longestTask } = opened
    const figures = [shown, fetching, longestTask].map(duration).join(', ')
    tell(label, `turn ${turn + 1}: shown, fetched, longest task ${figures}`)
  }
  await fetch(`${server.binaries}/${id}`, { method: 'DELETE', headers: server.headers })
  const shown = median(turns.map((turn) => turn.shown))
  const base = median(plain)
  return [
    label,
    mib(body.length),
    duration(shown),
    duration(base),
    ratio(shown / base),
    taskWords(Math.max(...turns.map((turn) => turn.longestTask))),
    mib(median(turns.map((turn) => turn.heap))),
  ]
}

/** Browsers tell of tasks from 50 ms alone. */
function taskWords(longest: number): string {
  return longest === 0 ? 'under 50 ms' : duration(longest)
}

interface Opening {
  /** Milliseconds. */
  shown: number
  longestTask: number
  /** Bytes. */
  heap: number
}

/** In a browser that has opened nothing yet but the list. */
async function opening(server: Binnacle, browser: Browser, id: string): Promise<Opening> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const page = await context.newPage()
    await page.addInitScript(watchFirstPicture)
    await page.goto(`${server.url}/#token=${server.token}`)
    const link = page.locator(`[role=grid] a[href$="/Binary/${id}"]`)
    await link.waitFor()
    // Nobody reads a list and clicks in less; meanwhile it fetches what opening a file needs.
    await page.waitForTimeout(REST)
    const before = await heapOf(page)
    await link.click()
    await loadIfAsked(page)
    const { shown, longestTask } = await page.evaluate(() => window.firstPicture)
    return { shown, longestTask, heap: (await heapOf(page)) - before }
  } finally {
    await context.close()
  }
}

/** Milliseconds from the list until the click. */
const REST = 1500

/** What is very large is loaded by a click of its own: the time counts from that one. */
async function loadIfAsked(page: Page): Promise<void> {
  const preview = page.getByRole('region', { name: 'Preview' })
  const load = preview.getByRole('button', { name: 'Load the preview' })
  const shown = preview.locator('[role=gridcell], [role=region] bdi, .cm-line, canvas, img')
  // A canvas may be there before it is seen.
  await load.or(shown).first().waitFor({ state: 'attached', timeout: 60_000 })
  if (!(await load.isVisible())) return
  await page.evaluate(() => window.watchFirstPicture())
  await load.click()
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}

declare global {
  interface Window {
    /** Milliseconds since the click; the longest task until a second after it. */
    firstPicture: Promise<{ shown: number; longestTask: number }>
    /** Begins anew, with the next click. */
    watchFirstPicture: () => void
  }
}

/** Runs in the page. */
function watchFirstPicture(): void {
  let longestTask = 0
  let clicked = Number.NaN
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      if (startTime + duration > clicked) longestTask = Math.max(longestTask, duration)
    }
  }).observe({ type: 'longtask' })
  const isDrawn = (canvas: HTMLCanvasElement) => {
    if (canvas.width < 50 || canvas.height < 50) return false
    const small = new OffscreenCanvas(8, 8).getContext('2d')
    small?.drawImage(canvas, 0, 0, 8, 8)
    return small?.getImageData(0, 0, 8, 8).data.some((value) => value > 0) === true
  }
  const decoded = new WeakSet<HTMLImageElement>()
  // A picture that is loaded is not yet one that can be seen: its pixels are decoded when it is painted.
  const isDecoded = async (picture: HTMLImageElement) => {
    if (decoded.has(picture)) return true
    if (!picture.complete || picture.naturalWidth === 0) return false
    await picture.decode().then(
      () => decoded.add(picture),
      () => undefined,
    )
    return decoded.has(picture)
  }
  const isShown = async () => {
    const preview = document.querySelector('[aria-label="Preview"]')
    if (!preview) return false
    const isText = [
      ...preview.querySelectorAll('[role=gridcell], [role=region] bdi, .cm-line'),
    ].some(({ textContent }) => textContent !== '')
    if (isText || [...preview.querySelectorAll('canvas')].some(isDrawn)) return true
    const pictures = await Promise.all([...preview.querySelectorAll('img')].map(isDecoded))
    return pictures.includes(true)
  }
  const nextFrame = async () => new Promise((resolve) => requestAnimationFrame(resolve))
  const untilShown = async () => {
    while (!(await isShown())) await nextFrame()
    // The frame that has it, and the one after: then the first is on the screen.
    await nextFrame()
    await nextFrame()
  }
  window.watchFirstPicture = () => {
    window.firstPicture = new Promise((resolve, reject) => {
      addEventListener(
        'click',
        () => {
          clicked = performance.now()
          setTimeout(() => reject(new Error('Nothing was shown within a minute.')), 60_000)
          void untilShown().then(() => {
            const shown = performance.now() - clicked
            setTimeout(() => resolve({ shown, longestTask }), 1000)
          })
        },
        { capture: true, once: true },
      )
    })
    // Whoever begins anew waits for this one no more.
    window.firstPicture.catch(() => undefined)
  }
  window.watchFirstPicture()
}

async function fetched(
  server: Binnacle,
  browser: Browser,
  id: string,
  contentType: string,
): Promise<number> {
  const context = await browser.newContext({ viewport: VIEWPORT, bypassCSP: true })
  try {
    const page = await context.newPage()
    await page.goto(`${server.url}/healthz`)
    return await page.evaluate(
      async ([url, authorization, accept]) => {
        const started = performance.now()
        await (await fetch(url, { headers: { authorization, accept } })).arrayBuffer()
        return performance.now() - started
      },
      [`${server.binaries}/${id}`, server.headers.authorization, contentType] as const,
    )
  } finally {
    await context.close()
  }
}
