import { contentSha256, contentSize, fileName } from '#fhir/binary.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import { parseMediaType } from '#fhir/media-type.ts'
import type { Binary } from '#fhir/types.ts'
import type { UploadItem } from '../queue/item.ts'

/** What the server has stored since an attempt began. */
export interface Evidence {
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

export type Verdict =
  | { kind: 'stored'; id: string; versionId: string | undefined }
  | { kind: 'absent' }
  /** There is one that may be it, and nothing to tell by; or not everything could be seen. */
  | { kind: 'unknown' }

type Sought = Pick<UploadItem, 'name' | 'file' | 'fields' | 'target'>

/**
 * Whether an upload that got no answer was stored: the same name, size and SHA-256, and not stored by another upload
 * of this queue.
 * @param sha256 of the file, in lower-case hex; needed where `hasChecksums` says so
 * @param claimed `id` and `id/versionId` of what other uploads have stored
 */
export function judge(
  sought: Sought,
  evidence: Evidence,
  sha256: string | undefined,
  claimed: ReadonlySet<string>,
): Verdict {
  const candidates = candidatesOf(sought, evidence, claimed)
  const found = candidates.find(({ binary }) => {
    const stored = contentSha256(binary)
    return stored !== undefined && stored === sha256
  })
  if (found) return { kind: 'stored', id: found.id, versionId: found.versionId }
  const open = candidates.some(({ binary }) => contentSha256(binary) === undefined)
  return open || !evidence.complete ? { kind: 'unknown' } : { kind: 'absent' }
}

/** Whether the file's own checksum would decide anything; it costs reading the file. */
export function hasChecksums(
  sought: Sought,
  evidence: Evidence,
  claimed: ReadonlySet<string>,
): boolean {
  return candidatesOf(sought, evidence, claimed).some(
    ({ binary }) => contentSha256(binary) !== undefined,
  )
}

/** Versions of a history as evidence; deletions store nothing. */
export function storedOf(entries: readonly HistoryEntry[]): Stored[] {
  return entries.flatMap(({ id, versionId, lastUpdated, method, resource, kind }) =>
    kind === 'version' && resource ? { id, versionId, lastUpdated, method, binary: resource } : [],
  )
}

function candidatesOf(
  sought: Sought,
  { entries }: Evidence,
  claimed: ReadonlySet<string>,
): Stored[] {
  return entries.filter((stored) => !isClaimed(sought, stored, claimed) && mayBe(sought, stored))
}

function isClaimed({ target }: Sought, stored: Stored, claimed: ReadonlySet<string>): boolean {
  if (target.kind === 'create') return claimed.has(stored.id)
  return stored.versionId !== undefined && claimed.has(`${stored.id}/${stored.versionId}`)
}

/** What is not known speaks neither for nor against. */
function mayBe({ name, file, fields, target }: Sought, stored: Stored): boolean {
  const { binary, method, id, versionId } = stored
  if (target.kind === 'create' && method !== undefined && method !== 'POST') return false
  if (target.kind === 'version' && (id !== target.id || versionId === target.ifMatch)) return false
  const size = contentSize(binary)
  if (size !== undefined && size !== file.size) return false
  const storedName = fileName(binary)
  if (storedName !== undefined && name !== '' && storedName !== name) return false
  const type = parseMediaType(binary.contentType ?? '')?.essence
  const sent = parseMediaType(fields.contentType ?? '')?.essence
  return type === undefined || type === sent
}
