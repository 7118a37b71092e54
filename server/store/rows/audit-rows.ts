import { parseExactly } from '#lib/json/parse-exactly.ts'
import type { AuditRecord, Folded } from '../audit.ts'
import { milliseconds } from './instants.ts'

export const AUDIT_COLUMNS =
  'at, request_id, token, organization, interaction, id, version_id, status, duration, bytes, security_context, log_cdata, folded'

/** A row of the table `audit`. */
export interface AuditRow {
  key: number
  at: number
  request_id: string
  token: string | null
  organization: string | null
  interaction: string
  id: string | null
  version_id: string | null
  status: number
  duration: number
  bytes: number
  security_context: string | null
  log_cdata: string | null
  folded: string | null
}

/** In the order of `AUDIT_COLUMNS`. */
export function toValues(record: AuditRecord): (string | number | null)[] {
  return [
    milliseconds(record.at),
    record.requestId,
    record.token ?? null,
    record.organization ?? null,
    record.interaction,
    record.id ?? null,
    record.versionId ?? null,
    record.status,
    record.duration,
    record.bytes,
    record.securityContext ?? null,
    record.logCdata ? JSON.stringify(record.logCdata) : null,
    record.folded ? JSON.stringify(record.folded) : null,
  ]
}

export function toRecord(row: AuditRow): AuditRecord {
  return {
    at: new Date(row.at).toISOString(),
    requestId: row.request_id,
    ...(row.token !== null && { token: row.token }),
    ...(row.organization !== null && { organization: row.organization }),
    interaction: row.interaction,
    ...(row.id !== null && { id: row.id }),
    ...(row.version_id !== null && { versionId: row.version_id }),
    status: row.status,
    duration: row.duration,
    bytes: row.bytes,
    ...(row.security_context !== null && { securityContext: row.security_context }),
    ...(row.log_cdata !== null && {
      logCdata: parseExactly(row.log_cdata) as NonNullable<AuditRecord['logCdata']>,
    }),
    ...(row.folded !== null && { folded: parseExactly(row.folded) as Folded }),
  }
}

/** What is asked of a record that may be dropped. */
export interface OldRow {
  key: number
  at: number
  organization: string | null
  folded: string | null
}

/** What was dropped of an organization's, or of what had none. */
export interface Dropped {
  count: number
  from: number
  until: number
}

/** Records that one transaction drops at most, so that nobody waits for it. */
export const AT_ONCE = 500

export function summed(rows: readonly OldRow[]): Dropped {
  return rows.reduce<Dropped>(
    (sum, { at, folded }) => {
      const many = folded === null ? undefined : (parseExactly(folded) as Folded)
      return {
        count: sum.count + (many?.count ?? 1),
        from: Math.min(sum.from, at),
        until: Math.max(sum.until, many ? milliseconds(many.until) : at),
      }
    },
    { count: 0, from: Infinity, until: -Infinity },
  )
}

/**
 * The record that tells what was dropped of an organization's, or of what had none.
 * @param before what the one of before says (`folded`): this one counts on
 */
export function droppedRecord(
  organization: string | null,
  dropped: Dropped,
  { now, before }: { now: string; before: string | undefined },
): AuditRecord {
  const told =
    before === undefined
      ? undefined
      : (parseExactly(before) as Extract<Folded, { kind: 'dropped' }>)
  const from = Math.min(dropped.from, told ? milliseconds(told.from) : Infinity)
  const until = Math.max(dropped.until, told ? milliseconds(told.until) : -Infinity)
  return {
    at: now,
    requestId: '',
    ...(organization !== null && { organization }),
    interaction: 'dropped',
    status: 200,
    duration: 0,
    bytes: 0,
    folded: {
      kind: 'dropped',
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
      count: dropped.count + (told?.count ?? 0),
    },
  }
}
