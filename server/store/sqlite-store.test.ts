import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openStore } from './open-store.ts'
import { describeStore } from './store-contract.ts'

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

describeStore('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-store-'))
  folders.push(folder)
  return openStore(folder)
})
