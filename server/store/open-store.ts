import { openAudit } from './audit.ts'
import { openCommit } from './commit.ts'
import type { ContentFolder } from './content-files.ts'
import { openContentFolder } from './content-files.ts'
import { openContents } from './contents.ts'
import { openCursors } from './cursor.ts'
import { databaseFile, expectFolder, makeFolder, unavailable } from './data-folder.ts'
import type { Database } from './database.ts'
import { openDatabase } from './database.ts'
import { lockFolder } from './folder-lock.ts'
import { openHistory } from './history.ts'
import { migrate, needsMigration } from './migrations.ts'
import { openOrganizations } from './organizations.ts'
import { openSearch } from './search.ts'
import type { BinaryStore, Store } from './store.ts'
import { openTokens } from './tokens.ts'
import { findUnneeded } from './unneeded.ts'
import type { VersionRows } from './versions.ts'
import { openVersionRows, toVersion, versionNumber } from './versions.ts'
import { WriteQueue } from './write-queue.ts'

/**
 * Opens the data folder, which is made where it is missing, for this process alone.
 * @throws StoreUnavailable with one line that says what to do
 */
export async function openStore(folder: string): Promise<Store> {
  await makeFolder(folder)
  return opening(folder, async (undo) => {
    const lock = lockFolder(folder)
    undo(() => lock.release())
    const database = openDatabase(databaseFile(folder))
    undo(() => database.close())
    migrate(database)
    return assemble(database, await openContentFolder(folder), () => lock.release())
  })
}

/** What can be done to a folder while a server runs on it. */
export type SharedStore = Pick<Store, 'organizations' | 'tokens' | 'audit' | 'close'>

/**
 * Opens the database of a data folder beside the server that may be running on it.
 * @param make whether a folder that holds nothing yet is made
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
      // Nobody takes the schema from under a server of an older release.
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

function assemble(database: Database, folder: ContentFolder, release: () => void): Store {
  const { queue, cursors, organizations, tokens, audit, close } = assembleShared(database)
  const rows = openVersionRows(database)
  const { search, firstMatches } = openSearch(database, rows, cursors)
  const contents = openContents(folder, findUnneeded(database))
  const apply = openCommit(database, rows, firstMatches, audit.insert)

  return {
    organizations,
    tokens,
    audit,
    contents,
    binaries: {
      ...openReads(rows),
      ...openHistory(database, rows, cursors),
      search,
      commit: async (change) => {
        const committed = await queue.run(() => apply(change))
        const written = committed.outcome === 'created' || committed.outcome === 'updated'
        const content = written ? committed.version.body?.content : undefined
        if (content) contents.committed(content.sha256)
        return committed
      },
    },
    close: async () => {
      await close()
      release()
    },
  }
}

function openReads(rows: VersionRows): Pick<BinaryStore, 'current' | 'version'> {
  return {
    current: async (organizationId, id) => {
      const organization = rows.organization(organizationId)
      const row = organization && rows.newest(organization.key, id)
      return row && toVersion(organizationId, row)
    },
    version: async (organizationId, id, versionId) => {
      const organization = rows.organization(organizationId)
      const number = versionNumber(versionId)
      if (!organization || number === undefined) return undefined
      const row = rows.version(organization.key, id, number)
      return row && toVersion(organizationId, row)
    },
  }
}
