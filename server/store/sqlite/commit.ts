import { auditRecord } from '../audit.ts'
import type { AuditRecord } from '../audit.ts'
import type { BinaryStore, Change, Committed, NewBody } from '../binaries.ts'
import { EVERYBODY } from '../contents.ts'
import { ContentLost, StoreConflict, UnknownOrganization } from '../errors.ts'
import { isStale, nextRow, uploadOf, withVersion } from '../rows/decide.ts'
import { type OrganizationState, type VersionRow, toVersion } from '../rows/versions.ts'
import type { VersionRows } from './binaries.ts'
import { openUploadEnds } from './contents/uploads.ts'
import type { Database } from './database.ts'
import { openFileIndex } from './find/file-index.ts'
import type { FirstMatches } from './search.ts'
import type { WriteQueue } from './write-queue.ts'
import { openCountLanguage, openInsertVersion } from './write-version.ts'

interface CommitParts {
  database: Database
  queue: WriteQueue
  rows: VersionRows
  firstMatches: FirstMatches
  /** Writes a record in the transaction that is open. */
  insertAudit: (record: AuditRecord) => void
}

/** Decides and applies a change inside one transaction, so that of two with the same `If-Match` the second sees the first. */
export function openCommit({
  database,
  queue,
  rows,
  firstMatches,
  insertAudit,
}: CommitParts): BinaryStore['commit'] {
  const write = openWrite(database)
  const files = openFileIndex(database)
  const isSafe = openSafety(database)
  const uploads = openUploadEnds(database)

  const decide = (change: Change): Committed => {
    const organization = rows.organization(change.organizationId)
    if (!organization)
      throw new UnknownOrganization(`There is no organization "${change.organizationId}".`)
    const found = change.kind === 'create' ? matching(change) : undefined
    if (found) return found

    const current = rows.newest(organization.key, change.id)
    if (isStale(change, current)) return withVersion('stale', change, current)
    const lives = current !== undefined && current.fields !== null
    if (change.kind === 'create' && current)
      throw new StoreConflict(`There is a Binary with the id "${change.id}" already.`)
    if (change.kind === 'delete' && !lives) return withVersion('unchanged', change, current)

    const upload = uploadOf(change)
    const became = upload === undefined ? undefined : uploads.versionOf(upload)
    const repeated = became && rows.version(organization.key, became.id, became.number)
    if (repeated)
      return { outcome: 'repeated', version: toVersion(change.organizationId, repeated) }

    if (change.kind !== 'delete' && !isSafe(organization.key, change.body.content, current))
      throw new ContentLost('The content was removed before its version was stored: send it again.')
    const row = write(organization, change, current)
    if (current) files.remove(organization.key, current.sequence)
    files.add(row)
    if (upload !== undefined) uploads.become(upload, row)
    const version = toVersion(change.organizationId, row)
    if (change.kind === 'delete') return { outcome: 'deleted', version }
    return { outcome: lives ? 'updated' : 'created', version }
  }

  const matching = (change: Extract<Change, { kind: 'create' }>): Committed | undefined => {
    if (!change.ifNoneExist) return undefined
    const [first, second] = firstMatches(change.organizationId, change.ifNoneExist, 2)
    if (second) return { outcome: 'ambiguous' }
    return first && { outcome: 'exists', version: first }
  }

  return (change) =>
    queue.run(() => {
      const committed = decide(change)
      const record = auditRecord(change, committed)
      if (record) insertAudit(record)
      return committed
    })
}

/**
 * Whether content is there and stays: it is the version's before, or another version of the organization needs it, or the
 * lease under which it was kept holds. A lease of somebody else may be older than its file.
 */
function openSafety(database: Database) {
  const leased = database.one(
    `select 1 from content_lease
     where sha256 = ? and id = ? and owner in (${EVERYBODY}, ?) and removing = 0`,
  )
  const needed = database.one(
    'select 1 from version indexed by version_content where sha256 = ? and organization = ? limit 1',
  )
  return (
    organization: number,
    content: NewBody['content'],
    current: VersionRow | undefined,
  ): boolean => {
    if (!content) return true
    const bytes = Buffer.from(content.sha256, 'hex')
    if (current?.sha256 && bytes.equals(current.sha256)) return true
    if ('lease' in content && leased(bytes, content.lease, organization) !== undefined) return true
    return needed(bytes, organization) !== undefined
  }
}

type Write = (
  organization: OrganizationState,
  change: Change,
  current: VersionRow | undefined,
) => VersionRow

function openWrite(database: Database): Write {
  const insert = openInsertVersion(database)
  const supersede = database.run(
    'update version set superseded = ? where organization = ? and sequence = ?',
  )
  const advance = database.run(
    'update organization set sequence = ?, last_updated = ?, living = living + ? where key = ?',
  )
  const count = openCountLanguage(database)

  return (organization, change, current) => {
    const row = nextRow(organization, change, current)
    if (current) supersede(row.sequence, organization.key, current.sequence)
    insert(row)
    const before = current !== undefined && current.fields !== null ? 1 : 0
    const after = row.fields === null ? 0 : 1
    advance(row.sequence, row.last_updated, after - before, organization.key)
    const left = before === 1 ? (current?.language ?? null) : null
    if (left !== row.language) {
      if (left !== null) count(organization.key, left, -1)
      if (row.language !== null) count(organization.key, row.language, 1)
    }
    return row
  }
}
