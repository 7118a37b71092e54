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

/**
 * Keeps the indexes of files, and what is known of contents to be read, in the transaction that writes a version. It comes
 * behind what writes it: whether another Binary still has a content is told by the versions.
 * @param row the version that was written
 * @param before the current version that it took the place of
 */
export async function keepFile(
  queries: Pick<Queries, 'run'>,
  row: VersionRow,
  before: VersionRow | undefined,
): Promise<void> {
  const { organization, sequence, id, size, sha256 } = row
  const fields = row.fields === null ? undefined : (JSON.parse(row.fields) as BinaryFields)
  await queries.run(
    KEEP,
    organization,
    before?.sequence ?? null,
    before?.sha256 ?? null,
    sequence,
    sha256,
    fields ? nameKey(fields) : null,
    size ?? 0,
    fields ? termsVector(organization, id, fields) : null,
  )
}

/** A content that no Binary of the organization has any more goes with its words. */
const KEEP = `
with gone as (
  delete from file where organization = $1::bigint and sequence = $2::bigint
), come as (
  insert into file (organization, sequence, name, size, terms)
  select $1, $4::bigint, $6::text, $7::bigint, $8::tsvector where $6::text is not null
), noted as (
  insert into word_content (organization, sha256)
  select $1, $5::bytea where $5::bytea is not null
  on conflict (organization, sha256) do nothing
)
delete from word_content
where organization = $1 and sha256 = $3::bytea and sha256 is distinct from $5::bytea
  and not exists (select 1 from version
    where version.organization = $1 and version.sha256 = $3::bytea and version.superseded is null
      and version.sha256 is not null)`
