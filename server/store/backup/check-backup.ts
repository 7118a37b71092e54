import { basename, join } from 'node:path'
import { ContentCopies, sumOf } from './content-copies.ts'
import { StillDatabase } from './database-copy.ts'
import { inOrder } from './in-order.ts'
import { BackupRefused, entriesOf, readManifest } from './manifest.ts'
import type { BackupEntry, BackupHead, BackupSums } from './manifest.ts'
import { DATABASE, FILES, placesOf } from './places.ts'
import { telling } from './work.ts'
import type { Work } from './work.ts'

export interface CheckedBackup {
  head: BackupHead
  sums: BackupSums
  /** Contents that were missing or damaged when it was made, and those that are by now. */
  faults: (BackupEntry & { since: 'making' | 'made' })[]
}

/**
 * Reads a backup through and writes nothing: the manifest, the database and every content are what they were.
 * @throws BackupRefused when there is none that is whole but for contents; StoreUnavailable for a damaged database
 */
export async function checkBackup(folder: string, work: Work): Promise<CheckedBackup> {
  const { head, sums } = await readManifest(folder)
  await checkDatabaseFile(folder, head, work)
  const database = new StillDatabase(join(folder, DATABASE), { check: true })
  try {
    await expectAll(database, folder)
  } finally {
    database.close()
  }
  const { told, done } = telling(work, sums)
  const copies = new ContentCopies(join(folder, FILES), { signal: work.signal, tell: told })
  const look = async (entry: BackupEntry) => {
    if (entry.fault !== undefined) return { ...entry, since: 'making' as const }
    const fault = await copies.check(entry.path, entry.size)
    done()
    return fault && { ...entry, fault, since: 'made' as const }
  }
  const faults: CheckedBackup['faults'] = []
  for await (const found of inOrder(entriesOf(folder), look, work.signal))
    if (found) faults.push(found)
  return { head, sums, faults }
}

async function checkDatabaseFile(
  folder: string,
  head: BackupHead,
  { signal, tell }: Work,
): Promise<void> {
  let read = 0
  const { size, sha256 } = head.database
  const found = await sumOf(join(folder, DATABASE), {
    signal,
    tell: (bytes) => tell({ kind: 'database', share: (read += bytes) / size }),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw new BackupRefused(`The backup in ${folder} has no database.`)
  })
  if (found.size !== size || found.sha256 !== sha256)
    throw new BackupRefused(
      `The database of the backup in ${folder} is damaged. Use another backup.`,
    )
}

/**
 * The manifest names every content that the database needs, in the same order.
 * @throws BackupRefused for the first that it does not
 */
export async function expectAll(database: StillDatabase, folder: string): Promise<void> {
  const entries = entriesOf(folder)
  let entry: BackupEntry | undefined
  for (const needed of database.needed()) {
    const places = placesOf(needed)
    // One that several organizations share is there once, and one of them may have another of its own.
    while (!entry || (!places.includes(entry.path) && basename(entry.path) <= needed.sha256)) {
      const next = await entries.next()
      if (next.done === true) break
      entry = next.value
    }
    if (entry === undefined || !places.includes(entry.path))
      throw new BackupRefused(
        `The manifest of the backup in ${folder} lacks the content ${needed.sha256}. Use another backup.`,
      )
  }
  await entries.return(undefined)
}
