/**
 * Instants are milliseconds since 1970. In `version`:
 * - `sequence` counts 1, 2, 3… in the organization and `number` 1, 2, 3… in the Binary, both without gaps, and
 *   `last_updated` never falls along either: so totals are subtractions, and an instant is found by halving.
 * - `superseded` is the sequence of the next version of the same Binary: the state as of any sequence can be asked for.
 * - `fields` is null for a deletion; `language` is folded to lower case.
 * `living` counts are kept by the transaction that writes, so that no page counts rows.
 */
export const FIRST_SCHEMA = `
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

/**
 * A holder is a process that works on this data; it expires unless it renews itself. Its leases and claims
 * (`removing`) end with it. See leases.ts.
 */
export const CONTENT_LEASES = `
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
 * Content that arrives in parts: `received` of its `length` bytes are on the disk. `writer` is the holder that adds to it
 * right now; `binary` and `number` are the version that it became. See uploads.ts.
 */
export const UPLOADS = `
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

/** Which of an organization's Binaries have a content now: what the index of words asks, see words/word-work.ts. */
export const CURRENT_CONTENTS = `
create index version_current_content on version (organization, sha256, sequence)
  where superseded is null and sha256 is not null;
`

/** Contents have an owner, see `ContentName`. No process has leases of before: the schema changes under none. */
export const OWN_CONTENTS = `
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
export const AUDIT_STARTS = `
alter table organization add column audited_after integer not null default 0;
`
