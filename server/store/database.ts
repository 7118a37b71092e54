import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue } from 'node:sqlite'

/** One connection, and the few shapes in which the store asks it. Statements are prepared once. */
export interface Database {
  one<Row>(sql: string): One<Row>
  many<Row>(sql: string): Many<Row>
  run(sql: string): Run
  /** Several statements at once, without values. */
  script(sql: string): void
  readonly inTransaction: boolean
  close(): void
}

/** At most one row. What a row looks like is the caller's word: it wrote the SQL. */
type One<Row> = (...values: SQLInputValue[]) => Row | undefined
type Many<Row> = (...values: SQLInputValue[]) => Row[]
/** @returns how many rows changed */
type Run = (...values: SQLInputValue[]) => number

/**
 * Opens the file, or makes it. Commits are on the disk for good when they return
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
      return (...values) => statement.get(...values) as Row | undefined
    },
    many<Row>(sql: string): Many<Row> {
      const statement = connection.prepare(sql)
      return (...values) => statement.all(...values) as Row[]
    },
    run(sql) {
      const statement = connection.prepare(sql)
      return (...values) => Number(statement.run(...values).changes)
    },
    script: (sql) => connection.exec(sql),
    get inTransaction() {
      return connection.isTransaction
    },
    close: () => connection.close(),
  }
}
