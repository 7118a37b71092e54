import { parseExactly } from '#lib/json/parse-exactly.ts'
import type { BinaryFields } from '../../binaries.ts'
import { nameKey } from '../../rows/find/terms.ts'
import type { VersionRow } from '../../rows/versions.ts'
import type { Queries } from '../database.ts'
import { termsVector } from './file-terms.ts'

/**
 * `file` has a row for each Binary that is not deleted: by what it is sorted, and its terms (see `file-terms.ts`). What is
 * added to the index of terms waits in a list that each search looks through: a short one, so that neither takes long.
 */
export const FILE_SCHEMA = `
create table file (
  organization bigint not null,
  sequence bigint not null,
  name text collate "C" not null,
  size bigint not null,
  terms tsvector not null,
  primary key (organization, sequence)
) with (autovacuum_vacuum_scale_factor = 0.05);
create index file_name on file (organization, name, sequence);
create index file_size on file (organization, size, sequence);
create index file_terms on file using gin (terms) with (gin_pending_list_limit = 512);
`

/** A version that was written, with the current one that it took the place of. */
interface Added {
  row: VersionRow
  before: VersionRow | undefined
}

/**
 * Keeps the indexes of files, and what is known of contents to be read, in the transaction that writes versions. It comes
 * behind what writes them: whether another Binary still has a content is told by the versions.
 * @param added of one organization, in their order
 */
export async function keepFiles(
  queries: Pick<Queries, 'run'>,
  organization: number,
  added: readonly Added[],
): Promise<void> {
  const befores = added.flatMap(({ before }) => before ?? [])
  // What the same transaction has superseded was never there for anybody else.
  const rows = added.flatMap(({ row }) => (row.superseded === null ? row : []))
  const files = rows.flatMap(({ sequence, id, size, fields }) => {
    if (fields === null) return []
    const binary = parseExactly(fields) as BinaryFields
    const terms = termsVector(organization, id, binary)
    return { sequence, name: nameKey(binary), size: size ?? 0, terms }
  })
  await queries.run(
    KEEP,
    organization,
    befores.map(({ sequence }) => sequence),
    befores.flatMap(({ sha256 }) => sha256 ?? []),
    files.map(({ sequence }) => sequence),
    files.map(({ name }) => name),
    files.map(({ size }) => size),
    files.map(({ terms }) => terms),
    rows.flatMap(({ sha256 }) => sha256 ?? []),
  )
}

/** Contents are in order, so that of two transactions none waits for the other. */
const KEEP = `
with gone as (
  delete from file where organization = $1::bigint and sequence = any ($2::bigint[])
), come as (
  insert into file (organization, sequence, name, size, terms)
  select $1, sequence, name, size, terms::tsvector
  from unnest($4::bigint[], $5::text[], $6::bigint[], $7::text[]) as one (sequence, name, size, terms)
), noted as (
  insert into word_content (organization, sha256)
  select distinct $1::bigint, sha256 from unnest($8::bytea[]) as one (sha256) order by sha256
  on conflict (organization, sha256) do nothing
)
delete from word_content
where organization = $1 and sha256 = any ($3::bytea[]) and not sha256 = any ($8::bytea[])
  and not exists (select 1 from version
    where version.organization = $1 and version.sha256 = word_content.sha256
      and version.superseded is null and version.sha256 is not null)`
