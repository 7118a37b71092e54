import type { ContentName } from '../../contents.ts'
import type { Database } from '../database.ts'

/** The generation of a content in a bucket, see `PlacedContent`, where it is not the first. */
export const CONTENT_GENERATIONS = `
create table content_generation (
  sha256 blob not null,
  owner integer not null,
  generation integer not null,
  primary key (sha256, owner)
) strict, without rowid;
`

/** Where a content is that somebody needs. */
export function openGenerations(database: Database): (content: ContentName) => number {
  const find = database.one<{ generation: number }>(
    'select generation from content_generation where sha256 = ? and owner = ?',
  )
  return ({ owner, sha256 }) => find(Buffer.from(sha256, 'hex'), owner)?.generation ?? 0
}

/** Takes contents on to their next place, in the transaction that ends the claims on them: their removal may yet be carried out. */
export function openNextGenerations(database: Database) {
  const next = (which: string) =>
    database.run(
      `insert into content_generation (sha256, owner, generation)
       select distinct sha256, owner, 1 from content_lease where removing = 1 and ${which}
       on conflict (sha256, owner) do update set generation = generation + 1`,
    )
  return {
    ofClaim: next('sha256 = ? and owner = ? and id = ?'),
    ofExpired: next('holder in (select id from content_holder where expires <= ?)'),
    ofHolder: next('holder = ?'),
    ofOthers: next('holder <> ?'),
  }
}
