import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { killed, listening } from './killed-server.ts'

const root = resolve(import.meta.dirname, '..')
const UNSHARE = ['--user', '--map-root-user', '--mount', '--propagation', 'private']

/** Why no small disk can be made here; `undefined` where it can. */
export async function whyNoSmallDisk(): Promise<string | undefined> {
  try {
    await promisify(execFile)('unshare', [...UNSHARE, 'mount', '-t', 'tmpfs', 'none', '/mnt'])
    return undefined
  } catch (error) {
    return `no file system can be mounted in a namespace of its own: ${String(error).split('\n')[0]}`
  }
}

/** The shipped server with an organization `o`, whose data lies on a disk of its own that is small: in memory, and seen by that process alone. */
export interface OnSmallDisk extends AsyncDisposable {
  url: string
  token: string
  /** The data folder, as others see it. */
  folder: string
  /** All that it wrote to its log. */
  log: () => string
  /** Takes the bytes for somebody else's file, or all there are. @returns how many that were */
  fill: (bytes?: number) => Promise<number>
  /** Lets it only be read from now on, or be written again; or takes it away while files on it are open. */
  turn: (how: 'read-only' | 'writable' | 'away') => Promise<void>
  /** Removes that file. */
  empty: () => Promise<void>
}

/** @param mebibytes of the disk */
export async function startOnSmallDisk(
  mebibytes: number,
  env: Record<string, string> = {},
): Promise<OnSmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-small-'))
  const token = `small-${crypto.randomUUID()}`
  // SQLite follows /proc/…/root to the wrong place: only processes of the namespace may open the database.
  const script = `mount -t tmpfs -o size=${mebibytes}m none "$0" &&
    "$1" server/admin.ts organization add --name O --slug o --id o >&2 && exec "$1" server/main.ts`
  const child = spawn('unshare', [...UNSHARE, 'sh', '-c', script, folder, process.execPath], {
    cwd: root,
    env: {
      ...process.env,
      BINNACLE_DATA: join(folder, 'data'),
      BINNACLE_DEMO: '0',
      BINNACLE_LOG_LEVEL: 'error',
      BINNACLE_CONTENT_INDEX: '0',
      BINNACLE_TOKEN: token,
      HOST: '127.0.0.1',
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += String(chunk)))
  const url = await Promise.race([listening(child), early(child, () => log)])
  const seen = `/proc/${child.pid}/root${folder}`
  const filler = join(seen, 'filler')
  return {
    url,
    token,
    folder: join(seen, 'data'),
    log: () => log,
    fill: (bytes) => fill(filler, bytes),
    turn: async (how) => {
      const into = ['--target', String(child.pid), '--user', '--mount', '--preserve-credentials']
      const inside = (...command: string[]) =>
        promisify(execFile)('nsenter', [...into, ...command, folder])
      if (how === 'read-only') {
        await inside('mount', '--bind', folder)
        await inside('mount', '--options', 'remount,bind,ro')
      } else await inside('umount', '--lazy')
    },
    empty: () => rm(filler, { force: true }),
    [Symbol.asyncDispose]: async () => {
      await killed(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function early(child: ChildProcess, log: () => string): Promise<never> {
  await once(child, 'exit')
  throw new Error(`The server ended before it listened: ${log()}`)
}

async function fill(path: string, bytes = Infinity): Promise<number> {
  const file = await open(path, 'a')
  let filled = 0
  try {
    // The last pieces are small, so that nothing is left.
    for (let piece = 65_536; piece >= 512 && filled < bytes;) {
      try {
        filled += (await file.write(Buffer.alloc(Math.min(piece, bytes - filled), 1))).bytesWritten
      } catch {
        piece /= 2
      }
    }
    return filled
  } finally {
    await file.close()
  }
}
