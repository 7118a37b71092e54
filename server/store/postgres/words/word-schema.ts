import { STATE } from '../../rows/word-states.ts'

/**
 * The extensions that find parts of texts, made by one server after the other (the number names the lock). They belong to
 * the database and not to a schema of ours: others may use them too, and its owner may have made them.
 */
const EXTENSIONS = `
do $$
begin
  perform pg_advisory_xact_lock(1114205807);
  if not exists (select 1 from pg_extension where extname = 'pg_trgm') then
    create extension pg_trgm with schema public;
  end if;
  if not exists (select 1 from pg_extension where extname = 'btree_gin') then
    create extension btree_gin with schema public;
  end if;
exception when others then
  raise exception using errcode = 'BN001', message =
    'The database lacks the extensions pg_trgm and btree_gin: have its owner create them (they come with PostgreSQL''s contrib package). It says: ' || sqlerrm;
end $$;
`

/**
 * - `word_content` has a row for each content that a Binary of an organization has now: kept by the transaction that
 *   writes the version, with its words and at once (see `find/file-index.ts`).
 * - It is read by `holder` until `held_until`, by the engine's clock; whoever reads longer says so again.
 * - `word_text` is its text as `indexedText` makes it, with a mark that PostgreSQL keeps as it is.
 */
export const WORD_SCHEMA = `${EXTENSIONS}
create table word_content (
  key bigint generated always as identity primary key,
  organization bigint not null,
  sha256 bytea not null,
  state smallint not null default ${STATE.waiting},
  attempts integer not null default 0,
  holder text,
  held_until bigint,
  why text,
  unique (organization, sha256)
);
create index word_content_waiting on word_content (attempts, key) where state = ${STATE.waiting};
create index word_content_state on word_content (organization, state);

create table word_text (
  content bigint primary key references word_content on delete cascade,
  organization bigint not null,
  text text collate "C" not null
);
do $$
declare trigrams text; numbers text;
begin
  select quote_ident(nspname) into trigrams from pg_extension
    join pg_namespace on pg_namespace.oid = extnamespace where extname = 'pg_trgm';
  select quote_ident(nspname) into numbers from pg_extension
    join pg_namespace on pg_namespace.oid = extnamespace where extname = 'btree_gin';
  execute format('create index word_text_parts on word_text using gin
    (organization %s.int8_ops, text %s.gin_trgm_ops)', numbers, trigrams);
end $$;
`
