import type { Browser } from 'playwright'
import type { Binnacle } from './binnacle.ts'
import { VIEWPORT, withConsole } from './browser.ts'
import { interleave } from './measure.ts'
import { duration, printTable, ratio } from './table.ts'

const BINARIES = 10_000

/** From opening the printed link to the grid with rows on the screen, each time in a browser that knows nothing yet. */
export async function benchFirstGrid(quick: boolean): Promise<void> {
  await withConsole(BINARIES, async (server, browser) => {
    const [console = 0, plain = 0] = await interleave(
      [() => linkToGrid(server, browser), () => plainList(server, browser)],
      quick ? 2 : 9,
    )
    printTable(
      `From the printed link to the filled grid, ${BINARIES.toLocaleString('en')} Binaries, medians`,
      ['', 'time', 'of the baseline'],
      [
        ['console', duration(console), ratio(console / plain)],
        ['baseline', duration(plain), ratio(1)],
      ],
      [
        'Baseline: a page of the same server without any script or style, in which the same first page of the list is fetched, parsed, and shown as text.',
      ],
    )
  })
}

declare global {
  interface Window {
    /** Milliseconds after the page was asked for. */
    gridShown: Promise<number>
  }
}

async function linkToGrid({ url, token }: Binnacle, browser: Browser): Promise<number> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const page = await context.newPage()
    await page.addInitScript(() => {
      window.gridShown = new Promise((resolve) => {
        const look = () => {
          // The frame after the one that holds the rows: they are on the screen by then.
          if (document.querySelector('[role=grid] [role=gridcell]') === null)
            requestAnimationFrame(look)
          else requestAnimationFrame(() => resolve(performance.now()))
        }
        look()
      })
    })
    await page.goto(`${url}/#token=${token}`)
    return await page.evaluate(() => window.gridShown)
  } finally {
    await context.close()
  }
}

async function plainList(server: Binnacle, browser: Browser): Promise<number> {
  const context = await browser.newContext({ viewport: VIEWPORT, bypassCSP: true })
  try {
    const page = await context.newPage()
    const list = `${server.binaries}?_elements=id,meta,language,contentType,securityContext&_count=100`
    await page.goto(`${server.url}/healthz`)
    return await page.evaluate(
      async ([list, authorization]) => {
        const answer = await fetch(list, { headers: { authorization } })
        const bundle: unknown = JSON.parse(await answer.text())
        document.body.textContent = JSON.stringify(bundle)
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
        return performance.now()
      },
      [list, server.headers.authorization] as const,
    )
  } finally {
    await context.close()
  }
}
