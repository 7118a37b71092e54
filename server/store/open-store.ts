import { randomUUID } from 'node:crypto'
import { openFolderContents } from './folder/contents.ts'
import { openOrganizations, openTokens } from './sqlite/access.ts'
import { openAudit } from './sqlite/audit.ts'
import { openReads, openVersionRows } from './sqlite/binaries.ts'
import { openCommit } from './sqlite/commit.ts'
import { openCursors } from './sqlite/cursor.ts'
import {
  databaseFile,
  expectFolder,
  lockFolder,
  makeFolder,
  unavailable,
} from './sqlite/data-folder.ts'
import { openDatabase, WriteQueue } from './sqlite/database.ts'
import type { Database } from './sqlite/database.ts'
import { openHistory } from './sqlite/history.ts'
import { endOtherHolders, SqliteLeases } from './sqlite/leases.ts'
import { migrate, needsMigration } from './sqlite/migrations.ts'
import { openSearch } from './sqlite/search.ts'
import type { Store } from './store.ts'

/**
 * Opens the data folder for this process alone.
 * @param make whether a folder that holds nothing yet is created
 * @throws StoreUnavailable with one line that says what to do
 */
export async function openStore(
  folder: string,
  { make }: { make: boolean } = { make: true },
): Promise<Store> {
  if (make) await makeFolder(folder)
  else expectFolder(folder)
  return opening(folder, async (undo) => {
    const lock = lockFolder(folder)
    undo(() => lock.release())
    const store = await openUnlockedStore(folder, { alone: true })
    return {
      ...store,
      close: async () => {
        await store.close()
        lock.release()
      },
    }
  })
}

/**
 * The same without keeping other processes out.
 * @param alone whether the caller does: what another process left half-written is then removed without waiting until
 *   its leases expire
 */
export async function openUnlockedStore(
  folder: string,
  { alone, now = Date.now }: { alone: boolean; now?: () => number },
): Promise<Store> {
  return opening(folder, async (undo) => {
    const database = openDatabase(databaseFile(folder))
    undo(() => database.close())
    migrate(database)
    const holder = randomUUID()
    if (alone) endOtherHolders(database, holder)
    const leases = new SqliteLeases(database, { holder, now, newId: randomUUID })
    undo(() => void leases.close())
    const contents = await openFolderContents(folder, leases)
    const { queue, cursors, ...shared } = assembleShared(database)
    const rows = openVersionRows(database)
    const { search, firstMatches } = openSearch(database, rows, cursors)
    return {
      ...shared,
      contents,
      binaries: {
        ...openReads(rows),
        ...openHistory(database, rows, cursors),
        search,
        commit: openCommit({
          database,
          queue,
          rows,
          firstMatches,
          insertAudit: shared.audit.insert,
        }),
      },
      close: async () => {
        await leases.close()
        await shared.close()
      },
    }
  })
}

/** What can be done to a folder while a server runs on it. */
export type SharedStore = Pick<Store, 'organizations' | 'tokens' | 'audit' | 'close'>

/**
 * Opens the database of a data folder beside the server that may be running on it.
 * @param make whether a folder that holds nothing yet is created
 * @throws StoreUnavailable with one line that says what to do
 */
export async function openSharedStore(
  folder: string,
  { make }: { make: boolean },
): Promise<SharedStore> {
  if (make) await makeFolder(folder)
  else expectFolder(folder)
  return opening(folder, async (undo) => {
    const database = openDatabase(databaseFile(folder))
    undo(() => database.close())
    if (needsMigration(database)) {
      // The schema does not change under a server of an older release.
      const lock = lockFolder(folder)
      undo(() => lock.release())
      migrate(database)
      lock.release()
    }
    return assembleShared(database)
  })
}

/** What `open` has opened is closed again, last first, when it fails later on. */
async function opening<Result>(
  folder: string,
  open: (undo: (step: () => void) => void) => Promise<Result>,
): Promise<Result> {
  const steps: (() => void)[] = []
  try {
    return await open((step) => steps.unshift(step))
  } catch (error) {
    for (const step of steps) step()
    throw unavailable(folder, error)
  }
}

function assembleShared(database: Database) {
  const queue = new WriteQueue(database)
  const cursors = openCursors(database)
  return {
    queue,
    cursors,
    organizations: openOrganizations(database, queue),
    tokens: openTokens(database, queue),
    audit: openAudit(database, queue, cursors),
    close: async () => {
      queue.flush()
      database.close()
    },
  }
}
