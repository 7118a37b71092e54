import type { BinaryStore } from '../binaries.ts'
import {
  readVersion,
  versionNumber,
  versionsOf,
  type NameRow,
  type OrganizationState,
  type VersionRow,
} from '../rows/versions.ts'
import type { Database } from './database.ts'

/** The rows that every query of versions starts from. */
export interface VersionRows {
  organization(id: string): OrganizationState | undefined
  /** The newest version of a Binary. */
  newest(organization: number, id: string): VersionRow | undefined
  version(organization: number, id: string, number: number): VersionRow | undefined
  /** Newest first. */
  namesOf(organization: number, sequences: number[]): NameRow[]
  /**
   * In their order, one after the other as they are asked for; an iteration that is not ended holds the statement.
   */
  each(organization: number, sequences: readonly number[]): Iterable<VersionRow>
}

/** What queries of names select. */
export const NAME_COLUMNS =
  'version.sequence, version.id, version.number, coalesce(octet_length(version.fields), 0) as weight'

export function openVersionRows(database: Database): VersionRows {
  const organization = database.one<OrganizationState>(
    'select key, sequence, last_updated, living from organization where id = ?',
  )
  const newest = database.one<VersionRow>(
    `select * from version indexed by version_number
     where organization = ? and id = ? order by number desc limit 1`,
  )
  const version = database.one<VersionRow>(
    'select * from version where organization = ? and id = ? and number = ?',
  )
  const ofSequences = (columns: string) =>
    `select ${columns} from json_each(?2) as wanted cross join version indexed by version_sequence
     where version.organization = ?1 and version.sequence = wanted.value`
  const names = database.many<NameRow>(
    `${ofSequences(NAME_COLUMNS)} order by version.sequence desc`,
  )
  // Without an order of its own: the list's, since `cross join` keeps it, and no rows are gathered to be sorted.
  const each = database.each<VersionRow>(ofSequences('version.*'))
  return {
    organization,
    newest,
    version,
    namesOf: (key, sequences) => names(key, JSON.stringify(sequences)),
    each: (key, sequences) => each(key, JSON.stringify(sequences)),
  }
}

/** Single versions. */
export function openReads(
  rows: VersionRows,
): Pick<BinaryStore, 'current' | 'version' | 'versions'> {
  return {
    current: async (organizationId, id) => {
      const organization = rows.organization(organizationId)
      const row = organization && rows.newest(organization.key, id)
      return row && readVersion(organizationId, row)
    },
    version: async (organizationId, id, versionId) => {
      const organization = rows.organization(organizationId)
      const number = versionNumber(versionId)
      if (!organization || number === undefined) return undefined
      const row = rows.version(organization.key, id, number)
      return row && readVersion(organizationId, row)
    },
    versions: async (organizationId, named) => {
      const organization = rows.organization(organizationId)
      const sequences = named.map(({ sequence }) => sequence)
      const found = organization ? rows.each(organization.key, sequences) : []
      return versionsOf(organizationId, named, [...found])
    },
  }
}
