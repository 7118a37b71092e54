import type { VersionRow } from '../rows/versions.ts'
import type { Database } from './database.ts'

/** Every column of the table `version`, in the order in which they are inserted. */
const COLUMNS = [
  'organization',
  'sequence',
  'superseded',
  'id',
  'number',
  'last_updated',
  'interaction',
  'status',
  'author',
  'reason',
  'language',
  'sha256',
  'sha1',
  'size',
  'fields',
] as const satisfies readonly (keyof VersionRow)[]

/** @returns writes a row as it is, in the transaction that is open */
export function openInsertVersion(database: Database): (row: VersionRow) => void {
  const places = COLUMNS.map(() => '?').join(', ')
  const insert = database.run(`insert into version (${COLUMNS.join(', ')}) values (${places})`)
  return (row) => void insert(...COLUMNS.map((column) => row[column]))
}

/** @returns counts so many more current versions of an organization's language, or fewer, in the transaction that is open */
export function openCountLanguage(
  database: Database,
): (organization: number, language: string, more: number) => void {
  const count = database.run(
    `insert into language (organization, language, living) values (?, ?, ?)
     on conflict do update set living = living + excluded.living`,
  )
  return (organization, language, more) => void count(organization, language, more)
}
