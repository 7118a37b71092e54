import type { AuditRecord, AuditStore } from '../../audit.ts'
import { auditPage, type AuditSource } from '../../rows/audit-page.ts'
import { AUDIT_COLUMNS, toValues, type AuditRow } from '../../rows/audit-rows.ts'
import type { Cursors } from '../../rows/cursor.ts'
import { numbered, type Database } from '../database.ts'
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
  const source: AuditSource = {
    newest: () => newestKey()?.key ?? 0,
    rows: (sql, values) => database.many<AuditRow>(numbered(sql))(...values),
  }

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
    list: async (filter) => {
      queue.flush()
      return auditPage(cursors, source, filter)
    },
  }
}
