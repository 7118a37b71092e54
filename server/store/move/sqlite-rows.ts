import { existsSync, readdirSync } from 'node:fs'
import type { SQLInputValue } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import { databaseFile } from '../data-folder.ts'
import { StoreUnavailable } from '../errors.ts'
import { ASIDE } from '../folder/aside-log.ts'
import { AUDIT_COLUMNS, type AuditRow } from '../rows/audit-rows.ts'
import type { VersionRow } from '../rows/versions.ts'
import { inTransaction, numbered, openDatabase, type Database } from '../sqlite/database.ts'
import { openFileIndex } from '../sqlite/find/file-index.ts'
import { needsMigration } from '../sqlite/migrations.ts'
import { openCountLanguage, openInsertVersion } from '../sqlite/write-version.ts'
import { MARK, type Mark } from './mark.ts'
import { countLanguages, type Ask, type Head, type RowSource, type RowTarget } from './rows.ts'

/** The rows of a data folder that this process has locked. */
export function openSqliteSource(folder: string): RowSource {
  const file = databaseFile(folder)
  if (readdirSync(folder).some((name) => ASIDE.test(name)))
    throw new StoreUnavailable(
      `In the data folder ${folder} are audit records that the server has not taken over into the database. Start it once, stop it, and try again.`,
    )
  const database = openDatabase(file)
  try {
    if (needsMigration(database))
      throw new StoreUnavailable(
        `The data folder ${folder} was written by an older Binnacle. Start this release on it once, stop it, and try again.`,
      )
    return sourceOf(database)
  } catch (error) {
    database.close()
    throw error
  }
}

function sourceOf(database: Database): RowSource {
  const last = database.one<{ seq: number }>(`select seq from sqlite_sequence where name = 'audit'`)
  return {
    ask: askOf(database),
    lastAuditKey: async () => last()?.seq ?? 0,
    // The folder is locked.
    expectUnused: async () => undefined,
    close: async () => database.close(),
  }
}

function askOf(database: Database): Ask {
  const known = new Map<string, (...values: SQLInputValue[]) => unknown[]>()
  return async <Row>(sql: string, ...values: SQLInputValue[]) => {
    // Nothing here waits for anything, and Ctrl+C has to come through.
    await turn()
    let many = known.get(sql)
    if (!many) {
      many = database.many(numbered(sql))
      known.set(sql, many)
    }
    return many(...values) as Row[]
  }
}

/** The same of a store that is open in this process for a move: one connection more. */
export function openSqliteTarget(folder: string): RowTarget {
  if (!existsSync(databaseFile(folder))) throw new Error('The store is not open.')
  const database = openDatabase(databaseFile(folder))
  const set = database.run(
    `insert into setting (name, value) values (?, ?)
     on conflict (name) do update set value = excluded.value`,
  )
  const takeMarkAway = database.run(`delete from setting where name = '${MARK}'`)
  const setMark = (mark: Mark) => set(MARK, Buffer.from(JSON.stringify(mark)))
  const addHead = openHead(database)
  const addVersions = openVersions(database)
  const addRecord = database.run(
    `insert into audit (key, ${AUDIT_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const setLast = database.run(`update sqlite_sequence set seq = ? where name = 'audit'`)
  const addLast = database.run(`insert into sqlite_sequence (name, seq) values ('audit', ?)`)
  return {
    ...sourceOf(database),
    begin: async (head, mark) =>
      inTransaction(database, () => {
        database.script(CLEAR)
        addHead(head)
        setMark(mark)
      }),
    addVersions: async (versions) => inTransaction(database, () => addVersions(versions)),
    addAudit: async (records) =>
      inTransaction(database, () => {
        for (const record of records)
          addRecord(record.key, ...COLUMNS.map((column) => record[column]))
      }),
    setMark: async (mark) => inTransaction(database, () => void setMark(mark)),
    takeMarkAway: async () => inTransaction(database, () => void takeMarkAway()),
    finish: async (lastAuditKey, clock) =>
      inTransaction(database, () => {
        if (setLast(lastAuditKey) === 0) addLast(lastAuditKey)
        if (clock) set('clock', clock)
        takeMarkAway()
      }),
  }
}

const CLEAR = `
delete from token_organization; delete from token; delete from language; delete from file;
insert into file_term (file_term) values ('delete-all');
delete from version; delete from organization; delete from audit;`

const COLUMNS = AUDIT_COLUMNS.split(', ') as (keyof AuditRow)[]

function openHead(database: Database): (head: Head) => void {
  const organization = database.run(
    `insert into organization (key, id, slug, name, sequence, last_updated, living, audited_after)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const token = database.run(
    `insert into token (name, hash, access, admin, everywhere, expires, created)
     values (?, ?, ?, ?, ?, ?, ?)`,
  )
  const allow = database.run('insert into token_organization (token, organization) values (?, ?)')
  return ({ organizations, tokens, allowed }) => {
    for (const { key, id, slug, name, ...more } of organizations)
      organization(
        key,
        id,
        slug,
        name,
        more.sequence,
        more.last_updated,
        more.living,
        more.audited_after,
      )
    for (const { name, hash, access, admin, everywhere, expires, created } of tokens)
      token(name, hash, access, Number(admin), Number(everywhere), expires, created)
    for (const one of allowed) allow(one.token, one.organization)
  }
}

function openVersions(database: Database): (versions: readonly VersionRow[]) => void {
  const insert = openInsertVersion(database)
  const count = openCountLanguage(database)
  const files = openFileIndex(database)
  return (versions) => {
    for (const row of versions) {
      insert(row)
      if (row.superseded === null) files.add(row)
    }
    const organization = versions[0]?.organization ?? 0
    for (const [language, living] of countLanguages(versions)) count(organization, language, living)
  }
}
