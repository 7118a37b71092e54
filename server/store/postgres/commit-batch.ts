import { auditRecord, type AuditRecord } from '../audit.ts'
import type { Change, Committed } from '../binaries.ts'
import { ContentLost, StoreConflict } from '../errors.ts'
import { isStale, nextRow, uploadOf, withVersion } from '../rows/decide.ts'
import { toVersion, type OrganizationState, type VersionRow } from '../rows/versions.ts'
import { insertAudit } from './audit/insert-audit.ts'
import { isSafe, readSafety, type Safety } from './contents/safety.ts'
import { endOf, uploadEnds, type UploadEnds } from './contents/uploads.ts'
import type { Transaction } from './database.ts'
import { matchesInTime } from './find/brief-matches.ts'
import type { FirstMatches } from './search.ts'
import { languageKey, versionOf } from './versions.ts'
import { writeVersions, type Written } from './write-versions.ts'

/**
 * Some changes of one organization, in a transaction that has locked its row: what they are decided by is read at once,
 * they are decided one after the other, and what they make is written at once.
 */
export class CommitBatch {
  readonly #transaction: Transaction
  readonly #firstMatches: FirstMatches
  readonly #organizationId: string
  readonly #key: number
  readonly #current = new Map<string, VersionRow | undefined>()
  readonly #written = nothing()
  #audit: AuditRecord[] = []
  #organization: OrganizationState | undefined
  #safe: Safety = { leases: new Set(), needed: new Set() }
  #uploads: UploadEnds = new Map()

  constructor(
    transaction: Transaction,
    firstMatches: FirstMatches,
    { organizationId, key }: { organizationId: string; key: number },
  ) {
    this.#transaction = transaction
    this.#firstMatches = firstMatches
    this.#organizationId = organizationId
    this.#key = key
  }

