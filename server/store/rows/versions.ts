import type { BinaryFields, NamedVersion, Version } from '../binaries.ts'
import { StoreCorrupt } from '../errors.ts'

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

/** @throws StoreCorrupt unless they are those that a page names */
export function versionsOf(
  organizationId: string,
  named: readonly NamedVersion[],
  rows: readonly VersionRow[],
): Version[] {
  return named.map(({ id, versionId }, index) => {
    const row = rows[index]
    if (row?.id !== id || String(row.number) !== versionId)
      throw new StoreCorrupt(`Version ${versionId} of Binary/${id} is missing.`)
    return toVersion(organizationId, row)
  })
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
export function versionNumber(versionId: string): number | undefined {
  return /^[1-9][0-9]{0,14}$/.test(versionId) ? Number(versionId) : undefined
}

/** Codes of languages are compared without regard to case (BCP 47 §2.1.1). */
export function foldLanguage(language: string): string {
  return language.toLowerCase()
}
