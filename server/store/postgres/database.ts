import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Pool, type PoolClient } from 'pg'
import { EngineAway, StoreBusy } from '../errors.ts'
import { bound, getTypeParser, type Value } from './values.ts'
import { addressOf } from './way/address.ts'
import { codeOf, isAgain, isLost, storeErrorOf } from './way/engine-errors.ts'
import { sharesConnections } from './way/pooler.ts'

/** What can be asked: of the pool, each statement for itself, or inside one transaction. */
export interface Queries {
  /**
   * Statements are prepared once on each connection, by their text: what varies is a value. In a transaction several may
   * be sent before the first is answered, which takes one journey for all.
   */
  many<Row>(sql: string, ...values: Value[]): Promise<Row[]>
  one<Row>(sql: string, ...values: Value[]): Promise<Row | undefined>
  /** @returns how many rows changed */
  run(sql: string, ...values: Value[]): Promise<number>
}

/** A transaction that is open. */
export interface Transaction extends Queries {
  /** Statements without values, several at once, for which is waited as long as the engine does. @returns the rows of the last one */
  script<Row>(sql: string): Promise<Row[]>
  /**
   * Ends it well, behind what was sent before, without waiting for that. What `transaction` resolves to then counts.
   * Without it, `transaction` ends it once the work is done.
   */
  commit(): Promise<void>
}

/**
 * A PostgreSQL database, through a bounded pool of connections. What others have to tell apart is thrown as the store's
 * own errors, and nothing that is thrown holds the address or the password.
 */
export interface Database extends Queries {
  readonly schema: string
  /** As `one`, of what changes something: it is not sent again when the connection is lost. */
  call<Row>(sql: string, ...values: Value[]): Promise<Row | undefined>
  /**
   * Runs `work` in a transaction (read committed: what has to stay as it is is locked). What it throws undoes all of it. When
   * the engine gives it up for another one's sake, or its connection was lost before anything was written, it is run again.
   * @param begin what begins it, besides `begin` itself
   */
  transaction<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    begin?: string,
  ): Promise<Result>
  /** A connection of its own that is not in the pool, for as long as the work takes. */
  alone<Result>(work: (queries: Transaction) => Promise<Result>): Promise<Result>
  /** Whether its connections are others' as well, one transaction after the other, see `pooler.ts`. */
  isShared(): Promise<boolean>
  close(): Promise<void>
}

/** Opens the pool; the first connection is made when it is needed. @throws StoreUnavailable for an address that can't be used */
export function openDatabase(url: string): Database {
  const { schema, most, connectionString } = addressOf(url)
  const pool = new Pool({
    connectionString,
    max: most,
    connectionTimeoutMillis: CONNECT,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'binnacle',
    statement_timeout: STATEMENT,
    lock_timeout: LOCK,
    idle_in_transaction_session_timeout: STATEMENT,
    // An engine that has gone without a word is given up a little later than it would give up the statement.
    query_timeout: STATEMENT + 5000,
    options: [...OPTIONS, `search_path=${schema}`].map((option) => `-c ${option}`).join(' '),
    types: { getTypeParser },
    pipeline: true,
  })
  // A connection was lost: whoever works with it hears of it there, and the next one is made when it is needed.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => void client.on('error', () => undefined))
  const connect: Connect = async () => {
    try {
      return await pool.connect()
    } catch (error) {
      const isFull = codeOf(error) === undefined && pool.totalCount >= most && pool.waitingCount > 0
      throw isFull ? new StoreBusy(BUSY, { cause: error }) : storeErrorOf(error)
    }
  }
  return {
    schema,
    many: (...asked) => ask(connect, (queries) => queries.many(...asked), READS),
    one: (...asked) => ask(connect, (queries) => queries.one(...asked), READS),
    run: (...asked) => ask(connect, (queries) => queries.run(...asked), 1),
    call: (...asked) => ask(connect, (queries) => queries.one(...asked), 1),
    transaction: (work, begin = '') => transact(connect, work, begin),
    alone: async (work) => {
      const client = await connect()
      try {
        return await work(transactionOf(client, { hasWritten: false, ended: undefined }))
      } catch (error) {
        throw storeErrorOf(error)
      } finally {
        client.release(true)
      }
    },
    isShared: () => sharesConnections(connect),
    close: () => pool.end(),
  }
}

