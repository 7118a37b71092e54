import type { OrganizationState, VersionRow } from '../rows/versions.ts'
import type { Transaction } from './database.ts'
import { keepFiles } from './find/file-index.ts'
import type { Value } from './values.ts'

/** What some changes of one organization have made. */
export interface Written {
  /** Each with the current version that it took the place of. */
  added: { row: VersionRow; before: VersionRow | undefined }[]
  /** Of those that were there before, with what supersedes each. */
  superseded: VersionRow[]
  /** By how much the number of Binaries of each language has changed. */
  languages: Map<string, number>
  /** What uploads have become. */
  uploads: Map<string, { id: string; number: number }>
}

/** Sends all of it at once: nothing waits for an answer before the next is sent. */
export function writeVersions(
  transaction: Transaction,
  { key, sequence, last_updated, living }: OrganizationState,
  { added, superseded, languages, uploads }: Written,
): Promise<unknown>[] {
  const sent: Promise<unknown>[] = []
  if (superseded.length > 0)
    sent.push(
      transaction.run(
        `update version set superseded = one.superseded
         from unnest($2::bigint[], $3::bigint[]) as one (sequence, superseded)
         where organization = $1 and version.sequence = one.sequence`,
        key,
        superseded.map((row) => row.sequence),
        superseded.map((row) => row.superseded),
      ),
    )
  sent.push(
    insertVersions(
      transaction,
      added.map(({ row }) => row),
    ),
    transaction.run(
      'update organization set sequence = $2, last_updated = $3, living = $4 where key = $1',
      key,
      sequence,
      last_updated,
      living,
    ),
  )
  if (languages.size > 0) sent.push(countLanguages(transaction, key, languages))
  if (uploads.size > 0)
    sent.push(
      transaction.run(
        `update upload set "binary" = one.id, number = one.number
         from unnest($1::text[], $2::text[], $3::bigint[]) as one (upload, id, number)
         where upload.id = one.upload`,
        [...uploads.keys()],
        [...uploads.values()].map(({ id }) => id),
        [...uploads.values()].map(({ number }) => number),
      ),
    )
  // Behind the versions, which tell whether another Binary has a content still.
  sent.push(keepFiles(transaction, key, added))
  return sent
}

/** @param languages by how much the number of an organization's Binaries of each has changed */
export async function countLanguages(
  { run }: Pick<Transaction, 'run'>,
  organization: number,
  languages: ReadonlyMap<string, number>,
): Promise<void> {
  const changed = [...languages].filter(([, more]) => more !== 0)
  if (changed.length === 0) return
  await run(
    `insert into language (organization, language, living)
     select $1::bigint, language, more from unnest($2::text[], $3::bigint[]) as one (language, more)
     on conflict (organization, language) do update set living = language.living + excluded.living`,
    organization,
    changed.map(([language]) => language),
    changed.map(([, more]) => more),
  )
}

/** The rows alone, with one statement. */
export function insertVersions(
  { run }: Pick<Transaction, 'run'>,
  rows: readonly VersionRow[],
): Promise<number> {
  return run(INSERT, ...COLUMNS.map(([name]) => rows.map((row) => row[name] as Value)))
}

const COLUMNS: [name: keyof VersionRow, type: string][] = [
  ['organization', 'bigint'],
  ['sequence', 'bigint'],
  ['superseded', 'bigint'],
  ['id', 'text'],
  ['number', 'bigint'],
  ['last_updated', 'bigint'],
  ['interaction', 'text'],
  ['status', 'text'],
  ['author', 'text'],
  ['reason', 'text'],
  ['language', 'text'],
  ['sha256', 'bytea'],
  ['sha1', 'bytea'],
  ['size', 'bigint'],
  ['fields', 'text'],
]
const NAMES = COLUMNS.map(([name]) => name).join(', ')

const INSERT = `insert into version (${NAMES})
  select * from unnest(${COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})`
