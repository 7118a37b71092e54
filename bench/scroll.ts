import type { Browser, Page } from 'playwright'
import type { Binnacle } from './binnacle.ts'
import { VIEWPORT, withConsole } from './browser.ts'
import { median } from './measure.ts'
import { duration, printTable } from './table.ts'

/** Pixels of one turn of the wheel: four screens. */
const STEP = 3200

/** Scrolls by wheel from the first to the last row of a fully loaded list, and says how long frames took. */
export async function benchScroll(quick: boolean): Promise<void> {
  const rows = quick ? 10_000 : 100_000
  await withConsole(rows, async (server, browser) => {
    const page = await loadedList(server, browser, rows)
    const height = await page
      .getByRole('grid', { name: 'Binaries' })
      .evaluate((grid) => grid.scrollHeight)
    const plain = await blankPage(browser, height)
    const ours = await scrollThrough(page, height)
    const baseline = await scrollThrough(plain, height)
    printTable(
      `Scrolling through ${rows.toLocaleString('en')} rows by wheel, ${STEP} pixels at a time`,
      ['', 'frames', 'median frame', 'longest frame', 'over 50 ms', 'long tasks'],
      [row('console', ours), row('baseline', baseline)],
      [
        'Baseline: an empty page as high as the list. Frames are counted by requestAnimationFrame, long tasks (50 ms and more) by the browser.',
      ],
    )
  })
}

interface Frames {
  /** Milliseconds. */
  deltas: number[]
  longTasks: number
}

function row(name: string, { deltas, longTasks }: Frames): string[] {
  return [
    name,
    String(deltas.length),
    duration(median(deltas)),
    duration(Math.max(...deltas)),
    String(deltas.filter((delta) => delta > 50).length),
    String(longTasks),
  ]
}

async function loadedList({ url, token }: Binnacle, browser: Browser, rows: number) {
  const page = await browser.newPage({ viewport: VIEWPORT })
  await page.goto(`${url}/#token=${token}`)
  await page.getByRole('button', { name: 'Load all' }).click()
  await page
    .getByText(`${rows.toLocaleString('en-US')} loaded`, { exact: true })
    .waitFor({ timeout: 300_000 })
  return page
}

async function blankPage(browser: Browser, height: number): Promise<Page> {
  const page = await browser.newPage({ viewport: VIEWPORT })
  await page.setContent(
    `<div style="height: ${height}px; background: linear-gradient(#fff, #000)">`,
  )
  return page
}

declare global {
  interface Window {
    frameLog: Frames & { done: boolean }
  }
}

async function scrollThrough(page: Page, height: number): Promise<Frames> {
  await page.bringToFront()
  await page.mouse.move(VIEWPORT.width / 2, VIEWPORT.height / 2)
  await page.mouse.wheel(0, -height)
  await page.waitForTimeout(500)
  await page.evaluate(watchFrames)
  for (let at = 0; at < height; at += STEP) await page.mouse.wheel(0, STEP)
  return await page.evaluate(() => {
    window.frameLog.done = true
    const { deltas, longTasks } = window.frameLog
    return { deltas, longTasks }
  })
}

function watchFrames(): void {
  const frames: Window['frameLog'] = { deltas: [], longTasks: 0, done: false }
  window.frameLog = frames
  const observer = new PerformanceObserver((list) => {
    frames.longTasks += list.getEntries().length
  })
  observer.observe({ type: 'longtask' })
  let last = performance.now()
  const next = (now: number) => {
    frames.deltas.push(now - last)
    last = now
    if (frames.done) observer.disconnect()
    else requestAnimationFrame(next)
  }
  // The time that setting this up took is no frame.
  requestAnimationFrame((now) => {
    last = now
    requestAnimationFrame(next)
  })
}
