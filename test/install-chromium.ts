import { spawnSync } from 'node:child_process'
import { findChromium } from './chromium.ts'

/**
 * Makes sure that a Chromium is there, and says which: a given path, the system's, Playwright's download, or Debian's package when root.
 *
 * @throws Error that says what to do when none of the ways works
 */
export async function ensureChromium(): Promise<string> {
  const found = findChromium() ?? install()
  if (found === undefined) {
    throw new Error(
      'No Chromium was found, and none could be installed. Install one and name it: BINNACLE_CHROMIUM=/path/to/chromium npm test',
    )
  }
  console.log(`Chromium: ${found}`)
  return found
}

function install(): string | undefined {
  const ways = [['playwright', 'install', 'chromium']]
  if (process.getuid?.() === 0) {
    const install = ['apt-get', 'install', '-y', '-qq']
    ways.push(['apt-get', 'update', '-qq'], [...install, 'chromium-headless-shell'])
    // Where there is no package of it alone.
    ways.push([...install, 'chromium'])
  }
  for (const [command = '', ...args] of ways) {
    console.log(`No Chromium yet: ${command} ${args.join(' ')}`)
    spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], timeout: 600_000 })
    const found = findChromium()
    if (found !== undefined) return found
  }
  return undefined
}
