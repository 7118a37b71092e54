import { parseExactly } from '#lib/json/parse-exactly.ts'
import type { BinaryFields } from '../../binaries.ts'
import { nameKey, termsOf } from '../../rows/find/terms.ts'
import type { VersionRow } from '../../rows/versions.ts'
import { inBriefTransaction, type Database } from '../database.ts'

/** Files that an organization can have: the key of a file is its organization's times this, and its sequence. */
export const KEYS_EACH = 2 ** 40

/**
 * `file` has a row for each Binary that is not deleted: by what it is sorted. `file_term` holds its terms; its rowid is
 * `organization * 2^40 + sequence`, so that a range of rows is never another organization's, and the newest are found
 * first without sorting. `file_fill` says how far files of before are indexed; without a row, all are.
 */
export const FILE_SCHEMA = `
create table file (
  organization integer not null references organization,
  sequence integer not null,
  name text not null,
  size integer not null,
  primary key (organization, sequence)
) strict, without rowid;
create index file_name on file (organization, name, sequence);
create index file_size on file (organization, size, sequence);

create virtual table file_term using fts5 (
  terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

create table file_fill (organization integer not null, sequence integer not null) strict;
insert into file_fill select 0, 0 where exists (select 1 from version);
`

/** Has all files indexed anew, for terms that have changed. */
export const FILES_ANEW = `
insert into file_term (file_term) values ('delete-all');
delete from file;
delete from file_fill;
insert into file_fill select 0, 0 where exists (select 1 from version);
`

/** Keeps the index, in the transaction that writes the version. */
export interface FileIndex {
  add(row: VersionRow): void
  remove(organization: number, sequence: number): void
}

export function openFileIndex(database: Database): FileIndex {
  const insert = database.run(
    'insert into file (organization, sequence, name, size) values (?, ?, ?, ?)',
  )
  const insertTerms = database.run(
    `insert into file_term (rowid, terms) values (?1 * ${KEYS_EACH} + ?2, ?3)`,
  )
  const remove = database.run('delete from file where organization = ? and sequence = ?')
  const removeTerms = database.run(`delete from file_term where rowid = ?1 * ${KEYS_EACH} + ?2`)
  return {
    add({ organization, sequence, id, fields, size }) {
      if (fields === null) return
      const binary = parseExactly(fields) as BinaryFields
      insert(organization, sequence, nameKey(binary), size ?? 0)
      insertTerms(organization, sequence, [...termsOf(id, binary)].join(' '))
    },
    remove(organization, sequence) {
      // What an older release wrote may not be indexed yet.
      if (remove(organization, sequence) > 0) removeTerms(organization, sequence)
    },
  }
}

/**
 * Indexes what releases without this index have written, in brief transactions: a process that is killed meanwhile goes
 * on where it was. Some seconds for a hundred thousand files.
 */
export function fillFiles(database: Database): void {
  const place = database.one<{ organization: number; sequence: number }>('select * from file_fill')
  if (!place()) return
  const move = database.run('update file_fill set organization = ?, sequence = ?')
  const next = database.many<VersionRow>(
    `select * from version indexed by version_living
     where (organization, sequence) > (?, ?) and superseded is null and fields is not null
     order by organization, sequence limit ${FILLED_AT_ONCE}`,
  )
  const isIndexed = database.one('select 1 from file where organization = ? and sequence = ?')
  const index = openFileIndex(database)
  const step = (): boolean => {
    const from = place()
    if (!from) return false
    const rows = next(from.organization, from.sequence)
    for (const row of rows) if (!isIndexed(row.organization, row.sequence)) index.add(row)
    const last = rows.at(-1)
    if (last) move(last.organization, last.sequence)
    else database.script('delete from file_fill')
    return last !== undefined
  }
  while (inBriefTransaction(database, step));
}

const FILLED_AT_ONCE = 2000
