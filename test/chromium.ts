import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

/**
 * Where a Chromium is: the path in `BINNACLE_CHROMIUM`, the system's own, or Playwright's download.
 *
 * @returns the path of an executable that exists, or `undefined` when none is installed (`install` gets one)
 */
export function findChromium(): string | undefined {
  const given = process.env['BINNACLE_CHROMIUM'] ?? process.env['CHROMIUM_PATH']
  if (given !== undefined && given !== '') {
    if (!existsSync(given)) throw new Error(`BINNACLE_CHROMIUM names no file: ${given}`)
    return given
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
  return [...names.map(onPath), chromium.executablePath()].find(
    (path) => path !== undefined && path !== '' && existsSync(path),
  )
}

/** The options under which Chromium runs in every test: quiet on a closed network, and as root too. */
export function chromiumLaunchOptions(): { executablePath?: string; args: string[] } {
  const executablePath = findChromium()
  const args = ['--disable-background-networking', '--disable-component-update', '--disable-quic']
  if (process.getuid?.() === 0) args.push('--no-sandbox')
  return executablePath === undefined ? { args } : { executablePath, args }
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