  /** @returns what came of each, in their order */
  async run(changes: readonly Change[]): Promise<PromiseSettledResult<Committed>[]> {
    await this.#read(changes)
    const outcomes: PromiseSettledResult<Committed>[] = []
    for (const change of changes) {
      try {
        const committed = await this.#decide(change)
        const record = auditRecord(change, committed)
        if (record) this.#audit.push(record)
        outcomes.push({ status: 'fulfilled', value: committed })
      } catch (reason) {
        if (!isRefusal(reason)) throw reason
        outcomes.push({ status: 'rejected', reason })
      }
    }
    await Promise.all([...this.#write(), this.#transaction.commit()])
    return outcomes
  }

  async #read(changes: readonly Change[]): Promise<void> {
    const ids = [...new Set(changes.map(({ id }) => id))]
    const contents = changes.flatMap((change) =>
      change.kind === 'delete' || !change.body.content ? [] : [change.body.content],
    )
    const uploads = changes.map(uploadOf).filter((upload) => upload !== undefined)
    const [organization, rows, safe, ends] = await Promise.all([
      this.#transaction.one<OrganizationState>(
        'select key, sequence, last_updated, living from organization where key = $1',
        this.#key,
      ),
      this.#transaction.many<VersionRow>(
        `select version.* from unnest($2::text[]) as wanted (id) cross join lateral (
           select * from version as one where one.organization = $1 and one.id = wanted.id
           order by one.number desc limit 1) as version`,
        this.#key,
        ids,
      ),
      readSafety(this.#transaction, this.#key, contents),
      uploadEnds(this.#transaction, uploads),
    ])
    if (!organization) throw new Error('An organization is gone.')
    this.#organization = { ...organization }
    for (const row of rows) this.#current.set(row.id, row)
    this.#safe = safe
    this.#uploads = new Map(ends)
  }

  async #decide(change: Change): Promise<Committed> {
    const organization = this.#organization
    if (!organization) throw new Error('Nothing was read yet.')
    const found = change.kind === 'create' ? await this.#matching(change) : undefined
    if (found) return found

    const current = this.#current.get(change.id)
    if (isStale(change, current)) return withVersion('stale', change, current)
    const lives = current !== undefined && current.fields !== null
    if (change.kind === 'create' && current)
      throw new StoreConflict(`There is a Binary with the id "${change.id}" already.`)
    if (change.kind === 'delete' && !lives) return withVersion('unchanged', change, current)

    const upload = uploadOf(change)
    const became = upload === undefined ? undefined : endOf(this.#uploads, upload)
    const repeated = became && (await this.#versionThatIs(became))
    if (repeated) return { outcome: 'repeated', version: toVersion(this.#organizationId, repeated) }

    if (change.kind !== 'delete' && !isSafe(this.#safe, change.body.content, current))
      throw new ContentLost('The content was removed before its version was stored: send it again.')
    const row = nextRow(organization, change, current)
    if (row.language !== null) row.language = languageKey(row.language)
    this.#add(row, current, upload)
    const version = toVersion(this.#organizationId, row)
    if (change.kind === 'delete') return { outcome: 'deleted', version }
    return { outcome: lives ? 'updated' : 'created', version }
  }

  async #matching(change: Extract<Change, { kind: 'create' }>): Promise<Committed | undefined> {
    if (!change.ifNoneExist || !this.#organization) return undefined
    // What the changes before it made is found, too.
    await Promise.all(this.#write())
    const [first, second] = await matchesInTime(
      this.#firstMatches,
      this.#transaction,
      { ...this.#organization, id: change.organizationId },
      change.ifNoneExist,
      2,
    )
    if (second) return { outcome: 'ambiguous' }
    return first && { outcome: 'exists', version: first }
  }

  /** Among those that are not written yet as well. */
  async #versionThatIs(became: { id: string; number: number }): Promise<VersionRow | undefined> {
    const isIt = (row: VersionRow) => row.id === became.id && row.number === became.number
    return (
      this.#written.added.map(({ row }) => row).find(isIt) ??
      (await versionOf(this.#transaction, this.#key, became))
    )
  }

  #add(row: VersionRow, current: VersionRow | undefined, upload: string | undefined): void {
    const organization = this.#organization
    if (!organization) throw new Error('Nothing was read yet.')
    const before = current !== undefined && current.fields !== null ? 1 : 0
    const after = row.fields === null ? 0 : 1
    organization.sequence = row.sequence
    organization.last_updated = row.last_updated
    organization.living += after - before
    if (current) current.superseded = row.sequence
    if (current && !this.#written.added.some(({ row: one }) => one === current))
      this.#written.superseded.push(current)
    const left = before === 1 ? (current?.language ?? null) : null
    if (left !== row.language) {
      count(this.#written.languages, left, -1)
      count(this.#written.languages, row.language, 1)
    }
    this.#written.added.push({ row, before: current && { ...current } })
    this.#current.set(row.id, row)
    if (row.sha256) this.#safe.needed.add(Buffer.from(row.sha256).toString('hex'))
    if (upload !== undefined) {
      const end = { id: row.id, number: row.number }
      this.#written.uploads.set(upload, end)
      this.#uploads = new Map(this.#uploads).set(upload, end)
    }
  }

  /** Sends what was made since the last time; it is forgotten here. */
  #write(): Promise<unknown>[] {
    const audit = this.#audit
    this.#audit = []
    const { added, superseded, languages, uploads } = this.#written
    const made: Written = {
      added: [...added],
      superseded: [...superseded],
      languages: new Map(languages),
      uploads: new Map(uploads),
    }
    for (const list of [added, superseded]) list.length = 0
    for (const map of [languages, uploads]) map.clear()
    const organization = this.#organization
    return [
      ...(organization && made.added.length > 0
        ? writeVersions(this.#transaction, organization, made)
        : []),
      insertAudit(this.#transaction, audit),
    ]
  }
}

function nothing(): Written {
  return { added: [], superseded: [], languages: new Map(), uploads: new Map() }
}

function count(languages: Map<string, number>, language: string | null, more: number): void {
  if (language !== null) languages.set(language, (languages.get(language) ?? 0) + more)
}

/** What was refused leaves the transaction as it is. */
function isRefusal(error: unknown): boolean {
  return error instanceof StoreConflict || error instanceof ContentLost
}
