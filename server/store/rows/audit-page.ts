import type { AuditStore } from '../audit.ts'
import { toRecord, type AuditRow } from './audit-rows.ts'
import type { Cursors } from './cursor.ts'
import { milliseconds } from './versions.ts'

type AuditList = AuditStore['list']

/** What a database is asked for a page of the audit log. */
export interface AuditSource {
  /** The newest record's key; 0 before the first. */
  newest: () => number | Promise<number>
  /** @param sql of which the values are `$1`, `$2`, … */
  rows: (sql: string, values: (string | number)[]) => AuditRow[] | Promise<AuditRow[]>
}

/** A page of the audit log, see `AuditStore.list`. @throws BadCursor */
export async function auditPage(
  cursors: Cursors,
  source: AuditSource,
  { organization, id, from, to, count, cursor }: Parameters<AuditList>[0],
): ReturnType<AuditList> {
  const context = ['audit', organization ?? null, id ?? null, from ?? null, to ?? null]
  const walk = cursor === undefined ? undefined : cursors.read(context, cursor, 3)
  // Requests that took long are written late, with an early instant: a walk leaves out what came after its start.
  const newest = walk?.[0] ?? (await source.newest())
  const [sql, values] = query({ organization, id, from, to }, newest, walk)
  const rows = await source.rows(sql, [...values, count + 1])
  const shown = rows.slice(0, count)
  const last = shown.at(-1)
  const records = shown.map(toRecord)
  if (rows.length <= count || !last) return { records }
  return { records, next: cursors.write(context, [newest, last.at, last.key]) }
}

interface AuditFilter {
  organization: string | undefined
  id: string | undefined
  from: string | undefined
  to: string | undefined
}

/** @returns the query, and all its values but the last, which says how many rows */
function query(
  { organization, id, from, to }: AuditFilter,
  newest: number,
  walk: number[] | undefined,
): [sql: string, values: (string | number)[]] {
  const [, at = 0, key = 0] = walk ?? []
  const values: (string | number)[] = []
  const given = (value: string | number) => `$${values.push(value)}`
  const conditions = [`key <= ${given(newest)}`]
  if (organization !== undefined) {
    const name = given(organization)
    conditions.push(
      `organization = ${name}`,
      `key > coalesce((select audited_after from organization where id = ${name}), 0)`,
    )
  }
  if (id !== undefined) conditions.push(`id = ${given(id)}`)
  if (from !== undefined) conditions.push(`at >= ${given(milliseconds(from))}`)
  if (to !== undefined) conditions.push(`at < ${given(milliseconds(to))}`)
  // By the clock only where that is asked for: it may have been set meanwhile, and keys never go back.
  const isTimed = from !== undefined || to !== undefined
  if (walk && isTimed) conditions.push(`(at, key) < (${given(at)}, ${given(key)})`)
  else if (walk) conditions.push(`key < ${given(key)}`)
  const order = isTimed ? 'at desc, key desc' : 'key desc'
  const limit = `$${values.length + 1}`
  return [
    `select * from audit where ${conditions.join(' and ')} order by ${order} limit ${limit}`,
    values,
  ]
}
