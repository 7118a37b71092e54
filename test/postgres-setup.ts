import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { TestProject } from 'vitest/node'

/** Names a folder for a PostgreSQL that a test may start, and ends it after the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-postgres-'))
  project.provide('postgresFolder', folder)
  return async () => {
    const text = await readFile(join(folder, 'url'), 'utf8').catch(() => undefined)
    if (text !== undefined) await end((JSON.parse(text) as { pid: number }).pid)
    await rm(folder, { recursive: true, force: true })
  }
}

/** Its data is thrown away. */
async function end(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGQUIT')
    // It throws once the process is gone.
    for (;;) {
      process.kill(pid, 0)
      await delay(20)
    }
  } catch {
    return
  }
}
