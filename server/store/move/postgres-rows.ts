import { setTimeout as delay } from 'node:timers/promises'
import { StoreUnavailable } from '../errors.ts'
import { insertAuditRows } from '../postgres/audit/insert-audit.ts'
import { holdLock } from '../postgres/check/check-side.ts'
import { openDatabase, type Database, type Transaction } from '../postgres/database.ts'
import { keepFiles } from '../postgres/find/file-index.ts'
import { migrations, schemaVersion } from '../postgres/migrations.ts'
import { answering } from '../postgres/open-postgres.ts'
import { languageKey } from '../postgres/versions.ts'
import { countLanguages as writeLanguages, insertVersions } from '../postgres/write-versions.ts'
import { MARK, MOVING, type Mark } from './mark.ts'
import { countLanguages, type Head, type RowSource, type RowTarget } from './rows.ts'

/** The rows of a PostgreSQL that no server uses. */
export async function openPostgresSource(url: string): Promise<RowSource> {
  const database = openDatabase(url)
  try {
    const version = await answering(() => schemaVersion(database, database.schema))
    if (version === undefined)
      throw new StoreUnavailable('There is no Binnacle data in the database to move from.')
    if (version !== migrations.length)
      throw new StoreUnavailable(
        'The database to move from has the form of another release. Start this one on it once, stop it, and try again.',
      )
    return { ...sourceOf(database), close: () => database.close() }
  } catch (error) {
    await database.close()
    throw error
  }
}

function sourceOf(database: Database): Omit<RowSource, 'close'> {
  return {
    ask: (sql, ...values) => database.many(sql, ...values),
    lastAuditKey: async () => {
      const row = await database.one<{ last: number | null }>(
        `select pg_sequence_last_value(pg_get_serial_sequence('audit', 'key')::regclass) as last`,
      )
      return row?.last ?? 0
    },
    expectUnused: async () => {
      const server = await database.one(
        'select 1 from content_holder where expires > now_ms(0) and not starts_with(id, $1) limit 1',
        MOVING,
      )
      if (server)
        throw new StoreUnavailable(
          'A server uses the database, or was killed less than a minute ago. Stop all that use it, and try again.',
        )
    },
  }
}

/** Keeps other moves out of a database, also before there is a schema. What one that was killed held has ended. */
export async function lockPostgresTarget(url: string): Promise<RowTarget> {
  const database = openDatabase(url)
  let lock: Awaited<ReturnType<typeof lockForMove>>
  const close = async () => {
    // The pool ends once the connection of the lock is back.
    await lock?.release()
    await database.close()
  }
  try {
    lock = await lockForMove(database)
    if (!lock) throw new StoreUnavailable('Another move into this database is under way.')
    const rows = targetOf(database)
    if ((await schemaVersion(database, database.schema)) !== undefined) {
      await database.run(
        'select end_holders(array(select id from content_holder where starts_with(id, $1)))',
        MOVING,
      )
      await rows.expectUnused()
    }
    return { ...rows, close }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

/** The engine may take a moment to notice that the one before is gone. */
async function lockForMove(database: Database): ReturnType<typeof holdLock> {
  const end = performance.now() + PATIENCE
  for (;;) {
    const lock = await answering(() => holdLock(database, 'move'))
    if (lock || performance.now() > end) return lock
    await delay(AGAIN)
  }
}

/** Milliseconds. */
const PATIENCE = 5000
const AGAIN = 50

function targetOf(database: Database): Omit<RowTarget, 'close'> {
  return {
    ...sourceOf(database),
    begin: (head, mark) =>
      database.transaction(async (transaction) => {
        await transaction.script(
          'truncate organization, language, version, token, token_organization, audit, file, word_content, upload cascade',
        )
        await addHead(transaction, head)
        await writeMark(transaction, mark)
      }),
    addVersions: (versions) =>
      database.transaction(async (transaction) => {
        const organization = versions[0]?.organization ?? 0
        const rows = versions.map((row) => ({
          ...row,
          language: row.language === null ? null : languageKey(row.language),
        }))
        await insertVersions(transaction, rows)
        await writeLanguages(transaction, organization, countLanguages(rows))
        const added = rows.map((row) => ({ row, before: undefined }))
        await keepFiles(transaction, organization, added)
      }),
    addAudit: (records) =>
      database.transaction((transaction) => insertAuditRows(transaction, records)),
    setMark: (mark) => database.transaction((transaction) => writeMark(transaction, mark)),
    takeMarkAway: async () =>
      void (await database.run('delete from setting where name = $1', MARK)),
    finish: (lastAuditKey, clock) =>
      database.transaction(async (transaction) => {
        if (lastAuditKey > 0)
          await transaction.one(
            `select setval(pg_get_serial_sequence('audit', 'key'), $1::bigint)`,
            lastAuditKey,
          )
        await transaction.one(
          `select setval(pg_get_serial_sequence('organization', 'key'), max(key)) from organization`,
        )
        if (clock) await set(transaction, 'clock', clock)
        await transaction.run('delete from setting where name = $1', MARK)
      }),
  }
}

function writeMark(transaction: Transaction, mark: Mark): Promise<void> {
  return set(transaction, MARK, Buffer.from(JSON.stringify(mark)))
}

async function set(
  { run }: Pick<Transaction, 'run'>,
  name: string,
  value: Uint8Array,
): Promise<void> {
  await run(
    `insert into setting (name, value) values ($1, $2)
     on conflict (name) do update set value = excluded.value`,
    name,
    value,
  )
}

async function addHead(
  { run }: Pick<Transaction, 'run'>,
  { organizations, tokens, allowed }: Head,
) {
  await run(
    `insert into organization (key, id, slug, name, sequence, last_updated, living, audited_after)
     overriding system value select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[],
       $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])`,
    organizations.map(({ key }) => key),
    organizations.map(({ id }) => id),
    organizations.map(({ slug }) => slug),
    organizations.map(({ name }) => name),
    organizations.map(({ sequence }) => sequence),
    organizations.map((one) => one.last_updated),
    organizations.map(({ living }) => living),
    organizations.map((one) => one.audited_after),
  )
  await run(
    `insert into token (name, hash, access, admin, everywhere, expires, created)
     select * from unnest($1::text[], $2::bytea[], $3::text[], $4::boolean[], $5::boolean[],
       $6::bigint[], $7::bigint[])`,
    tokens.map(({ name }) => name),
    tokens.map(({ hash }) => hash),
    tokens.map(({ access }) => access),
    tokens.map(({ admin }) => admin),
    tokens.map(({ everywhere }) => everywhere),
    tokens.map(({ expires }) => expires),
    tokens.map(({ created }) => created),
  )
  await run(
    `insert into token_organization (token, organization)
     select * from unnest($1::text[], $2::bigint[])`,
    allowed.map(({ token }) => token),
    allowed.map(({ organization }) => organization),
  )
}
