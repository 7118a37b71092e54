import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Browser } from 'playwright'
import { buildConsole } from '#server/console/build-console.ts'
import { chromiumLaunchOptions } from '#test/chromium.ts'
import { startBinnacle, type Binnacle } from './binnacle.ts'
import { fillBinaries } from './fill.ts'

export const VIEWPORT = { width: 1440, height: 900 }

/**
 * Runs `work` with Chromium and a server that serves the console, built anew where it is stale, on so many Binaries.
 *
 * @param debuggingPort where the browser also listens for other tools' commands
 */
export async function withConsole(
  binaries: number,
  work: (server: Binnacle, browser: Browser) => Promise<void>,
  debuggingPort?: number,
): Promise<void> {
  await buildConsole(resolve(import.meta.dirname, '..'))
  const data = await mkdtemp(join(tmpdir(), 'binnacle-bench-'))
  const { args, ...options } = chromiumLaunchOptions('whole')
  if (debuggingPort !== undefined) args.push(`--remote-debugging-port=${debuggingPort}`)
  let server: Binnacle | undefined
  let browser: Browser | undefined
  try {
    await fillBinaries(data, binaries)
    server = await startBinnacle(data)
    browser = await chromium.launch({ ...options, args })
    await work(server, browser)
  } finally {
    await browser?.close()
    await server?.stop()
    await rm(data, { recursive: true, force: true })
  }
}
