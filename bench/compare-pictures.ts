import jpeg from 'jpeg-js'
import type { Browser } from 'playwright'
import { makePdf } from '#test/make-pdf.ts'
import type { Binnacle } from './binnacle.ts'
import { VIEWPORT, withConsole } from './browser.ts'
import { median } from './measure.ts'
import { duration, mib, printTable } from './table.ts'

interface PairSample {
  label: string
  contentType: string
  make: (version: 1 | 2, scale: number) => Uint8Array<ArrayBuffer>
  /** Says, in the page, that what is looked for is shown. Runs there. */
  isShown: () => boolean
}

const SAMPLES: readonly PairSample[] = [
  {
    label: 'PDF, 200 pages, 3 changed: the first changed one named',
    contentType: 'application/pdf',
    make: longPdf,
    isShown: () => document.querySelector('[aria-label="Pages"] li button') !== null,
  },
  {
    label: 'the same: its two pictures drawn and compared',
    contentType: 'application/pdf',
    make: longPdf,
    isShown: () => document.querySelector('canvas[aria-label^="After:"]') !== null,
  },
  {
    label: 'two JPEGs of 12 megapixels: the share that differs',
    contentType: 'image/jpeg',
    make: largePicture,
    isShown: () => /% of the pixels/.test(document.body.textContent),
  },
]

/** From asking for a comparison to what is looked for on the screen. */
export async function benchComparePictures(quick: boolean): Promise<void> {
  await withConsole(1, async (server, browser) => {
    const rows: string[][] = []
    for (const sample of SAMPLES) rows.push(await measured(server, browser, sample, quick))
    printTable(
      'Comparing pictures and pages, medians',
      ['', 'size of both', 'shown', 'longest task'],
      rows,
      [
        'From the click on “Compare” until it is on the screen, both contents fetched in that time; the longest task of the main thread until a second after.',
      ],
    )
  })
}

async function measured(
  server: Binnacle,
  browser: Browser,
  { label, contentType, make, isShown }: PairSample,
  quick: boolean,
): Promise<string[]> {
  const [one, other] = [make(1, quick ? 0.1 : 1), make(2, quick ? 0.1 : 1)]
  const { id, versions } = await stored(server, contentType, one, other)
  const shown: number[] = []
  let longest = 0
  for (let turn = 0; turn < (quick ? 1 : 3); turn += 1) {
    const result = await opened(server, browser, { id, versions, isShown })
    shown.push(result.shown)
    longest = Math.max(longest, result.longest)
  }
  return [label, mib(one.length + other.length), duration(median(shown)), duration(longest)]
}

async function stored(
  { binaries, headers }: Binnacle,
  contentType: string,
  one: Uint8Array<ArrayBuffer>,
  other: Uint8Array<ArrayBuffer>,
): Promise<{ id: string; versions: [string, string] }> {
  const send = async (
    url: string,
    method: string,
    body: Uint8Array<ArrayBuffer>,
    match?: string,
  ) => {
    const answer = await fetch(url, {
      method,
      headers: { ...headers, 'content-type': contentType, ...(match && { 'if-match': match }) },
      body,
    })
    if (!answer.ok) throw new Error(`A version could not be stored: ${answer.status}`)
    const { id, meta } = (await answer.json()) as { id: string; meta: { versionId: string } }
    return { id, version: meta.versionId }
  }
  const first = await send(binaries, 'POST', one)
  const second = await send(`${binaries}/${first.id}`, 'PUT', other, `W/"${first.version}"`)
  return { id: first.id, versions: [first.version, second.version] }
}

async function opened(
  server: Binnacle,
  browser: Browser,
  pair: { id: string; versions: [string, string]; isShown: () => boolean },
): Promise<{ shown: number; longest: number }> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  try {
    const page = await context.newPage()
    await page.addInitScript(`window.isCompared = ${pair.isShown.toString()}`)
    await page.goto(`${server.url}/#token=${server.token}`)
    const link = page.locator(`[role=grid] a[href$="/Binary/${pair.id}"]`)
    await link.waitFor()
    const href = (await link.getAttribute('href')) ?? ''
    const [from, to] = pair.versions
    const address = `${href}/_compare/${from}/${to}`
    return await page.evaluate(watch, address)
  } finally {
    await context.close()
  }
}

declare global {
  interface Window {
    isCompared: () => boolean
  }
}

/** Runs in the page: goes to the address inside the app, and looks at every frame. */
function watch(address: string) {
  return new Promise<{ shown: number; longest: number }>((resolve, reject) => {
    let longest = 0
    const started = performance.now()
    new PerformanceObserver((list) => {
      for (const { duration: time } of list.getEntries()) longest = Math.max(longest, time)
    }).observe({ type: 'longtask' })
    setTimeout(() => reject(new Error('Nothing was shown within a minute.')), 60_000)
    history.pushState(null, '', address)
    dispatchEvent(new PopStateEvent('popstate'))
    const look = () => {
      if (!window.isCompared()) {
        requestAnimationFrame(look)
        return
      }
      const shown = performance.now() - started
      setTimeout(() => resolve({ shown, longest }), 1000)
    }
    look()
  })
}

const PAGES = 200

/** About 30 lines a page; of the second version three pages have another figure. */
function longPdf(version: 1 | 2, scale: number): Uint8Array<ArrayBuffer> {
  const count = Math.ceil(PAGES * scale)
  const changed = new Set([0.2, 0.5, 0.9].map((share) => Math.floor(count * share)))
  const pages = Array.from({ length: count }, (_, at) => {
    const figure = version === 2 && changed.has(at) ? 99 : 42
    const lines = Array.from(
      { length: 30 },
      (_line, row) =>
        `BT /F 10 Tf 40 ${720 - row * 20} Td (Page ${at + 1}, row ${row}: potassium ${figure} of patient ${at * 31 + row}) Tj ET`,
    )
    return { text: `Report ${at + 1}`, content: lines.join('\n') }
  })
  return makePdf({ pages })
}

function largePicture(version: 1 | 2, scale: number): Uint8Array<ArrayBuffer> {
  const width = Math.ceil(4000 * Math.sqrt(scale))
  const height = Math.ceil(3000 * Math.sqrt(scale))
  const data = new Uint8Array(width * height * 4)
  for (let at = 0; at < data.length; at += 1) data[at] = ((at >> 4) + (at >> 13)) & 255
  if (version === 2) data.fill(0, data.length / 2, data.length / 2 + width * 4 * 20)
  return new Uint8Array(jpeg.encode({ data, width, height }, 85).data)
}
