import type { AuditRecord, Folded, OldRecords } from '../../audit.ts'
import { milliseconds } from '../database.ts'
import type { Database } from '../database.ts'

/** Records that stand for several, see `Folded`; of those that tell what was dropped there is one for each organization. */
export const FOLDED_AUDIT = `
alter table audit add column folded text;
create index audit_dropped on audit (organization) where interaction = 'dropped';
`

interface OldRow {
  key: number
  at: number
  organization: string | null
  folded: string | null
}

/** What was dropped of an organization's, or of what had none. */
interface Dropped {
  count: number
  from: number
  until: number
}

/** Records that one transaction drops at most, so that nobody waits for it. */
const AT_ONCE = 500

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

function summed(rows: readonly OldRow[]): Dropped {
  return rows.reduce<Dropped>(
    (sum, { at, folded }) => {
      const many = folded === null ? undefined : (JSON.parse(folded) as Folded)
      return {
        count: sum.count + (many?.count ?? 1),
        from: Math.min(sum.from, at),
        until: Math.max(sum.until, many ? milliseconds(many.until) : at),
      }
    },
    { count: 0, from: Infinity, until: -Infinity },
  )
}

/** @returns adds to the record that tells of an organization's, or begins it */
function openTelling(database: Database, insert: (record: AuditRecord) => void) {
  const find = database.one<{ key: number; folded: string }>(
    "select key, folded from audit where interaction = 'dropped' and organization is ?",
  )
  const update = database.run('update audit set at = ?, folded = ? where key = ?')
  return (organization: string | null, dropped: Dropped, now: string): void => {
    const before = find(organization)
    const told = before && (JSON.parse(before.folded) as Extract<Folded, { kind: 'dropped' }>)
    const folded: Folded = {
      kind: 'dropped',
      from: new Date(
        Math.min(dropped.from, told ? milliseconds(told.from) : Infinity),
      ).toISOString(),
      until: new Date(
        Math.max(dropped.until, told ? milliseconds(told.until) : -Infinity),
      ).toISOString(),
      count: dropped.count + (told?.count ?? 0),
    }
    if (before) update(milliseconds(now), JSON.stringify(folded), before.key)
    else
      insert({
        at: now,
        requestId: '',
        ...(organization !== null && { organization }),
        interaction: 'dropped',
        status: 200,
        duration: 0,
        bytes: 0,
        folded,
      })
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
