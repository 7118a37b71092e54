import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import { EngineAway } from '../../errors.ts'
import { codeOf, messageOf } from './engine-errors.ts'

/**
 * What stands before an engine and shares its connections, such as PgBouncer, breaks what a connection is relied on for: the
 * settings that it begins with, statements that are prepared on it, locks that end with it.
 */
export const NO_SETTINGS =
  'Between the server and its database is something that shares connections, such as PgBouncer: it does not pass on what a connection is asked to begin with (options). Name PostgreSQL itself in BINNACLE_DATABASE; pool= there bounds the connections of this server.'
export const SHARED =
  'Between the server and its database is something that gives a connection to others after each transaction, such as PgBouncer in transaction mode. Name PostgreSQL itself in BINNACLE_DATABASE, or let it pool by session.'

/** Whether it was not the engine that refused a connection: it would know what the connection is asked to begin with. */
export function refusesSettings(error: unknown): boolean {
  const reason = error instanceof EngineAway ? error.cause : error
  return codeOf(reason) === '08P01' && /startup parameter/i.test(messageOf(reason))
}

/**
 * Whether what one connection is told is met on another one. Asked only where it is not the engine itself that answers:
 * what stands before it gives each connection a process of its own.
 */
export async function sharesConnections(connect: () => Promise<PoolClient>): Promise<boolean> {
  const one = await connect()
  const isEngine = await one
    .query<{ pid: number }>('select pg_backend_pid() as pid')
    .then(({ rows }) => rows[0]?.pid === (one as { processID?: number | null }).processID)
    .finally(() => one.release())
  if (isEngine) return false
  const [first, second] = [await connect(), await connect()]
  try {
    const mark = randomUUID()
    await first.query(`set binnacle.mark = '${mark}'`)
    await second.query('begin')
    const sql = `select current_setting('binnacle.mark', true) as mark`
    const { rows } = await second.query<{ mark: string | null }>(sql)
    await second.query(`reset binnacle.mark; commit`)
    return rows[0]?.mark === mark
  } finally {
    first.release(true)
    second.release(true)
  }
}
