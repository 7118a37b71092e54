import { randomBytes } from 'node:crypto'
import { StoreUnavailable } from '../errors.ts'
import { FOLDED_AUDIT } from './audit-limits.ts'
import { AUDIT_ORDER } from './audit.ts'
import { contentRecords } from './check/check-rows.ts'
import type { Database } from './database.ts'
import { FILES_ANEW, FILE_SCHEMA } from './find/file-index.ts'
import { FIRST_SCHEMA } from './first-schema.ts'

export type Migration = (database: Database) => void

/**
 * Each step takes the schema one version further; `user_version` counts the steps that were taken.
 * A step that has been released is never changed: what it lacks is added by the next one.
 */
export const migrations: readonly Migration[] = [
  firstSchema,
  contentLeases,
  uploads,
  currentContents,
  files,
  (database) => database.script(OWN_CONTENTS),
  contentRecords,
  (database) => database.script(FOLDED_AUDIT),
  (database) => database.script(FILES_ANEW),
  (database) => database.script(AUDIT_ORDER),
  (database) => database.script(AUDIT_STARTS),
]

/** @returns whether a step is due. @throws StoreUnavailable when a newer Binnacle wrote the schema */
export function needsMigration(database: Database, steps = migrations): boolean {
  const version = schemaVersion(database)
  if (version > steps.length)
    throw new StoreUnavailable(
      `The data folder was written by a newer Binnacle (schema ${version}, this one knows ${steps.length}). Start that one, or restore an older backup.`,
    )
  return version < steps.length
}

/** Takes all steps that are due, each whole or not at all. @throws StoreUnavailable as above */
export function migrate(database: Database, steps = migrations): void {
  while (needsMigration(database, steps)) {
    database.script('begin immediate')
    try {
      // Asked again inside the transaction: another process may have taken the step meanwhile.
      const version = schemaVersion(database)
      steps[version]?.(database)
      if (version < steps.length) database.script(`pragma user_version = ${version + 1}`)
      database.script('commit')
    } catch (error) {
      if (database.inTransaction) database.script('rollback')
      throw error
    }
  }
}

function schemaVersion(database: Database): number {
  return database.one<{ user_version: number }>('pragma user_version')()?.user_version ?? 0
}

function firstSchema(database: Database): void {
  database.script(FIRST_SCHEMA)
  database.run(`insert into setting (name, value) values ('cursor-secret', ?)`)(randomBytes(32))
}

function contentLeases(database: Database): void {
  database.script(CONTENT_LEASES)
}

function uploads(database: Database): void {
  database.script(UPLOADS)
}

function currentContents(database: Database): void {
  database.script(CURRENT_CONTENTS)
}

/** See find/file-index.ts, which also indexes what is there already. */
function files(database: Database): void {
  database.script(FILE_SCHEMA)
}

/** Contents have an owner, see `ContentName`. No process has leases of before: the schema changes under none. */
const OWN_CONTENTS = `
drop index version_content;
create index version_content on version (sha256, organization) where sha256 is not null;
drop table content_lease;
create table content_lease (
  sha256 blob not null,
  owner integer not null,
  id text not null,
  holder text not null references content_holder on delete cascade,
  removing integer not null check (removing in (0, 1)),
  primary key (sha256, owner, id)
) strict, without rowid;
`

/** The audit log of an organization begins after this record: what was tried before under its name was not its. */
const AUDIT_STARTS = `
alter table organization add column audited_after integer not null default 0;
`

/** Which of an organization's Binaries have a content now: what the index of words asks, see words/word-work.ts. */
const CURRENT_CONTENTS = `
create index version_current_content on version (organization, sha256, sequence)
  where superseded is null and sha256 is not null;
`

/**
 * Content that arrives in parts: `received` of its `length` bytes are on the disk. `writer` is the holder that adds to it
 * right now; `binary` and `number` are the version that it became. See uploads.ts.
 */
const UPLOADS = `
create table upload (
  id text primary key,
  organization integer not null references organization,
  owner text not null,
  length integer not null,
  received integer not null,
  metadata text not null,
  expires integer not null,
  writer text,
  binary text,
  number integer
) strict, without rowid;
create index upload_owner on upload (organization, owner);
create index upload_expires on upload (expires);
`

/**
 * A holder is a process that works on this data; it expires unless it renews itself. Its leases and claims
 * (`removing`) end with it. See leases.ts.
 */
const CONTENT_LEASES = `
create index version_content on version (sha256) where sha256 is not null;

create table content_holder (
  id text primary key,
  expires integer not null
) strict, without rowid;

create table content_lease (
  sha256 blob not null,
  id text not null,
  holder text not null references content_holder on delete cascade,
  removing integer not null check (removing in (0, 1)),
  primary key (sha256, id)
) strict, without rowid;
`
