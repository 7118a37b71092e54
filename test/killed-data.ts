import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { openStore } from '#server/store/open-store.ts'
import type { Store } from '#server/store/store.ts'

/** A data folder, another one for each test of the file, that killed processes leave. */
export interface KilledData {
  readonly folder: string
  /** Opens what is there, while no server runs on it. */
  withStore: <Result>(work: (store: Store) => Promise<Result>) => Promise<Result>
}

export function killedData(): KilledData {
  let folder = ''
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'binnacle-kills-'))))
  afterEach(() => rm(folder, { recursive: true }))
  return {
    get folder() {
      return folder
    },
    withStore: async (work) => {
      const store = await openStore(folder)
      try {
        return await work(store)
      } finally {
        await store.close()
      }
    },
  }
}
