import { PAGE_BYTES } from '../binaries.ts'
import type { BinaryFields, BinaryStore, NamedVersion, Version } from '../binaries.ts'
import type { Database } from './database.ts'

/** An organization as the queries need it: its key, and how far its versions go. */
export interface OrganizationState {
  key: number
  /** The newest version's; 0 before the first. */
  sequence: number
  /** The newest version's, in milliseconds since 1970. */
  last_updated: number
  /** How many Binaries are not deleted. */
  living: number
}

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

/** Which version it is, and what its fields weigh in bytes: told without reading them. */
export interface NameRow {
  sequence: number
  id: string
  number: number
  weight: number
}

/** What queries of names select. */
export const NAME_COLUMNS =
  'version.sequence, version.id, version.number, coalesce(octet_length(version.fields), 0) as weight'

/** The first of them, up to the one with which they pass what a page may weigh. */
export function fittingPage(rows: readonly NameRow[]): NameRow[] {
  let weight = 0
  const last = rows.findIndex((row) => {
    weight += row.weight
    return weight > PAGE_BYTES
  })
  return last === -1 ? [...rows] : rows.slice(0, last + 1)
}

export function toName({ sequence, id, number, weight }: NameRow): NamedVersion {
  return { sequence, id, versionId: String(number), weight }
}

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
export function openReads(rows: VersionRows): Pick<BinaryStore, 'current' | 'version'> {
  return {
    current: async (organizationId, id) => {
      const organization = rows.organization(organizationId)
      const row = organization && rows.newest(organization.key, id)
      return row && toVersion(organizationId, row)
    },
    version: async (organizationId, id, versionId) => {
      const organization = rows.organization(organizationId)
      const number = versionNumber(versionId)
      if (!organization || number === undefined) return undefined
      const row = rows.version(organization.key, id, number)
      return row && toVersion(organizationId, row)
    },
  }
}

/** A row of the table `version`; see schema.ts. */
export interface VersionRow {
  organization: number
  sequence: number
  superseded: number | null
  id: string
  number: number
  last_updated: number
  interaction: Version['interaction']
  status: Version['status']
  author: string
  reason: string | null
  /** Folded. */
  language: string | null
  sha256: Uint8Array | null
  sha1: Uint8Array | null
  size: number | null
  fields: string | null
}

export function toVersion(organizationId: string, row: VersionRow): Version {
  return {
    organizationId,
    id: row.id,
    versionId: String(row.number),
    sequence: row.sequence,
    lastUpdated: new Date(row.last_updated).toISOString(),
    interaction: row.interaction,
    status: row.status,
    author: row.author,
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.fields !== null && { body: toBody(row, row.fields) }),
  }
}

function toBody(row: VersionRow, json: string): NonNullable<Version['body']> {
  const fields = JSON.parse(json) as BinaryFields
  if (row.sha256 === null || row.sha1 === null || row.size === null) return { fields }
  const content = {
    owner: row.organization,
    sha256: Buffer.from(row.sha256).toString('hex'),
    sha1: Buffer.from(row.sha1).toString('base64'),
    size: row.size,
  }
  return { fields, content }
}

/** The number that a version id stands for; `undefined` for what this store never issues ("01", "1e3", "x"). */
function versionNumber(versionId: string): number | undefined {
  return /^[1-9][0-9]{0,14}$/.test(versionId) ? Number(versionId) : undefined
}

/** Codes of languages are compared without regard to case (BCP 47 §2.1.1). */
export function foldLanguage(language: string): string {
  return language.toLowerCase()
}
