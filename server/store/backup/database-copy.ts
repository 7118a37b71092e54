import { promises as fs } from 'node:fs'
import { dirname } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { StoreUnavailable } from '../errors.ts'
import { quickCheck } from '../sqlite/check/quick-check.ts'
import { storeErrorOf } from '../sqlite/database.ts'
import { migrations } from '../sqlite/migrations.ts'
import type { BackupHead } from './manifest.ts'
import { checkRoom } from './work.ts'

interface CopyOptions {
  signal: AbortSignal
  /** From 0 to 1. */
  tell: (share: number) => void
}

/**
 * Copies a database as it is now, while others read and write (https://sqlite.org/backup.html). The read transaction holds
 * that state: without it the copy would begin anew at each write of another process.
 * @returns the instant of that state
 */
export async function copyDatabase(
  from: string,
  to: string,
  { signal, tell }: CopyOptions,
): Promise<string> {
  const source = new DatabaseSync(from, { timeout: 5000 })
  try {
    source.exec('begin')
    // It begins the reading, too.
    const pages = Number(source.prepare('pragma page_count').get()?.['page_count'] ?? 0)
    const made = new Date().toISOString()
    const bytes = Number(source.prepare('pragma page_size').get()?.['page_size'] ?? 0)
    await checkRoom(dirname(to), pages * bytes)
    // Readable for this user alone, which SQLite's own files follow.
    await (await fs.open(to, 'w', 0o600)).close()
    await backup(source, to, {
      rate: PAGES,
      progress: ({ totalPages, remainingPages }) => {
        signal.throwIfAborted()
        tell(1 - remainingPages / Math.max(totalPages, 1))
      },
    })
    return made
  } catch (error) {
    throw storeErrorOf(error)
  } finally {
    source.close()
  }
}

const PAGES = 1000

/**
 * Makes one whole file of a copy, without what has no meaning in another place or time: who holds contents right now, what
 * was found of files that come from elsewhere now, links that sign in, who signed in by one, where walks through pages are, and
 * uploads that are not finished, whose bytes are not in a backup.
 * @throws StoreUnavailable when it is damaged, or of a newer Binnacle
 */
export async function tidyDatabase(path: string): Promise<Pick<BackupHead, 'schema' | 'counts'>> {
  const database = new DatabaseSync(path)
  try {
    const schema = schemaOf(database)
    database.exec('pragma journal_mode = delete')
    const tables = tablesOf(database)
    for (const table of OF_ITS_PLACE) if (tables.has(table)) database.exec(`delete from ${table}`)
    database.exec("delete from setting where name in ('sign-in-code', 'clock')")
    if (tables.has('upload')) database.exec('delete from upload where number is null')
    checkDatabase(path)
    const count = (table: string) =>
      Number(database.prepare(`select count(*) as count from ${table}`).get()?.['count'] ?? 0)
    return {
      schema,
      counts: {
        organizations: count('organization'),
        versions: count('version'),
        tokens: count('token'),
        auditRecords: count('audit'),
      },
    }
  } finally {
    database.close()
    await using file = await fs.open(path, 'r+')
    await file.sync()
  }
}

const OF_ITS_PLACE = [
  'content_lease',
  'content_holder',
  'content_fault',
  'content_check',
  'sign_in_code',
  'session',
  'long_query',
]

function tablesOf(database: DatabaseSync): Set<string> {
  const rows = database.prepare("select name from sqlite_schema where type = 'table'").all()
  return new Set(rows.map(({ name }) => String(name)))
}

/** @throws StoreUnavailable when a newer Binnacle wrote it */
function schemaOf(database: DatabaseSync): number {
  const version = Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0)
  if (version > migrations.length)
    throw new StoreUnavailable(
      `The data was written by a newer Binnacle (schema ${version}, this one knows ${migrations.length}). Use that one.`,
    )
  return version
}

/** @throws StoreUnavailable with the first thing that is wrong */
function checkDatabase(path: string): void {
  const [problem] = quickCheck(path)
  if (problem !== undefined) throw new StoreUnavailable(`The database is damaged: ${problem}.`)
}

/** A content that versions of an organization need. */
export interface NeededContent {
  /** The organization's key in the database. */
  organization: number
  sha256: string
  size: number
}

/** A database that nobody changes, opened without leaving anything beside it. @throws StoreUnavailable as above */
export class StillDatabase {
  readonly #database: DatabaseSync

  constructor(path: string, { check = false }: { check?: boolean } = {}) {
    this.#database = new DatabaseSync(path, { readOnly: true })
    try {
      schemaOf(this.#database)
      if (check) checkDatabase(path)
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  /** In the order of their SHA-256. */
  *needed(): Generator<NeededContent> {
    const rows = this.#database
      .prepare(
        `select sha256, organization, max(size) as size from version where sha256 is not null
         group by sha256, organization order by sha256, organization`,
      )
      .iterate()
    for (const { sha256, organization, size } of rows)
      yield {
        organization: Number(organization),
        sha256: Buffer.from(sha256 as Uint8Array).toString('hex'),
        size: Number(size),
      }
  }

  /** How many contents they are, and their bytes; one that several organizations have counts for each. */
  sums(): { contents: number; bytes: number } {
    const found = this.#database
      .prepare(
        `select count(*) as contents, coalesce(sum(size), 0) as bytes from
         (select max(size) as size from version where sha256 is not null group by sha256, organization)`,
      )
      .get()
    return { contents: Number(found?.['contents'] ?? 0), bytes: Number(found?.['bytes'] ?? 0) }
  }

  close(): void {
    this.#database.close()
  }
}
