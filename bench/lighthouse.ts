import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import lighthouse, { desktopConfig } from 'lighthouse'
import { withConsole } from './browser.ts'
import { median } from './measure.ts'
import { duration, printTable } from './table.ts'

const METRICS = {
  'first-contentful-paint': 'first paint',
  'largest-contentful-paint': 'largest paint',
  'total-blocking-time': 'blocked',
} as const

/** Lighthouse's performance figure of the built console, as its desktop preset sees it. */
export async function benchLighthouse(quick: boolean): Promise<void> {
  const port = await freePort()
  const rows: string[][] = []
  await withConsole(
    1000,
    async ({ url, token }) => {
      for (const [name, address] of [
        ['connect page', `${url}/connect`],
        ['printed link, to the list', `${url}/#token=${token}`],
      ] as const) {
        const runs: Figures[] = []
        for (let run = 0; run < (quick ? 1 : 5); run += 1) runs.push(await audit(address, port))
        const of = (pick: (run: Figures) => number) => median(runs.map(pick))
        rows.push([
          name,
          `${Math.round(of(({ score }) => score))} of 100`,
          ...Object.keys(METRICS).map((_, at) => duration(of(({ metrics }) => metrics[at] ?? 0))),
          of(({ shift }) => shift).toFixed(3),
        ])
      }
    },
    port,
  )
  const head = ['', 'performance', ...Object.values(METRICS), 'layout shift']
  printTable('Lighthouse, desktop preset, medians', head, rows)
}

interface Figures {
  score: number
  /** Milliseconds, in the order of `METRICS`. */
  metrics: number[]
  shift: number
}

async function audit(url: string, port: number): Promise<Figures> {
  const flags = { port, onlyCategories: ['performance'], logLevel: 'error' as const }
  const result = await lighthouse(url, flags, desktopConfig)
  if (result === undefined) throw new Error('Lighthouse gave no result')
  const { audits, categories, runtimeError } = result.lhr
  if (runtimeError) throw new Error(`Lighthouse failed: ${runtimeError.message}`)
  return {
    score: (categories['performance']?.score ?? 0) * 100,
    metrics: Object.keys(METRICS).map((name) => audits[name]?.numericValue ?? Number.NaN),
    shift: audits['cumulative-layout-shift']?.numericValue ?? Number.NaN,
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
