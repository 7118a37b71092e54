/**
 * Who did what, when, and why: one for each request, refused ones included. Those of strangers are counted together, and what
 * was dropped since it was old is told by one record, too: see `folded`.
 */
export interface AuditRecord {
  at: string
  requestId: string
  /** The token's name, never its text; absent when there was none, or it was unknown or expired. */
  token?: string
  /** The organization's id where it is known, else what the request said. */
  organization?: string
  /** `create`, `read`, `vread`, `update`, `patch`, `delete`, `history-instance`, `history-type`, `search`, … */
  interaction: string
  id?: string
  versionId?: string
  /** HTTP status. */
  status: number
  /** Milliseconds. */
  duration: number
  /** Bytes of content received or sent. */
  bytes: number
  securityContext?: string
  /** The `log-cdata`, parsed. */
  logCdata?: Record<string, string | number | boolean>
  folded?: Folded
}

/** What a record says that stands for several; `at` and all else are the first one's. */
export type Folded =
  /** Requests without a token, or with one that is not good, from one address within a minute. */
  | { kind: 'refused'; address: string; until: string; count: number }
  /** Older records, from the first to the last instant in them, that were dropped by the operator's limits, at `at` at last. */
  | { kind: 'dropped'; from: string; until: string; count: number }

/** What is known of a request before its change is committed: the commit adds id, version and status. */
export type AuditDraft = Omit<AuditRecord, 'id' | 'versionId' | 'status'>

/** Which records are dropped: those that began before an instant, or so many of the oldest. */
export type OldRecords = { before: string } | { oldest: number }

export interface AuditStore {
  /** Writes some milliseconds' worth of records together, so await it only where the disk matters. */
  append(record: AuditRecord): Promise<void>
  /**
   * Writes it at once, together with those of the same moment.
   * @returns names it, for `complete`
   */
  appendNow(record: AuditRecord): Promise<number>
  /** Tells what came of a long request in the end, as `append` writes. */
  complete(key: number, end: Pick<AuditRecord, 'duration' | 'bytes'>): Promise<void>
  /** Appends a record that others will be counted in. @returns names it, for `extendFold` */
  appendFold(record: AuditRecord): Promise<number>
  extendFold(key: number, folded: Folded): Promise<void>
  /** How many records are past so many bytes on the disk, as the lengths of some of them let expect. */
  surplus(bytes: number): Promise<number>
  /**
   * Drops old records, a bounded number at once, and says so in the log itself: one record of each organization, and one of
   * what had none, tell how many there were and from when to when.
   * @returns how many records were dropped; 0 when there are no more to drop
   */
  drop(which: OldRecords, now: string): Promise<number>
  /**
   * Newest first, as they were written; with `from` (included) or `to` (not), as the clock had it. Of an organization only
   * what came after its creation: what was tried under its name before was not its.
   * @throws BadCursor
   */
  list(filter: {
    organization?: string
    id?: string
    from?: string
    to?: string
    count: number
    cursor?: string
  }): Promise<{ records: AuditRecord[]; next?: string }>
}

/**
 * What a change that was carried out leaves in the audit log, whatever stores it; a refused one is for its caller to
 * record.
 * @param change of which `audit` is what is known before
 * @param committed as `BinaryStore.commit` answers it
 */
export function auditRecord(
  { audit, id }: { audit?: AuditDraft; id: string },
  committed: {
    outcome: string
    version?: { id: string; versionId: string; status: string }
  },
): AuditRecord | undefined {
  const { outcome, version } = committed
  if (!audit || outcome === 'stale' || outcome === 'ambiguous') return undefined
  if (!version) return { ...audit, id, status: 204 }
  const found = outcome === 'exists' || outcome === 'repeated'
  const status = found ? 200 : outcome === 'unchanged' ? 204 : Number(version.status)
  return { ...audit, id: version.id, versionId: version.versionId, status }
}
