import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium, type Browser, type Response } from 'playwright'
import { buildConsole } from '#server/console/build-console.ts'
import { chromiumLaunchOptions } from '#test/chromium.ts'
import { startBinnacle, type Binnacle } from './binnacle.ts'

/**
 * `npm run size`: what Chromium loads from opening the printed link until the grid is filled, with no interaction.
 * Counted in the browser, since the build's manifest knows neither the pages on the way nor what loads when idle.
 * Fails over budget.
 */
type Kind = 'js' | 'css'

/** KiB, each file gzipped at level 9. */
const BUDGET: Record<Kind, number> = { js: 180, css: 15 }

/** Milliseconds after which nothing is waited for that the grid needs. */
const QUIET = 400

interface Loaded {
  path: string
  kind: Kind
  /** Bytes. */
  size: number
}

await buildConsole(resolve(import.meta.dirname, '..'))
const server = await startBinnacle()
const browser = await chromium.launch(chromiumLaunchOptions())
try {
  await createBinary(server)
  report(await loadedUntilGrid(server, browser))
} finally {
  await browser.close()
  await server.stop()
}

async function loadedUntilGrid({ url, token }: Binnacle, browser: Browser): Promise<Loaded[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  // What the console loads ahead waits for a quiet moment, and would be counted wherever the machine is slow.
  await page.addInitScript((quiet) => {
    const wait = window.setTimeout
    const soon = (handler: TimerHandler, ms = 0) => (ms < quiet ? wait(handler, ms) : 0)
    Object.assign(window, { setTimeout: soon })
  }, QUIET)
  const loading: Promise<Loaded[]>[] = []
  page.on('response', (response) => loading.push(loadedBy(response)))
  await page.goto(`${url}/#token=${token}`)
  await page.getByRole('grid', { name: 'Binaries' }).getByRole('gridcell').first().waitFor()
  const loaded = (await Promise.all(loading)).flat()
  if (loaded.length === 0) throw new Error('The page loaded nothing.')
  return loaded
}

async function loadedBy(response: Response): Promise<Loaded[]> {
  const path = new URL(response.url()).pathname
  const [, extension] = /\.(m?js|css)$/.exec(path) ?? []
  if (extension === undefined) return []
  const { length: size } = gzipSync(await response.body(), { level: 9 })
  return [{ path, kind: extension === 'css' ? 'css' : 'js', size }]
}

function report(loaded: Loaded[]): void {
  for (const { path, size } of loaded.toSorted((a, b) => b.size - a.size)) {
    console.log(`${kib(size).padStart(10)}  ${path}`)
  }
  for (const kind of ['js', 'css'] as const) {
    const files = loaded.filter((one) => one.kind === kind)
    const sum = files.reduce((all, { size }) => all + size, 0)
    const over = sum > BUDGET[kind] * 1024
    const words = `${kib(sum)} of ${BUDGET[kind]} KiB in ${files.length} files`
    console.log(`${kind}: ${words}${over ? ': over budget' : ''}`)
    if (over) process.exitCode = 1
  }
}

async function createBinary({ binaries, headers }: Binnacle): Promise<void> {
  const { status } = await fetch(binaries, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ resourceType: 'Binary', contentType: 'text/plain', data: 'YQ==' }),
  })
  if (status !== 201) throw new Error(`The server answered ${status}.`)
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`
}
