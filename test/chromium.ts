import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

/**
 * The one that draws without anything of a window, which starts a page's context with a third of the work, or all of it,
 * as a person has it.
 */
type Which = 'headless' | 'whole'

const NAMES = {
  headless: ['chromium-headless-shell'],
  whole: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
}

/**
 * Where a Chromium is: the path in `BINNACLE_CHROMIUM`, the system's own, or Playwright's download.
 *
 * @param which where there are both
 * @returns the path of an executable that exists, or `undefined` when none is installed (`install` gets one)
 */
export function findChromium(which: Which = 'headless'): string | undefined {
  const given = process.env['BINNACLE_CHROMIUM'] ?? process.env['CHROMIUM_PATH']
  if (given !== undefined && given !== '') {
    if (!existsSync(given)) throw new Error(`BINNACLE_CHROMIUM names no file: ${given}`)
    return given
  }
  const other = which === 'headless' ? 'whole' : 'headless'
  return [...[...NAMES[which], ...NAMES[other]].map(onPath), chromium.executablePath()].find(
    (path) => path !== undefined && path !== '' && existsSync(path),
  )
}

/** The options under which Chromium runs in every test: quiet on a closed network, and as root too. */
export function chromiumLaunchOptions(which: Which = 'headless'): {
  executablePath?: string
  args: string[]
} {
  const executablePath = findChromium(which)
  const args = ['--disable-background-networking', '--disable-component-update', '--disable-quic']
  if (process.getuid?.() === 0) args.push('--no-sandbox')
  // Of its own downloads Playwright takes the one without a window, unless a path is given.
  const isDownload = executablePath === chromium.executablePath()
  if (executablePath === undefined || (isDownload && which === 'headless')) return { args }
  return { executablePath, args }
}

function onPath(name: string): string | undefined {
  try {
    return execFileSync('which', [name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined
  }
}
