import { randomBytes } from 'node:crypto'
import { StoreUnavailable } from '../errors.ts'
import { LONG_QUERIES } from './access/long-queries.ts'
import { SESSIONS } from './access/sessions.ts'
import { BUCKET_OBJECTS } from './contents/loose-objects.ts'
import type { Database, Transaction } from './database.ts'
import { FILE_SCHEMA } from './find/file-index.ts'
import { FIRST_SCHEMA, FUNCTIONS } from './schema.ts'
import { WORD_SCHEMA } from './words/word-schema.ts'

/**
 * Each step takes the schema one version further; the table `migration` counts the steps that were taken. A step that has
 * been released is never changed: what it lacks is added by the next one.
 */
export const migrations: readonly string[] = [
  FIRST_SCHEMA + FUNCTIONS + FILE_SCHEMA + WORD_SCHEMA + BUCKET_OBJECTS,
  SESSIONS + LONG_QUERIES,
]

/** The oldest PostgreSQL that is still looked after by its makers, as its `server_version_num`. */
const OLDEST = 140_000

/**
 * Takes all steps that are due, all or none: of servers that start at once, one does and the others wait.
 * @param make whether a schema that is not there is made
 * @throws StoreUnavailable when a newer Binnacle wrote the schema, or the engine can't be used
 */
export async function migrate(
  database: Database,
  { make, steps = migrations }: { make: boolean; steps?: readonly string[] },
): Promise<void> {
  await database.transaction(async (transaction) => {
    await expectEngine(transaction)
    const found = await schemaVersion(transaction, database.schema)
    if (found === undefined && !make)
      throw new StoreUnavailable(
        'There is no Binnacle data in the database that BINNACLE_DATABASE names. Check the address and its schema, or start the server or add an organization first.',
      )
    if (found === steps.length) return
    await lockSchema(transaction, database.schema)
    // Asked again behind the lock: another process may have taken the steps meanwhile.
    const version = (await schemaVersion(transaction, database.schema)) ?? 0
    if (version > steps.length)
      throw new StoreUnavailable(
        `The database was written by a newer Binnacle (schema ${version}, this one knows ${steps.length}). Start that one, or restore an older backup.`,
      )
    if (version === 0) await begin(transaction, database.schema)
    for (const step of steps.slice(version)) await transaction.script(step)
    if (version === 0)
      await transaction.run(
        `insert into setting (name, value) values ('cursor-secret', $1)`,
        randomBytes(32),
      )
    await transaction.run('update migration set version = $1', steps.length)
  })
}

/** @returns `undefined` where there is no schema */
export async function schemaVersion(
  { one }: Pick<Transaction, 'one'>,
  schema: string,
): Promise<number | undefined> {
  const table = await one<{ found: boolean }>(
    'select to_regclass($1) is not null as found',
    `${schema}.migration`,
  )
  if (table?.found !== true) return undefined
  return (await one<{ version: number }>('select version from migration'))?.version
}

/** For this transaction; it waits for as long as it takes. */
async function lockSchema(transaction: Transaction, schema: string): Promise<void> {
  await transaction.script(`set local lock_timeout = 0; set local statement_timeout = 0;
    select pg_advisory_xact_lock(${MIGRATING}, hashtext('${schema}'))`)
}

/** Names the advisory lock, among those that others may take in the same database. */
const MIGRATING = 0x42_69_6e_6e

async function begin(transaction: Transaction, schema: string): Promise<void> {
  // One that its owner has made needs no right to make any.
  const found = await transaction.one(
    'select to_regnamespace($1) where to_regnamespace($1) is not null',
    schema,
  )
  if (!found) await transaction.script(`create schema ${schema}`)
  await transaction.script(`create table migration (version integer not null);
    insert into migration (version) values (0)`)
}

async function expectEngine({ one }: Pick<Transaction, 'one'>): Promise<void> {
  const engine = await one<{ number: number; encoding: string }>(
    `select current_setting('server_version_num')::integer as number,
       current_setting('server_encoding') as encoding`,
  )
  if ((engine?.number ?? 0) < OLDEST)
    throw new StoreUnavailable('The database is an older PostgreSQL than 14: take a newer one.')
  if (engine?.encoding !== 'UTF8')
    throw new StoreUnavailable(
      'The database does not keep its texts as UTF-8: make it with the encoding UTF8.',
    )
}
