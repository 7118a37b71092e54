import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreUnavailable } from './store.ts'

/**
 * Keeps every other process out of the folder until `release`. The operating system holds the lock
 * (SQLite's own, on a file of its own), so that it is gone the moment the process is, however that ended.
 * @throws StoreUnavailable when somebody else holds it
 */
export function lockFolder(folder: string): { release(): void } {
  const connection = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 })
  try {
    connection.exec('pragma locking_mode = exclusive; begin exclusive')
  } catch (error) {
    connection.close()
    if (!isBusy(error)) throw error
    throw new StoreUnavailable(
      `The data folder ${folder} is in use by another Binnacle. Stop it first, or set BINNACLE_DATA to another folder.`,
    )
  }
  return {
    release: () => {
      if (connection.isOpen) connection.close()
    },
  }
}

/** https://sqlite.org/rescode.html: SQLITE_BUSY, SQLITE_LOCKED. */
function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
  return code === 5 || code === 6
}
