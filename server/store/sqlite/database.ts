import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue } from 'node:sqlite'
import { StoreAway, StoreBusy, DatabaseDamaged, StoreFull } from '../errors.ts'

/**
 * One connection, and the few shapes in which the store asks it. Statements are prepared once. What the others have to
 * tell apart is thrown as the store's own errors (see `storeErrorOf`).
 */
export interface Database {
  one<Row>(sql: string): One<Row>
  many<Row>(sql: string): Many<Row>
  /** The same row by row; whoever goes through them may stop. */
  each<Row>(sql: string): (...values: SQLInputValue[]) => Iterable<Row>
  run(sql: string): Run
  /** Several statements at once, without values. */
  script(sql: string): void
  readonly inTransaction: boolean
  close(): void
}

/** At most one row. The caller, who wrote the SQL, says what a row looks like. */
type One<Row> = (...values: SQLInputValue[]) => Row | undefined
type Many<Row> = (...values: SQLInputValue[]) => Row[]
/** @returns how many rows changed */
type Run = (...values: SQLInputValue[]) => number

/**
 * Opens the file, or creates it. A commit is on the disk when it returns
 * (https://sqlite.org/pragma.html#pragma_synchronous), and readers never wait for writers.
 * @param onDamage told when a damaged page is met
 */
export function openDatabase(
  file: string,
  { onDamage = () => undefined }: { onDamage?: (problem: string) => void } = {},
): Database {
  const connection = new DatabaseSync(file, { timeout: BUSY_TIMEOUT })
  try {
    connection.exec(PRAGMAS)
  } catch (error) {
    connection.close()
    throw error
  }
  return wrap(connection, onDamage)
}

/** Milliseconds: how long the server waits for an admin command that writes, and the other way round. */
const BUSY_TIMEOUT = 5000
/** What the write-ahead log is cut back to after a burst. */
const WAL_BYTES = 64 * 1024 * 1024
const CACHE_KIB = 16 * 1024

const PRAGMAS = `
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma foreign_keys = on;
  pragma journal_size_limit = ${WAL_BYTES};
  pragma cache_size = -${CACHE_KIB};`

function wrap(connection: DatabaseSync, onDamage: (problem: string) => void): Database {
  const toldOf = (error: unknown): unknown => {
    const told = storeErrorOf(error)
    if (told instanceof DatabaseDamaged) onDamage(told.message)
    return told
  }
  const telling = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (error) {
      throw toldOf(error)
    }
  }
  return {
    one<Row>(sql: string): One<Row> {
      const statement = connection.prepare(sql)
      return (...values) => telling(() => statement.get(...values.map(bound)) as Row | undefined)
    },
    many<Row>(sql: string): Many<Row> {
      const statement = connection.prepare(sql)
      return (...values) => telling(() => statement.all(...values.map(bound)) as Row[])
    },
    each<Row>(sql: string) {
      return function* (...values: SQLInputValue[]) {
        // A statement of its own: the same one can be gone through twice at a time.
        try {
          yield* connection.prepare(sql).iterate(...values.map(bound)) as Iterable<Row>
        } catch (error) {
          throw toldOf(error)
        }
      }
    },
    run(sql) {
      const statement = connection.prepare(sql)
      // It also tells the last rowid, which FTS5 makes larger than a number can be.
      statement.setReadBigInts(true)
      return (...values) => telling(() => Number(statement.run(...values.map(bound)).changes))
    },
    script: (sql) => telling(() => connection.exec(sql)),
    get inTransaction() {
      return connection.isTransaction
    },
    close: () => connection.close(),
  }
}

/**
 * Whole numbers as integers. `node:sqlite` binds every number as a real, in which keys beyond 2^53 run together, and by
 * which FTS5 does not narrow its rows down: it would walk through all of them.
 */
function bound(value: SQLInputValue): SQLInputValue {
  return Number.isSafeInteger(value) ? BigInt(value as number) : value
}

/** A statement in the words of both databases, whose values are `$1`, `$2`, …: SQLite takes `$1` for a name. */
export function numbered(sql: string): string {
  return sql.replaceAll(/\$(\d+)/g, '?$1')
}

/**
 * What SQLite threw, as the store's own error where others have to tell it apart (https://sqlite.org/rescode.html): a
 * lock, no room, damage, and a disk that does not do what it is asked.
 */
export function storeErrorOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error
  const exact = Number(error.errcode)
  const cause = { cause: error }
  if (exact === SQLITE_IOERR_SHMSIZE) return new StoreFull('The disk is full.', cause)
  // The bits above these tell more exactly what happened.
  switch (exact & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return new StoreBusy('The data is locked: others write for too long. Try again.', cause)
    case SQLITE_FULL:
      return new StoreFull('The disk is full.', cause)
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return new DatabaseDamaged(`The database is damaged: ${error.message}.`, cause)
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return new StoreAway('The data can not be read or written at the moment.', cause)
    default:
      return error
  }
}

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26
/** What two processes share beside the log could not grow. */
const SQLITE_IOERR_SHMSIZE = 10 | (19 << 8)

/**
 * Runs `work` in a transaction that takes the write lock at once, so that what it reads stays true until it ends. The
 * commit does not wait for the disk: other processes see it, but a power loss may take it back, as a whole. It is on
 * the same connection as all else, since each write by another one empties this one's cache.
 */
export function inBriefTransaction<Result>(database: Database, work: () => Result): Result {
  try {
    database.script('pragma synchronous = normal')
    return inTransaction(database, work)
  } finally {
    database.script('pragma synchronous = full')
  }
}

/** Runs `work` in a transaction that takes the write lock at once; what it throws undoes all of it. */
export function inTransaction<Result>(database: Database, work: () => Result): Result {
  try {
    database.script('begin immediate')
    const result = work()
    database.script('commit')
    return result
  } catch (error) {
    if (database.inTransaction) database.script('rollback')
    throw error
  }
}

/**
 * Bytes that the write-ahead log has to have at least, since it holds what was committed: its head, and each page with a
 * head of its own (https://sqlite.org/fileformat2.html#walformat). 0 while nothing says so.
 */
export function logMeter(database: Database): () => number {
  const page = database.one<{ page_size: number }>('pragma page_size')()?.page_size ?? 0
  // It moves nothing, and tells how many pages are there.
  const ask = database.one<{ log: number }>('pragma wal_checkpoint(noop)')
  return () => {
    try {
      const log = ask()?.log ?? 0
      return log > 0 ? 32 + log * (24 + page) : 0
    } catch {
      // In the middle of a reading nothing is told.
      return 0
    }
  }
}

/**
 * Moves what the write-ahead log holds to where it belongs, so that the log takes up no more room: it is written anew from
 * its beginning. @returns whether all of it was
 */
export function emptyLog(database: Database): boolean {
  try {
    const moved = database.one<{ busy: number; log: number; checkpointed: number }>(
      'pragma wal_checkpoint(passive)',
    )()
    return moved?.busy === 0 && moved.log === moved.checkpointed
  } catch {
    return false
  }
}
