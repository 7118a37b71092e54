import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue } from 'node:sqlite'
import { parseInstant } from '#fhir/instant.ts'
import { StoreBusy, StoreFull } from '../errors.ts'

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
 */
export function openDatabase(file: string): Database {
  const connection = new DatabaseSync(file, { timeout: BUSY_TIMEOUT })
  try {
    connection.exec(PRAGMAS)
  } catch (error) {
    connection.close()
    throw error
  }
  return wrap(connection)
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

function wrap(connection: DatabaseSync): Database {
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
        const rows = telling(() => connection.prepare(sql).iterate(...values)) as Iterator<Row>
        try {
          for (;;) {
            const next = telling(() => rows.next())
            if (next.done === true) return
            yield next.value
          }
        } finally {
          rows.return?.()
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

function telling<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw storeErrorOf(error)
  }
}

/** What SQLite threw, or the store's own error for a lock and a full disk (https://sqlite.org/rescode.html). */
export function storeErrorOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error
  // The bits above these tell more exactly what happened.
  const code = Number(error.errcode) & 0xff
  if (code === SQLITE_BUSY || code === SQLITE_LOCKED)
    return new StoreBusy('The data is locked: others write for too long. Try again.', {
      cause: error,
    })
  return code === SQLITE_FULL ? new StoreFull('The disk is full.', { cause: error }) : error
}

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_FULL = 13

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

/** An instant as milliseconds since 1970, as the tables keep it. @throws RangeError when it is not an instant */
export function milliseconds(instant: string): number {
  const date = parseInstant(instant)
  if (!date) throw new RangeError(`"${instant}" is not an instant.`)
  return date.getTime()
}

/**
 * Writes that arrive together share one transaction, so that they share the one slow thing about it: waiting
 * for the disk. Each still succeeds or fails alone, and none resolves before it is on the disk.
 */
export class WriteQueue {
  readonly #database: Database
  #waiting: Job[] = []
  #immediate: NodeJS.Immediate | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(database: Database) {
    this.#database = database
  }

  /** Runs `work` in a transaction of the next turn; what it throws undoes it alone. */
  run<Result>(work: () => Result): Promise<Result> {
    const result = this.#add(work)
    this.#immediate ??= setImmediate(() => this.flush())
    return result
  }

  /** The same for what nobody waits for: some milliseconds later, or with the next `run`. */
  runLater<Result>(work: () => Result): Promise<Result> {
    const result = this.#add(work)
    this.#timer ??= setTimeout(() => this.flush(), LATER)
    return result
  }

  /** Does now what is waiting. */
  flush(): void {
    clearImmediate(this.#immediate)
    clearTimeout(this.#timer)
    this.#immediate = this.#timer = undefined
    const jobs = this.#waiting
    this.#waiting = []
    if (jobs.length > 0) transact(this.#database, jobs)
  }

  #add<Result>(work: () => Result): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    this.#waiting.push({
      work: () => {
        const result = work()
        return () => resolve(result)
      },
      reject,
    })
    return promise
  }
}

/** Milliseconds. */
const LATER = 10

interface Job {
  /** @returns what tells its caller, once the transaction is committed */
  work: () => () => void
  reject: (error: unknown) => void
}

function transact(database: Database, jobs: Job[]): void {
  const done: { tell: () => void; reject: Job['reject'] }[] = []
  try {
    database.script('begin immediate')
    for (const job of jobs) {
      const outcome = attempt(database, job)
      if (outcome) done.push({ tell: outcome, reject: job.reject })
    }
    database.script('commit')
  } catch (error) {
    if (database.inTransaction) database.script('rollback')
    // Those that failed alone are rejected already; a second rejection changes nothing.
    for (const { reject } of jobs) reject(error)
    return
  }
  for (const { tell } of done) tell()
}

function attempt(database: Database, job: Job): (() => void) | undefined {
  database.script('savepoint job')
  try {
    const tell = job.work()
    database.script('release job')
    return tell
  } catch (error) {
    // A full disk ends the whole transaction (https://sqlite.org/lang_transaction.html): then all have failed.
    if (!database.inTransaction) throw error
    database.script('rollback to job; release job')
    job.reject(error)
    return undefined
  }
}
