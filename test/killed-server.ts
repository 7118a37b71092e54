import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../server/main.ts', import.meta.url))

/**
 * The shipped server as a process that can be killed, on a folder that others look into afterwards.
 * @param uid whom it runs as, where not as this user
 */
export function startProcess(
  folder: string,
  token: string,
  more: Record<string, string> = {},
  uid?: number,
): ChildProcess {
  const env = {
    ...process.env,
    BINNACLE_DATA: folder,
    BINNACLE_DEMO: '0',
    BINNACLE_LOG_LEVEL: 'silent',
    BINNACLE_TOKEN: token,
    HOST: '127.0.0.1',
    PORT: '0',
    ...more,
  }
  return spawn(process.execPath, [MAIN], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid !== undefined && { uid }),
  })
}

/** The address that it prints, once it listens. */
export async function listening(server: ChildProcess): Promise<string> {
  const [line] = (await once(server.stdout ?? server, 'data')) as [Buffer]
  const [address] = /http:\/\/[\d.:]+/.exec(String(line)) ?? []
  if (address === undefined) throw new Error(`no address in ${String(line)}`)
  return address
}

/** Ends it by SIGKILL. @returns once it is gone, what has ended it */
export async function killed(server: ChildProcess): Promise<NodeJS.Signals | null> {
  server.kill('SIGKILL')
  if (server.signalCode === null && server.exitCode === null) await once(server, 'exit')
  return server.signalCode
}
