import type { AuditStore } from '../../audit.ts'
import { auditPage, type AuditSource } from '../../rows/audit-page.ts'
import type { AuditRow } from '../../rows/audit-rows.ts'
import type { Cursors } from '../../rows/cursor.ts'
import type { Database } from '../database.ts'
import { OldAudit } from './audit-limits.ts'
import { AuditBatches } from './batches.ts'

/** The audit log: records that arrive together are written together, and keys follow the order in which they were written. */
export function openAudit(
  database: Database,
  cursors: Cursors,
): AuditStore & { drain(): Promise<void> } {
  const batches = new AuditBatches(database)
  const old = new OldAudit(database)
  const source: AuditSource = {
    newest: () => newestKey(database),
    rows: (sql, values) => database.many<AuditRow>(sql, ...values),
  }
  return {
    drain: () => batches.drain(),
    append: async (record) => void (await batches.insert(record, 'later')),
    appendNow: (record) => batches.insert(record, 'now'),
    complete: (key, { duration, bytes }) => batches.complete({ key, duration, bytes }),
    appendFold: (record) => batches.insert(record, 'later'),
    extendFold: (key, folded) => batches.extend({ key, folded: JSON.stringify(folded) }),
    surplus: (bytes) => old.surplus(bytes),
    drop: (which, now) => old.drop(which, now),
    list: async (filter) => {
      await batches.flush().catch(() => undefined)
      return auditPage(cursors, source, filter)
    },
  }
}

async function newestKey(database: Database): Promise<number> {
  return (await database.one<{ key: number | null }>('select max(key) as key from audit'))?.key ?? 0
}
