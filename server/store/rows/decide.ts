import type { Change, Committed, NewBody } from '../binaries.ts'
import type { KeptContent } from '../contents.ts'
import { milliseconds } from './instants.ts'
import { foldLanguage, toVersion } from './versions.ts'
import type { OrganizationState, VersionRow } from './versions.ts'

/** The upload that its content came as. */
export function uploadOf(change: Change): string | undefined {
  const content: Partial<KeptContent> | undefined =
    change.kind === 'delete' ? undefined : change.body.content
  return content?.upload
}

export function withVersion(
  outcome: 'stale' | 'unchanged',
  change: Change,
  current: VersionRow | undefined,
): Committed {
  return current ? { outcome, version: toVersion(change.organizationId, current) } : { outcome }
}

/** RFC 9110 §13.1: `*` asks for a current representation, which a deleted Binary does not have. */
export function isStale(change: Change, current: VersionRow | undefined): boolean {
  const lives = current !== undefined && current.fields !== null
  if (change.kind === 'update' && change.ifNoneMatch === '*' && lives) return true
  if (change.ifMatch === undefined) return false
  if (change.ifMatch === '*') return !lives
  return !current || !change.ifMatch.includes(String(current.number))
}

/** The version that a change makes, once it is decided that it does. */
export function nextRow(
  organization: OrganizationState,
  change: Change,
  current: VersionRow | undefined,
): VersionRow {
  const body: NewBody | undefined = change.kind === 'delete' ? undefined : change.body
  const revives = current === undefined || current.fields === null
  return {
    organization: organization.key,
    sequence: organization.sequence + 1,
    superseded: null,
    id: change.id,
    number: (current?.number ?? 0) + 1,
    // A clock that was set back must not turn the history around.
    last_updated: Math.max(milliseconds(change.at), organization.last_updated),
    interaction: change.kind,
    status: change.kind === 'delete' ? '204' : revives ? '201' : '200',
    author: change.author,
    reason: change.reason ?? null,
    language: body?.fields.language === undefined ? null : foldLanguage(body.fields.language),
    sha256: body?.content ? Buffer.from(body.content.sha256, 'hex') : null,
    sha1: body?.content ? Buffer.from(body.content.sha1, 'base64') : null,
    size: body?.content?.size ?? null,
    fields: body ? JSON.stringify(body.fields) : null,
  }
}
