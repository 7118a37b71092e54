import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { runAdmin } from '#server/admin/run-admin.ts'

const root = resolve(import.meta.dirname, '..')

/** The shipped server as its own process, on a folder of its own. */
export interface RealServer {
  /** `http://127.0.0.1:PORT` */
  url: string
  /** The admin token of this run. */
  token: string
  /** Its data folder. */
  folder: string
  /** Of the process; 0 when it could not be started. */
  pid: number
  /** What `npm run admin -- ARGS` does on the server's folder, here beside the server. @returns what it prints */
  admin(...args: string[]): Promise<string>
  stop(): Promise<void>
}

/** @param env further settings, such as `BINNACLE_DEMO` */
export async function startRealServer(env: Record<string, string> = {}): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'))
  const token = `e2e-${crypto.randomUUID()}`
  const settings = {
    ...process.env,
    PORT: '0',
    HOST: '127.0.0.1',
    BINNACLE_DATA: folder,
    BINNACLE_DEMO: '0',
    BINNACLE_TOKEN: token,
    BINNACLE_LOG_LEVEL: 'error',
    ...env,
  }
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: root,
    env: settings,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await printedOrigin(child.stdout, once(child, 'exit'))
  return {
    url,
    token,
    folder: settings.BINNACLE_DATA,
    pid: child.pid ?? 0,
    admin: (...args) => runCommand(args, settings),
    stop: async () => {
      // One that has crashed will not exit again.
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit')
        child.kill('SIGTERM')
        await gone
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function runCommand(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const [out, noted]: [string[], string[]] = [[], []]
  const code = await runAdmin(args, {
    env,
    now: new Date(),
    out: (line) => void out.push(`${line}\n`),
    note: (line) => void noted.push(line),
  })
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${noted.join(' ')}`)
  return out.join('')
}

async function printedOrigin(
  output: NodeJS.ReadableStream,
  exit: Promise<unknown[]>,
): Promise<string> {
  const printed = (async () => {
    for await (const line of createInterface({ input: output })) {
      const link = /https?:\/\/[^\s/]+/.exec(line)
      if (link !== null) return link[0]
    }
    throw new Error('The server printed no link')
  })()
  const early = exit.then(([code]) => {
    throw new Error(`The server stopped with ${String(code)} before it listened`)
  })
  return await Promise.race([printed, early])
}
