import type { SQLInputValue } from 'node:sqlite'
import type { AuditRecord, AuditStore } from '../../audit.ts'
import { AUDIT_COLUMNS, toRecord, toValues, type AuditRow } from '../../rows/audit-rows.ts'
import type { Cursors } from '../../rows/cursor.ts'
import { milliseconds } from '../../rows/instants.ts'
import type { Database } from '../database.ts'
import type { WriteQueue } from '../write-queue.ts'
import { openDropping, openSurplus } from './audit-limits.ts'

/** The keys within an organization, and of a Binary, in the order in which they were written. */
export const AUDIT_ORDER = `
create index audit_organization_order on audit (organization) where organization is not null;
create index audit_id_order on audit (id) where id is not null;
drop index audit_id;
`

export interface SqliteAudit extends AuditStore {
  /** Writes a record inside a transaction that its caller holds. @returns its key */
  readonly insert: (record: AuditRecord) => number
  /** @param patience milliseconds, see `WriteQueue`. @throws StoreBusy after them */
  appendNow(record: AuditRecord, patience?: number): Promise<number>
}

export function openAudit(database: Database, queue: WriteQueue, cursors: Cursors): SqliteAudit {
  const insertRow = database.run(
    `insert into audit (${AUDIT_COLUMNS})
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const newestKey = database.one<{ key: number }>('select max(key) as key from audit')
  const insert = (record: AuditRecord) => {
    insertRow(...toValues(record))
    return newestKey()?.key ?? 0
  }
  const completeRow = database.run('update audit set duration = ?, bytes = ? where key = ?')
  const extendRow = database.run('update audit set folded = ? where key = ?')
  const dropping = openDropping(database, insert)
  const surplus = openSurplus(database)

  return {
    insert,
    append: (record) => queue.runLater(() => void insert(record)),
    appendNow: (record, patience) => queue.run(() => insert(record), patience),
    complete: (key, { duration, bytes }) =>
      queue.runLater(() => void completeRow(duration, bytes, key)),
    appendFold: (record) => queue.runLater(() => insert(record)),
    extendFold: (key, folded) => queue.runLater(() => void extendRow(JSON.stringify(folded), key)),
    surplus: async (bytes) => surplus(bytes),
    drop: (which, now) => queue.run(() => dropping(which, now)),
    list: async ({ organization, id, from, to, count, cursor }) => {
      queue.flush()
      const context = ['audit', organization ?? null, id ?? null, from ?? null, to ?? null]
      const walk = cursor === undefined ? undefined : cursors.read(context, cursor, 3)
      // Requests that took long are written late, with an early instant: a walk leaves out what came after its start.
      const newest = walk?.[0] ?? newestKey()?.key ?? 0
      const [sql, values] = query({ organization, id, from, to }, newest, walk)
      const rows = database.many<AuditRow>(sql)(...values, count + 1)
      const shown = rows.slice(0, count)
      const last = shown.at(-1)
      const records = shown.map(toRecord)
      if (rows.length <= count || !last) return { records }
      return { records, next: cursors.write(context, [newest, last.at, last.key]) }
    },
  }
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
): [sql: string, values: SQLInputValue[]] {
  const [, at = 0, key = 0] = walk ?? []
  const conditions: [string, ...SQLInputValue[]][] = [['key <= ?', newest]]
  if (organization !== undefined)
    conditions.push(
      ['organization = ?', organization],
      ['key > coalesce((select audited_after from organization where id = ?), 0)', organization],
    )
  if (id !== undefined) conditions.push(['id = ?', id])
  if (from !== undefined) conditions.push(['at >= ?', milliseconds(from)])
  if (to !== undefined) conditions.push(['at < ?', milliseconds(to)])
  // By the clock only where that is asked for: it may have been set meanwhile, and keys never go back.
  const isTimed = from !== undefined || to !== undefined
  if (walk && isTimed) conditions.push(['(at, key) < (?, ?)', at, key])
  else if (walk) conditions.push(['key < ?', key])
  const where = conditions.map(([sql]) => sql).join(' and ')
  const order = isTimed ? 'at desc, key desc' : 'key desc'
  return [
    `select * from audit where ${where} order by ${order} limit ?`,
    conditions.flatMap(([, ...values]) => values),
  ]
}
