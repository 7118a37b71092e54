import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Installs a package of Debian, where this is Debian and the user is root; whoever calls looks whether it is there then. One
 * process of a run does so at a time: apt refuses a second one, and files of tests run side by side.
 */
export function installPackage(name: string): void {
  if (process.getuid?.() !== 0) return
  spawnSync('flock', [join(tmpdir(), 'binnacle-apt.lock'), 'sh', '-c', INSTALL, 'sh', name], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 600_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

/** What others on the machine do by apt is waited for. */
const INSTALL =
  'apt-get update -qq; apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$1"'

/**
 * Where a program is that has the name of its package: installed by that where it is not there.
 * @throws Error where it can not be
 */
export function ensureProgram(name: string): string {
  const found = find(name)
  if (found !== undefined) return found
  installPackage(name)
  const installed = find(name)
  if (installed !== undefined) return installed
  throw new Error(`${name} is not installed, and could not be. Install it, so that it is tested.`)
}

function find(name: string): string | undefined {
  return [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))
}
