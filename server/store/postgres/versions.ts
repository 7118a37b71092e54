import { createHash } from 'node:crypto'
import type { BinaryStore } from '../binaries.ts'
import {
  readVersion,
  versionNumber,
  versionsOf,
  type OrganizationState,
  type VersionRow,
} from '../rows/versions.ts'
import type { Queries } from './database.ts'

/** What queries of names select. */
export const NAME_COLUMNS =
  'version.sequence, version.id::text as id, version.number, coalesce(octet_length(version.fields), 0) as weight'

type Ask = Pick<Queries, 'one' | 'many'>

export function organizationState(
  { one }: Ask,
  id: string,
): Promise<OrganizationState | undefined> {
  return one<OrganizationState>(
    'select key, sequence, last_updated, living from organization where id = $1',
    id,
  )
}

/** In the order of the list. */
export function rowsOf(
  { many }: Ask,
  organization: number,
  sequences: readonly number[],
): Promise<VersionRow[]> {
  return many<VersionRow>(
    `select version.* from unnest($2::bigint[]) with ordinality as wanted (sequence, place)
       join version on version.organization = $1 and version.sequence = wanted.sequence
     order by wanted.place`,
    organization,
    sequences,
  )
}

/** The version of an organization by its key. */
export function versionOf(
  { one }: Ask,
  organization: number,
  { id, number }: { id: string; number: number },
): Promise<VersionRow | undefined> {
  return one<VersionRow>(
    'select * from version where organization = $1 and id = $2 and number = $3',
    organization,
    id,
    number,
  )
}

/** Single versions. */
export function openReads(queries: Ask): Pick<BinaryStore, 'current' | 'version' | 'versions'> {
  return {
    versions: async (organizationId, named) => {
      const rows = await queries.many<VersionRow>(
        `select version.* from unnest($2::bigint[]) with ordinality as wanted (sequence, place)
           join version on version.organization = (select key from organization where id = $1)
             and version.sequence = wanted.sequence
         order by wanted.place`,
        organizationId,
        named.map(({ sequence }) => sequence),
      )
      return versionsOf(organizationId, named, rows)
    },
    current: async (organizationId, id) => {
      const row = await queries.one<VersionRow>(
        `select * from version
         where organization = (select key from organization where id = $1) and id = $2
         order by number desc limit 1`,
        organizationId,
        id,
      )
      return row && readVersion(organizationId, row)
    },
    version: async (organizationId, id, versionId) => {
      const number = versionNumber(versionId)
      if (number === undefined) return undefined
      const row = await queries.one<VersionRow>(
        `select * from version
         where organization = (select key from organization where id = $1)
           and id = $2 and number = $3`,
        organizationId,
        id,
        number,
      )
      return row && readVersion(organizationId, row)
    },
  }
}

/**
 * What a language is stored and looked for by, folded: no index holds a text of any length, and one that is longer than
 * any language needs is known by its hash.
 */
export function languageKey(folded: string): string {
  if (folded.length <= LONGEST) return folded
  return `sha256:${createHash('sha256').update(folded).digest('hex')}`
}

const LONGEST = 200
