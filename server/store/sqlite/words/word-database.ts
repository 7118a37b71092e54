import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseDamaged } from '../../errors.ts'
import { STATE } from '../../rows/word-states.ts'
import { inTransaction, openDatabase, storeErrorOf, type Database } from '../database.ts'

/**
 * The index of words has a database of its own beside the store's: its long transactions never hold up a commit, it can
 * be dropped as a file, and a backup can do without it, since all of it is made from the store.
 */
export function wordFile(folder: string): string {
  return join(folder, 'words.sqlite')
}

/**
 * Opens it, or makes it. One of another layout is made anew, which costs reading the contents again.
 * @param onDamage told when a damaged page is met
 */
function openWordDatabase(folder: string, onDamage?: () => void): Database {
  const database = open(folder, onDamage)
  const version = database.one<{ user_version: number }>('pragma user_version')
  if (version()?.user_version === LAYOUT) return database
  try {
    makeWordsAnew(database, () => version()?.user_version !== LAYOUT)
  } catch (error) {
    database.close()
    throw error
  }
  return database
}

/** The same for whoever alone makes the index: one that is damaged, so that it can't be opened, is made anew as well. */
export function openWordDatabaseAlone(folder: string, onDamage?: () => void): Database {
  try {
    return openWordDatabase(folder, onDamage)
  } catch (error) {
    if (!(storeErrorOf(error) instanceof DatabaseDamaged)) throw error
    dropWords(folder)
    return openWordDatabase(folder, onDamage)
  }
}

/** @param isDue asked once nobody else can do it at the same time */
export function makeWordsAnew(database: Database, isDue = () => true): void {
  inTransaction(database, () => {
    if (isDue()) makeTables(database)
  })
}

/** Takes the words of all organizations off the disk. */
export function dropWords(folder: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal'])
    if (existsSync(wordFile(folder) + suffix)) rmSync(wordFile(folder) + suffix, { force: true })
}

function open(folder: string, onDamage?: () => void): Database {
  const database = openDatabase(wordFile(folder), { ...(onDamage && { onDamage }) })
  // What a power loss takes back is read again; what is deleted is overwritten.
  database.script('pragma synchronous = normal; pragma secure_delete = on')
  return database
}

function makeTables(database: Database): void {
  const tables = database.many<{ name: string }>(
    `select name from sqlite_schema where type = 'table' and
       name in ('organization', 'content', 'content_text', 'elsewhere', 'tally', 'word', 'word_term')`,
  )()
  for (const { name } of tables) database.script(`drop table ${name}`)
  database.script(SCHEMA)
  database.script(`pragma user_version = ${LAYOUT}`)
}

/** Counts layouts, so that an older one is known. */
const LAYOUT = 2

/** How many contents an organization can have: the key of a content is its organization's times this, and a number. */
export const KEYS_EACH = 2 ** 36

/** The same for files: a row of `word` is its organization's key times this, and a content's place. */
export const PLACES_EACH = 2 ** 40

/**
 * - `organization.key` is the store's; `followed` is the sequence up to which its versions are noted, and `head` what that
 *   version is, by which a store that was restored from a backup is known.
 * - A content's key lies in its organization's range, so that a range of keys never finds what is another's.
 * - `going`: no Binary of the organization has it now.
 * - `place` is the sequence of a file that has the content, its newest one: under it the text stands in `word`, so that
 *   FTS5 walks the files in the order of changes. It is `misplaced` once another version is that file's current one.
 * - `elsewhere` has all other files with a content whose text is known: their texts are looked at one by one.
 * - `content_text` is what `word` holds of it, deflated: FTS5 needs it to delete it.
 * - `tally` is kept by triggers, so that no page counts rows.
 */
const SCHEMA = `
create table organization (
  key integer primary key,
  followed integer not null,
  head text not null
) strict;

create table content (
  key integer primary key,
  organization integer not null,
  sha256 blob not null,
  state integer not null,
  going integer not null default 0 check (going in (0, 1)),
  place integer,
  misplaced integer not null default 0 check (misplaced in (0, 1)),
  attempts integer not null default 0,
  why text
) strict;
create unique index content_sha256 on content (organization, sha256);
create index content_waiting on content (attempts, key) where state = ${STATE.waiting} and going = 0;
create index content_unreadable on content (organization, why)
  where state = ${STATE.unreadable};
create index content_going on content (key) where going = 1;
create unique index content_place on content (organization, place) where place is not null;
create index content_misplaced on content (key) where misplaced = 1 and going = 0;

create table content_text (
  key integer primary key references content on delete cascade,
  text blob not null
) strict;

create table elsewhere (
  organization integer not null,
  sequence integer not null,
  content integer not null,
  primary key (organization, sequence)
) strict, without rowid;

create table tally (
  organization integer not null,
  state integer not null,
  contents integer not null,
  primary key (organization, state)
) strict, without rowid;
create trigger content_added after insert on content when new.going = 0 begin
  insert into tally values (new.organization, new.state, 1)
    on conflict do update set contents = contents + 1;
end;
create trigger content_changed after update of state, going on content begin
  update tally set contents = contents - 1
    where organization = old.organization and state = old.state and old.going = 0;
  insert into tally select new.organization, new.state, 1 where new.going = 0
    on conflict do update set contents = contents + 1;
end;
create trigger content_removed after delete on content when old.going = 0 begin
  update tally set contents = contents - 1
    where organization = old.organization and state = old.state;
end;

create virtual table word using fts5 (
  text, content = '', columnsize = 0, tokenize = 'trigram case_sensitive 1');
insert into word (word, rank) values ('secure-delete', 1);
`