/** Milliseconds for a connection to be made, or to become free. */
const CONNECT = 5000
const STATEMENT = 30_000
/** Milliseconds for what may take long, such as a step of a migration: a day. */
const PATIENT = 86_400_000
/** Milliseconds for a lock that another transaction holds. */
const LOCK = 5000

/** Each statement is made for an index; the engine guesses wrongly at times, about organizations much larger than others. */
const OPTIONS = ['enable_seqscan=off', 'plan_cache_mode=force_custom_plan', 'jit=off']

type Connect = () => Promise<PoolClient>

/** How often what only reads is tried: a connection may have waited in the pool while the engine was restarted. */
const READS = 2

/** @param attempts what changes something is not sent twice: it may have been done before the connection was lost */
async function ask<Result>(
  connect: Connect,
  work: (queries: Queries) => Promise<Result>,
  attempts: number,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await connect()
    let failed = true
    try {
      const result = await work(queriesOf(client))
      failed = false
      return result
    } catch (error) {
      if (!isLost(error) || attempt >= attempts) throw storeErrorOf(error)
    } finally {
      client.release(failed)
    }
  }
}

async function transact<Result>(
  connect: Connect,
  work: (transaction: Transaction) => Promise<Result>,
  begin: string,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await connect()
    const state: State = { hasWritten: false, ended: undefined }
    let failed = true
    try {
      const transaction = transactionOf(client, state)
      // Not waited for: what comes behind it does.
      const begun = client.query(`begin;${begin}`)
      const [result] = await Promise.all([work(transaction), begun])
      await (state.ended ?? transaction.commit())
      failed = false
      return result
    } catch (error) {
      const isForNothing = isLost(error) && !state.hasWritten
      if ((isAgain(error) || isForNothing) && attempt < ATTEMPTS) {
        await delay(Math.random() * 20 * attempt)
        continue
      }
      if (isAgain(error)) throw new StoreBusy(BUSY, { cause: error })
      if (isLost(error) && state.hasWritten) throw new EngineAway(IN_DOUBT, { cause: error })
      throw storeErrorOf(error)
    } finally {
      // With the connection goes whatever is still open on it.
      client.release(failed)
    }
  }
}

const ATTEMPTS = 5
const BUSY = 'Others change the same data for too long. Try again.'
const IN_DOUBT =
  'The database stopped answering while the change was made. It may have been made: look before it is sent again.'

interface State {
  /** Whether anything was sent that the engine may have carried out for good. */
  hasWritten: boolean
  ended: Promise<void> | undefined
}

function transactionOf(client: PoolClient, state: State): Transaction {
  return {
    ...queriesOf(client),
    script: async <Row>(sql: string) => {
      const asked = { text: sql, query_timeout: PATIENT }
      const results = (await client.query(asked)) as unknown as { rows: Row[] }[] | { rows: Row[] }
      return Array.isArray(results) ? (results.at(-1)?.rows ?? []) : results.rows
    },
    commit: () => {
      state.hasWritten = true
      state.ended ??= client.query('commit').then(({ command }) => {
        if (command !== 'COMMIT') throw new StoreBusy(BUSY)
      })
      return state.ended
    },
  }
}

function queriesOf(client: PoolClient): Queries {
  const ask = (sql: string, values: Value[]) =>
    client.query<Record<string, unknown>>({
      name: nameOf(sql),
      text: sql,
      values: values.map(bound),
    })
  return {
    many: async <Row>(sql: string, ...values: Value[]) => (await ask(sql, values)).rows as Row[],
    one: async <Row>(sql: string, ...values: Value[]) =>
      (await ask(sql, values)).rows[0] as Row | undefined,
    run: async (sql, ...values) => (await ask(sql, values)).rowCount ?? 0,
  }
}

const names = new Map<string, string>()

/** Of a prepared statement: the same text is the same one. */
function nameOf(sql: string): string {
  let name = names.get(sql)
  if (name === undefined) {
    name = createHash('sha256').update(sql).digest('base64url').slice(0, 20)
    names.set(sql, name)
  }
  return name
}
