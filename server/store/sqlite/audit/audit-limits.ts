import type { AuditRecord, OldRecords } from '../../audit.ts'
import { AT_ONCE, droppedRecord, summed, type Dropped, type OldRow } from '../../rows/audit-rows.ts'
import { milliseconds } from '../../rows/instants.ts'
import type { Database } from '../database.ts'

/** Records that stand for several, see `Folded`; of those that tell what was dropped there is one for each organization. */
export const FOLDED_AUDIT = `
alter table audit add column folded text;
create index audit_dropped on audit (organization) where interaction = 'dropped';
`

/**
 * Drops old records inside a transaction that its caller holds, see `AuditStore.drop`. What tells of dropped ones is never
 * dropped itself: there is one record of each organization, which counts on.
 */
export function openDropping(
  database: Database,
  insert: (record: AuditRecord) => void,
): (which: OldRecords, now: string) => number {
  const oldest = database.many<OldRow>(
    `select key, at, organization, folded from audit
     where interaction <> 'dropped' and at < ? order by at, key limit ?`,
  )
  const remove = database.run('delete from audit where key in (select value from json_each(?))')
  const tell = openTelling(database, insert)
  return (which, now) => {
    const rows =
      'before' in which
        ? oldest(milliseconds(which.before), AT_ONCE)
        : oldest(Number.MAX_SAFE_INTEGER, Math.min(which.oldest, AT_ONCE))
    remove(JSON.stringify(rows.map(({ key }) => key)))
    for (const [organization, same] of Map.groupBy(rows, (row) => row.organization))
      tell(organization, summed(same), now)
    return rows.length
  }
}

/** @returns adds to the record that tells of an organization's, or begins it */
function openTelling(database: Database, insert: (record: AuditRecord) => void) {
  const find = database.one<{ key: number; folded: string }>(
    "select key, folded from audit where interaction = 'dropped' and organization is ?",
  )
  const update = database.run('update audit set at = ?, folded = ? where key = ?')
  return (organization: string | null, dropped: Dropped, now: string): void => {
    const before = find(organization)
    const record = droppedRecord(organization, dropped, { now, before: before?.folded })
    if (before) update(milliseconds(now), JSON.stringify(record.folded), before.key)
    else insert(record)
  }
}

/** What a record takes beside its texts, in the table and its three indexes. */
const ROW_BYTES = 110
/** Records at each end of the log whose lengths stand for all. */
const SAMPLE = 500

/** @returns how many records are too many for so many bytes, see `AuditStore.surplus` */
export function openSurplus(database: Database): (bytes: number) => number {
  const range = database.one<{ records: number | null }>(
    'select max(key) - min(key) + 1 as records from audit',
  )
  const exact = database.one<{ records: number }>('select count(*) as records from audit')
  const lengths = `length(request_id) + coalesce(length(token), 0) + 2 * coalesce(length(organization), 0)
    + length(interaction) + 2 * coalesce(length(id), 0) + coalesce(length(version_id), 0)
    + coalesce(length(security_context), 0) + coalesce(length(log_cdata), 0) + coalesce(length(folded), 0)`
  const mean = database.one<{ mean: number | null }>(
    `select avg(size) as mean from (
       select * from (select ${lengths} as size from audit order by key limit ${SAMPLE})
       union all
       select * from (select ${lengths} as size from audit order by key desc limit ${SAMPLE}))`,
  )
  return (bytes) => {
    const most = Math.floor(bytes / (ROW_BYTES + (mean()?.mean ?? 0)))
    // There are never more than the keys let expect, which costs nothing to ask.
    if ((range()?.records ?? 0) <= most) return 0
    return Math.max(0, (exact()?.records ?? 0) - most)
  }
}
