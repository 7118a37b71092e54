import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { ensureProgram } from './debian-package.ts'
import { freePort, unprivileged } from './postgres-cluster.ts'

/**
 * A real PgBouncer before a PostgreSQL, for the time of a test.
 * @param target `postgres://…`
 * @param settings lines of its section `pgbouncer`
 * @returns the same address by way of it
 */
export async function startPgBouncer(target: string, settings: readonly string[]): Promise<string> {
  const program = ensureProgram('pgbouncer')
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-pgbouncer-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const who = unprivileged()
  if (who) await chown(folder, who.uid, who.gid)
  const port = await freePort()
  const { hostname, port: engine, pathname, username, password } = new URL(target)
  // It reads no empty one.
  const secret = password === '' ? '' : ` password=${password}`
  const lines = [
    '[databases]',
    `${pathname.slice(1)} = host=${hostname} port=${engine || 5432} user=${username}${secret}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    ...settings,
  ]
  const file = join(folder, 'pgbouncer.ini')
  await writeFile(file, `${lines.join('\n')}\n`)
  const bouncer = spawn(program, ['-q', file], { ...who, cwd: folder, stdio: 'ignore' })
  onTestFinished(async () => {
    if (bouncer.exitCode !== null) return
    const ended = once(bouncer, 'exit')
    bouncer.kill('SIGTERM')
    await ended
  })
  while (!(await accepts(port))) {
    if (bouncer.exitCode !== null) throw new Error('PgBouncer has not started.')
    await delay(20)
  }
  const url = new URL(target)
  url.host = `127.0.0.1:${port}`
  return url.href
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
