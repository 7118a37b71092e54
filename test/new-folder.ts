import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** An empty folder, which goes with the test. @param name begins its own, for who finds one that was left */
export async function newFolder(name = 'test'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `binnacle-${name}-`))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
