import type { OldRecords } from '../../audit.ts'
import { AT_ONCE, droppedRecord, summed, type OldRow } from '../../rows/audit-rows.ts'
import { milliseconds } from '../../rows/instants.ts'
import type { Database, Transaction } from '../database.ts'
import { insertAudit } from './insert-audit.ts'

/** The limits of the log as one server keeps them beside others. */
export class OldAudit {
  readonly #database: Database
  /** The oldest record when the surplus was counted, or when some of it was dropped here. */
  #oldest: number | undefined

  constructor(database: Database) {
    this.#database = database
  }

  /** See `AuditStore.surplus`. */
  async surplus(bytes: number): Promise<number> {
    // Before it is counted: what others drop meanwhile is then seen.
    this.#oldest = await oldestKey(this.#database)
    return await surplusOf(this.#database, bytes)
  }

  /**
   * See `AuditStore.drop`. One server at a time; and what was counted before another server dropped something is not
   * dropped by that count, since both have counted the same records.
   */
  async drop(which: OldRecords, now: string): Promise<number> {
    if ('before' in which) return (await dropOld(this.#database, which, now)).dropped
    const { dropped, oldest } = await dropOld(this.#database, which, now, this.#oldest)
    if (dropped > 0) this.#oldest = oldest
    return dropped
  }
}

async function oldestKey({ one }: Pick<Transaction, 'one'>): Promise<number | undefined> {
  const row = await one<{ key: number }>(
    `select key from audit where interaction <> 'dropped' order by at, key limit 1`,
  )
  return row?.key
}

/** @param expected the oldest record, without which nothing is dropped */
function dropOld(
  database: Database,
  which: OldRecords,
  now: string,
  expected?: number,
): Promise<{ dropped: number; oldest?: number | undefined }> {
  return database.transaction(async (transaction) => {
    await transaction.one(`select pg_advisory_xact_lock(hashtext('audit'))`)
    if (expected !== undefined && (await oldestKey(transaction)) !== expected) return { dropped: 0 }
    const rows = await transaction.many<OldRow>(
      `delete from audit where key in (
         select key from audit where interaction <> 'dropped' and at < $1
         order by at, key limit $2)
       returning key, at, organization, folded`,
      'before' in which ? milliseconds(which.before) : Number.MAX_SAFE_INTEGER,
      'before' in which ? AT_ONCE : Math.min(which.oldest, AT_ONCE),
    )
    for (const [organization, same] of Map.groupBy(rows, (row) => row.organization))
      await tell(transaction, organization, { dropped: summed(same), now })
    return { dropped: rows.length, oldest: await oldestKey(transaction) }
  })
}

/** Adds to the record that tells of an organization's, or begins it. */
async function tell(
  transaction: Transaction,
  organization: string | null,
  { dropped, now }: { dropped: ReturnType<typeof summed>; now: string },
): Promise<void> {
  const before = await transaction.one<{ key: number; folded: string }>(
    `select key, folded from audit
     where interaction = 'dropped' and organization is not distinct from $1`,
    organization,
  )
  const record = droppedRecord(organization, dropped, { now, before: before?.folded })
  if (!before) await insertAudit(transaction, [record])
  else
    await transaction.run(
      'update audit set at = $1, folded = $2 where key = $3',
      milliseconds(now),
      JSON.stringify(record.folded),
      before.key,
    )
}

/** What a record takes beside its texts, in the table and its indexes. */
const ROW_BYTES = 330
/** Records at each end of the log whose lengths stand for all. */
const SAMPLE = 500

const LENGTHS = `length(request_id) + coalesce(length(token), 0) + 3 * coalesce(length(organization), 0)
  + length(interaction) + 2 * coalesce(length(id), 0) + coalesce(length(version_id), 0)
  + coalesce(length(security_context), 0) + coalesce(length(log_cdata), 0) + coalesce(length(folded), 0)`

/** @returns how many records are too many for so many bytes */
async function surplusOf(database: Database, bytes: number): Promise<number> {
  const sample = await database.one<{ mean: number | null; records: number | null }>(
    `select (select avg(size)::double precision from (
       (select ${LENGTHS} as size from audit order by key limit ${SAMPLE})
       union all
       (select ${LENGTHS} as size from audit order by key desc limit ${SAMPLE})) as ends) as mean,
       (select max(key) - min(key) + 1 from audit) as records`,
  )
  const most = Math.floor(bytes / (ROW_BYTES + (sample?.mean ?? 0)))
  // There are never more than the keys let expect, which costs nothing to ask.
  if ((sample?.records ?? 0) <= most) return 0
  const exact = await database.one<{ records: number }>('select count(*) as records from audit')
  return Math.max(0, (exact?.records ?? 0) - most)
}
