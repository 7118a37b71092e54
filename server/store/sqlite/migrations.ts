import { randomBytes } from 'node:crypto'
import { StoreUnavailable } from '../errors.ts'
import { FOLDED_AUDIT } from './audit-limits.ts'
import { AUDIT_ORDER } from './audit.ts'
import { CONTENT_CHECK } from './check/check-rows.ts'
import { CONTENT_RECORDS } from './check/content-records.ts'
import type { Database } from './database.ts'
import { FILES_ANEW, FILE_SCHEMA } from './find/file-index.ts'

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
  ownContents,
  contentRecords,
  (database) => database.script(FOLDED_AUDIT),
  (database) => database.script(FILES_ANEW),
  (database) => database.script(AUDIT_ORDER),
  auditStarts,
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

function ownContents(database: Database): void {
  database.script(OWN_CONTENTS)
}

/** See the room `check`. */
function contentRecords(database: Database): void {
  database.script(CONTENT_RECORDS + CONTENT_CHECK)
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
function auditStarts(database: Database): void {
  database.script('alter table organization add column audited_after integer not null default 0')
}

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

/**
 * Instants are milliseconds since 1970. In `version`:
 * - `sequence` counts 1, 2, 3… in the organization and `number` 1, 2, 3… in the Binary, both without gaps, and
 *   `last_updated` never falls along either: so totals are subtractions, and an instant is found by halving.
 * - `superseded` is the sequence of the next version of the same Binary: the state as of any sequence can be asked for.
 * - `fields` is null for a deletion; `language` is folded to lower case.
 * `living` counts are kept by the transaction that writes, so that no page counts rows.
 */
const FIRST_SCHEMA = `
create table setting (name text primary key, value blob not null) strict, without rowid;

create table organization (
  key integer primary key,
  id text not null unique,
  slug text not null unique,
  name text not null,
  sequence integer not null default 0,
  last_updated integer not null default 0,
  living integer not null default 0
) strict;

create table language (
  organization integer not null references organization,
  language text not null,
  living integer not null,
  primary key (organization, language)
) strict, without rowid;

create table version (
  organization integer not null references organization,
  sequence integer not null,
  superseded integer,
  id text not null,
  number integer not null,
  last_updated integer not null,
  interaction text not null check (interaction in ('create', 'update', 'delete')),
  status text not null check (status in ('200', '201', '204')),
  author text not null,
  reason text,
  language text,
  sha256 blob,
  sha1 blob,
  size integer,
  fields text
) strict;
create unique index version_sequence on version (organization, sequence);
create unique index version_number on version (organization, id, number);
create index version_living on version (organization, sequence)
  where superseded is null and fields is not null;
create index version_language on version (organization, language, sequence)
  where superseded is null and fields is not null and language is not null;
create index version_superseded on version (organization, superseded, sequence, language)
  where superseded is not null and fields is not null;

create table token (
  name text primary key,
  hash blob not null unique,
  access text not null check (access in ('read', 'write')),
  admin integer not null check (admin in (0, 1)),
  everywhere integer not null check (everywhere in (0, 1)),
  expires integer,
  created integer not null
) strict, without rowid;
create table token_organization (
  token text not null references token on delete cascade,
  organization integer not null references organization,
  primary key (token, organization)
) strict, without rowid;

create table audit (
  key integer primary key autoincrement,
  at integer not null,
  request_id text not null,
  token text,
  organization text,
  interaction text not null,
  id text,
  version_id text,
  status integer not null,
  duration real not null,
  bytes integer not null,
  security_context text,
  log_cdata text
) strict;
create index audit_at on audit (at);
create index audit_organization on audit (organization, at) where organization is not null;
create index audit_id on audit (id, at) where id is not null;
`
