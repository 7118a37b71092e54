import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chown, mkdir, open, readFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** A real PostgreSQL of our own, on the loopback address, that whoever started it ends. */
export interface Cluster {
  /** `postgres://…`, of a database that is empty at first. */
  url: string
  port: number
  /** The engine's own process, which is the parent of all others of it. */
  pid: number
  /** `immediate`: as a crash leaves it. */
  stop(mode: 'fast' | 'immediate'): Promise<void>
  /** After `stop`: on the same data, at the same address. */
  start(): Promise<void>
}

/**
 * Makes a cluster in a folder, unless there is one, and starts it.
 * @param durable whether what is committed is on the disk: for who kills it; all else is faster without
 * @param more settings, as `name=value`
 */
export async function startCluster(
  folder: string,
  durable: boolean,
  more: readonly string[] = [],
): Promise<Cluster> {
  const bin = ensurePostgres()
  const who = unprivileged()
  await mkdir(folder, { recursive: true })
  if (who) await chown(folder, who.uid, who.gid)
  const data = join(folder, 'data')
  if (!existsSync(data)) makeCluster(bin, data, { ...who, cwd: folder })
  const port = await freePort()
  let server: ChildProcess | undefined
  const cluster = {
    url: `postgres://binnacle@127.0.0.1:${port}/postgres`,
    port,
    get pid() {
      return server?.pid ?? 0
    },
    start: async () => {
      const log = await open(join(folder, 'log'), 'a')
      const settings = [...DURABLE, ...(durable ? [] : FAST), ...more]
      server = spawn(
        join(bin, 'postgres'),
        ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
        { ...who, cwd: folder, detached: true, stdio: ['ignore', log.fd, log.fd] },
      )
      server.unref()
      await log.close()
      await answering(port, server, join(folder, 'log'))
    },
    stop: async (mode: 'fast' | 'immediate') => {
      if (!server || server.exitCode !== null || server.signalCode !== null) return
      server.ref()
      const ended = once(server, 'exit')
      server.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
      await ended
    },
  }
  await cluster.start()
  return cluster
}

function makeCluster(bin: string, data: string, how: { uid?: number; gid?: number; cwd: string }) {
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'binnacle', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...how, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
}

const DURABLE = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'shared_buffers=64MB',
  'autovacuum_naptime=5s',
]
const FAST = ['fsync=off', 'full_page_writes=off']

/** It refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  const user = ['postgres', 'nobody']
    .map((name) => users.find((line) => line.startsWith(`${name}:`)))
    .find((line) => line !== undefined)
  const [, , uid = '65534', gid = '65534'] = user?.split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function answering(port: number, server: ChildProcess, log: string): Promise<void> {
  const end = Date.now() + 60_000
  while (Date.now() < end) {
    if (server.exitCode !== null)
      throw new Error(`PostgreSQL did not start: ${await readFile(log, 'utf8')}`)
    if (await accepts(port)) return
    await delay(20)
  }
  throw new Error('PostgreSQL did not start within a minute.')
}

/** Whether it takes connections, and is not still on its way up: it answers a question about TLS, and logs its being ready. */
async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    // A start-up message of the protocol 3.0 for the user `binnacle` (https://www.postgresql.org/docs/current/protocol-message-formats.html).
    const text = 'user\0binnacle\0database\0postgres\0\0'
    const message = Buffer.alloc(8 + text.length)
    message.writeInt32BE(message.length, 0)
    message.writeInt32BE(0x00_03_00_00, 4)
    message.write(text, 8)
    socket.write(message)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    return answer[0] === 'R'.codePointAt(0)
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** @returns the folder of the binaries: of the path, of Debian's package, or of that package once it is installed */
function ensurePostgres(): string {
  const found = findPostgres()
  if (found !== undefined) return found
  if (process.getuid?.() === 0)
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', 'postgresql'],
    ])
      spawnSync('apt-get', args, {
        stdio: ['ignore', 'ignore', 'inherit'],
        timeout: 600_000,
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
  const installed = findPostgres()
  if (installed !== undefined) return installed
  throw new Error(
    'No PostgreSQL was found, and none could be installed. Install its server, or name one: BINNACLE_TEST_POSTGRES=postgres://user@host/database npm test',
  )
}

function findPostgres(): string | undefined {
  const base = '/usr/lib/postgresql'
  const versions = existsSync(base)
    ? readdirSync(base).toSorted((a, b) => Number(b) - Number(a))
    : []
  const folders = [
    ...(process.env['PATH'] ?? '').split(':'),
    ...versions.map((version) => join(base, version, 'bin')),
  ]
  return folders.find((folder) =>
    ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
  )
}
