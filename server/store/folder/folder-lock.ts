import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreBusy, StoreUnavailable } from '../errors.ts'
import { storeErrorOf } from '../sqlite/database.ts'

/**
 * What one process at a time does in a folder: all of it (`lock`), making the index of words (`words-lock`), checking the
 * contents (`check-lock`), making a backup in it (`unfinished`) or restoring one into it (`restoring`); of these two the file stays until the folder is whole. The
 * operating system holds the lock (SQLite's own, on a file of its own), so that it is gone the moment the process is,
 * however that ended.
 * @throws StoreUnavailable when somebody else holds it
 */
export function lockFolder(
  folder: string,
  name: 'lock' | 'words-lock' | 'check-lock' | 'unfinished' | 'restoring' = 'lock',
): { release(): void } {
  const connection = new DatabaseSync(join(folder, `${name}.sqlite`), { timeout: 0 })
  try {
    connection.exec('pragma locking_mode = exclusive; begin exclusive')
  } catch (error) {
    connection.close()
    if (!(storeErrorOf(error) instanceof StoreBusy)) throw error
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
