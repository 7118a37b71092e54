import { contentSha256, contentSize, fileName } from '#fhir/binary/binary.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import { parseMediaType } from '#fhir/media-type.ts'
import type { Binary } from '#fhir/types.ts'
import type { UploadItem } from '../queue/item.ts'

/** What the server has stored since an attempt began. */
export interface StoredSince {
  entries: readonly Stored[]
  /** False: there may be more that could not be read. */
  complete: boolean
}

export interface Stored {
  id: string
  versionId: string | undefined
  /** An instant. */
  lastUpdated: string | undefined
  method: string | undefined
  /** Without content. */
  binary: Binary
}

export type Finding =
  | { kind: 'stored'; id: string; versionId: string | undefined }
  | { kind: 'absent' }
  /** One of them may be it, but there is no checksum to compare; or not everything could be read. */
  | { kind: 'unknown' }

type Wanted = Pick<UploadItem, 'name' | 'facts' | 'fields' | 'target'>

/**
 * Whether an upload that got no answer was stored: the same name, size and SHA-256, and not stored by another upload
 * of this queue.
 * @param sha256 of the file, in lower-case hex; needed where `hasChecksums` says so
 * @param claimed `id` and `id/versionId` of what other uploads have stored
 */
export function findStored(
  wanted: Wanted,
  since: StoredSince,
  sha256: string | undefined,
  claimed: ReadonlySet<string>,
): Finding {
  const candidates = candidatesOf(wanted, since, claimed)
  const found = candidates.find(({ binary }) => {
    const stored = contentSha256(binary)
    return stored !== undefined && stored === sha256
  })
  if (found) return { kind: 'stored', id: found.id, versionId: found.versionId }
  const open = candidates.some(({ binary }) => contentSha256(binary) === undefined)
  return open || !since.complete ? { kind: 'unknown' } : { kind: 'absent' }
}

/** Whether the file's own checksum would decide anything; computing it means reading the whole file. */
export function hasChecksums(
  wanted: Wanted,
  since: StoredSince,
  claimed: ReadonlySet<string>,
): boolean {
  return candidatesOf(wanted, since, claimed).some(
    ({ binary }) => contentSha256(binary) !== undefined,
  )
}

/** Those that may be it, and give no checksum to tell by. */
export function withoutChecksum(
  wanted: Wanted,
  since: StoredSince,
  claimed: ReadonlySet<string>,
): Stored[] {
  return candidatesOf(wanted, since, claimed).filter(
    ({ binary }) => contentSha256(binary) === undefined,
  )
}

/** The versions of a history; deletions store nothing. */
export function storedOf(entries: readonly HistoryEntry[]): Stored[] {
  return entries.flatMap(({ id, versionId, lastUpdated, method, resource, kind }) =>
    kind === 'version' && resource ? { id, versionId, lastUpdated, method, binary: resource } : [],
  )
}

function candidatesOf(
  wanted: Wanted,
  { entries }: StoredSince,
  claimed: ReadonlySet<string>,
): Stored[] {
  return entries.filter((stored) => !isClaimed(wanted, stored, claimed) && mayBe(wanted, stored))
}

function isClaimed({ target }: Wanted, stored: Stored, claimed: ReadonlySet<string>): boolean {
  if (target.kind === 'create') return claimed.has(stored.id)
  return stored.versionId !== undefined && claimed.has(`${stored.id}/${stored.versionId}`)
}

/** What is not known is not held against it. */
function mayBe({ name, facts, fields, target }: Wanted, stored: Stored): boolean {
  const { binary, method, id, versionId } = stored
  if (target.kind === 'create' && method !== undefined && method !== 'POST') return false
  if (target.kind === 'version' && (id !== target.id || versionId === target.ifMatch)) return false
  const size = contentSize(binary)
  if (size !== undefined && size !== facts.size) return false
  const storedName = fileName(binary)
  if (storedName !== undefined && name !== '' && storedName !== name) return false
  const type = parseMediaType(binary.contentType ?? '')?.essence
  const sent = parseMediaType(fields.contentType ?? '')?.essence
  return type === undefined || type === sent
}
