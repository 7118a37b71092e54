import { join } from 'node:path'
import { openAudit } from './audit.ts'
import { openCommit } from './commit.ts'
import { makeFolder, openContentFolder } from './content-files.ts'
import { openContents } from './contents.ts'
import { openCursors } from './cursor.ts'
import type { Database } from './database.ts'
import { openDatabase } from './database.ts'
import { lockFolder } from './folder-lock.ts'
import { openHistory } from './history.ts'
import { migrate } from './migrations.ts'
import { openOrganizations } from './organizations.ts'
import { openSearch } from './search.ts'
import type { Store } from './store.ts'
import { openTokens } from './tokens.ts'
import { findUnneeded } from './unneeded.ts'
import { openVersionRows, toVersion, versionNumber } from './versions.ts'
import { WriteQueue } from './write-queue.ts'

/**
 * Opens the data folder, which is made where it is missing, for this process alone.
 * @throws StoreUnavailable with one line that says what to do
 */
export async function openStore(folder: string): Promise<Store> {
  await makeFolder(folder)
  const lock = lockFolder(folder)
  try {
    const database = openDatabase(join(folder, DATABASE_FILE))
    try {
      migrate(database)
      const contents = await openContentFolder(folder)
      return assemble(database, contents, () => lock.release())
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

export const DATABASE_FILE = 'binnacle.sqlite'

function assemble(
  database: Database,
  folder: Awaited<ReturnType<typeof openContentFolder>>,
  release: () => void,
): Store {
  const queue = new WriteQueue(database)
  const cursors = openCursors(database)
  const rows = openVersionRows(database)
  const audit = openAudit(database, queue, cursors)
  const { search, firstMatches } = openSearch(database, rows, cursors)
  const contents = openContents(folder, findUnneeded(database))
  const apply = openCommit(database, rows, firstMatches, audit.insert)

  return {
    organizations: openOrganizations(database, queue),
    tokens: openTokens(database, queue),
    audit,
    contents,
    binaries: {
      ...openHistory(database, rows, cursors),
      search,
      current: async (organizationId, id) => {
        const organization = rows.organization(organizationId)
        const row = organization && rows.newest(organization.key, id)
        return row && toVersion(organizationId, row)
      },
      version: async (organizationId, id, versionId) => {
        const organization = rows.organization(organizationId)
        const number = versionNumber(versionId)
        const row =
          organization && number !== undefined
            ? rows.version(organization.key, id, number)
            : undefined
        return row && toVersion(organizationId, row)
      },
      commit: async (change) => {
        const committed = await queue.run(() => apply(change))
        const written = committed.outcome === 'created' || committed.outcome === 'updated'
        if (written && committed.version.body?.content)
          contents.committed(committed.version.body.content.sha256)
        return committed
      },
    },
    close: async () => {
      queue.flush()
      database.close()
      release()
    },
  }
}
