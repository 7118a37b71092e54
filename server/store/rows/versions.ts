import { parseExactly } from '#lib/json/parse-exactly.ts'
import { parsePieces } from '#lib/json/parse-pieces.ts'
import type { BinaryFields, NamedVersion, Version } from '../binaries.ts'
import { StoreCorrupt } from '../errors.ts'
import { storeTurns } from './turns.ts'

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

/** @param fields what its row says, where that was read already */
export function toVersion(
  organizationId: string,
  row: VersionRow,
  fields = row.fields === null ? undefined : (parseExactly(row.fields) as BinaryFields),
): Version {
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
    ...(fields && { body: toBody(row, fields) }),
  }
}

/** The same. What an earlier release has stored may be long: that is read in pieces, between which others have their turn. */
export async function readVersion(organizationId: string, row: VersionRow): Promise<Version> {
  if (row.fields === null || row.fields.length <= AT_ONCE) return toVersion(organizationId, row)
  const reading = parsePieces(row.fields)
  for (;;) {
    const { done, value } = reading.next()
    if (done === true) return toVersion(organizationId, row, value as BinaryFields)
    await storeTurns.next(organizationId)
  }
}

/** Characters of fields that are read in one piece: more than is taken by default. */
const AT_ONCE = 1 << 17

/** @throws StoreCorrupt unless they are those that a page names */
export async function versionsOf(
  organizationId: string,
  named: readonly NamedVersion[],
  rows: readonly VersionRow[],
): Promise<Version[]> {
  const versions: Version[] = []
  for (const [index, { id, versionId }] of named.entries()) {
    const row = rows[index]
    if (row?.id !== id || String(row.number) !== versionId)
      throw new StoreCorrupt(`Version ${versionId} of Binary/${id} is missing.`)
    versions.push(await readVersion(organizationId, row))
  }
  return versions
}

function toBody(row: VersionRow, fields: BinaryFields): NonNullable<Version['body']> {
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
