import type { AuditStore } from '../../audit.ts'
import { toRecord, type AuditRow } from '../../rows/audit-rows.ts'
import type { Cursors } from '../../rows/cursor.ts'
import { milliseconds } from '../../rows/instants.ts'
import type { Database } from '../database.ts'
import type { Value } from '../values.ts'
import { OldAudit } from './audit-limits.ts'
import { AuditBatches } from './batches.ts'

/** The audit log: records that arrive together are written together, and keys follow the order in which they were written. */
export function openAudit(
  database: Database,
  cursors: Cursors,
): AuditStore & { drain(): Promise<void> } {
  const batches = new AuditBatches(database)
  const old = new OldAudit(database)
  return {
    drain: () => batches.drain(),
    append: async (record) => void (await batches.insert(record, 'later')),
    appendNow: (record) => batches.insert(record, 'now'),
    complete: (key, { duration, bytes }) => batches.complete({ key, duration, bytes }),
    appendFold: (record) => batches.insert(record, 'later'),
    extendFold: (key, folded) => batches.extend({ key, folded: JSON.stringify(folded) }),
    surplus: (bytes) => old.surplus(bytes),
    drop: (which, now) => old.drop(which, now),
    list: async ({ organization, id, from, to, count, cursor }) => {
      await batches.flush().catch(() => undefined)
      const context = ['audit', organization ?? null, id ?? null, from ?? null, to ?? null]
      const walk = cursor === undefined ? undefined : cursors.read(context, cursor, 3)
      // Requests that took long are written late, with an early instant: a walk leaves out what came after its start.
      const newest = walk?.[0] ?? (await newestKey(database))
      const [sql, values] = query({ organization, id, from, to }, newest, walk)
      const rows = await database.many<AuditRow>(sql, ...values, count + 1)
      const shown = rows.slice(0, count)
      const last = shown.at(-1)
      const records = shown.map(toRecord)
      if (rows.length <= count || !last) return { records }
      return { records, next: cursors.write(context, [newest, last.at, last.key]) }
    },
  }
}

async function newestKey(database: Database): Promise<number> {
  return (await database.one<{ key: number | null }>('select max(key) as key from audit'))?.key ?? 0
}

interface AuditFilter {
  organization: string | undefined
  id: string | undefined
  from: string | undefined
  to: string | undefined
}

function query(
  { organization, id, from, to }: AuditFilter,
  newest: number,
  walk: number[] | undefined,
): [sql: string, values: Value[]] {
  const [, at = 0, key = 0] = walk ?? []
  const values: Value[] = []
  const given = (value: Value) => `$${values.push(value)}`
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
