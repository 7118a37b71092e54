import type { CheckReports, CheckRow, CheckRows } from '../../check/check.ts'
import { EVERYBODY } from '../../contents.ts'
import {
  damageOf,
  stateOf,
  type FaultCount,
  type FaultRow,
  type FinishedRow,
} from '../../rows/check-rows.ts'
import type { Database, Transaction } from '../database.ts'

/** Whoever asks what checks and readers have found. */
export function openCheckReports(database: Database): CheckReports {
  const row = (which: string) =>
    database.one<FinishedRow>('select * from content_check where which = $1', which)
  return {
    state: async () => {
      const [last, current, counts] = await Promise.all([
        row('last'),
        row('current'),
        database.many<FaultCount>(
          'select fault, count(*) as contents from content_fault group by fault',
        ),
      ])
      return stateOf(counts, { last, current })
    },
    ofOrganization: async (organizationId, limit) => {
      const [counts, found] = await Promise.all([
        database.many<FaultCount>(
          `select fault, count(*) as contents from content_fault
             join organization on organization.key = content_fault.owner
           where organization.id = $1 group by fault`,
          organizationId,
        ),
        database.many<FaultRow>(
          `select version.id::text as id, version.number, version.superseded, version.sha256,
             content_fault.fault, content_fault.noticed
           from organization
             join content_fault on content_fault.owner = organization.key
             join version on version.sha256 = content_fault.sha256
               and version.organization = organization.key
           where organization.id = $1 order by version.sequence desc limit $2`,
          organizationId,
          limit + 1,
        ),
      ])
      return damageOf(counts, found, limit)
    },
  }
}

const SAVE = `insert into content_check
    (which, started, finished, sha256, owner, contents, bytes, unneeded, unneeded_bytes, problem)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict (which) do update set started = excluded.started, finished = excluded.finished,
    sha256 = excluded.sha256, owner = excluded.owner, contents = excluded.contents,
    bytes = excluded.bytes, unneeded = excluded.unneeded,
    unneeded_bytes = excluded.unneeded_bytes, problem = excluded.problem`

/** What whoever does a check asks and writes. */
export function openCheckRows(database: Database): CheckRows {
  const restart = `delete from content_check where which = 'current'`
  return {
    current: () => database.one<CheckRow>(`select * from content_check where which = 'current'`),
    save: async ({ started, sha256, owner, contents, bytes }) => {
      await database.run(SAVE, 'current', started, null, sha256, owner, contents, bytes, 0, 0, null)
    },
    restart: async () => void (await database.run(restart)),
    nextContent: async ({ sha256, owner }) => {
      const row = await database.one<{ sha256: Uint8Array; organization: number; size: number }>(
        `select sha256, organization, size from version
         where sha256 is not null and (sha256, organization) > ($1, $2)
         order by sha256, organization limit 1`,
        sha256,
        owner,
      )
      return (
        row && {
          owner: row.organization,
          sha256: Buffer.from(row.sha256).toString('hex'),
          size: row.size,
        }
      )
    },
    isNeeded: async ({ owner, sha256 }) => {
      const row = await database.one<{ needed: boolean }>(
        `select exists (select 1 from version
             where sha256 = $1 and ($2::bigint = ${EVERYBODY} or organization = $2::bigint))
           or exists (select 1 from content_lease where sha256 = $1 and owner = $2::bigint) as needed`,
        Buffer.from(sha256, 'hex'),
        owner,
      )
      return row?.needed === true
    },
    finish: async ({ started, sha256, owner, contents, bytes: read }, more) => {
      await dropSums(database)
      await database.transaction(async (transaction: Transaction) => {
        const { finished, unneeded, bytes, problem } = more
        await transaction.run(
          SAVE,
          'last',
          started,
          finished,
          sha256,
          owner,
          contents,
          read,
          unneeded,
          bytes,
          problem ?? null,
        )
        await transaction.run(restart)
      })
    },
  }
}

/** Of contents that nobody has any more; some at a time, since no statement may take long. */
async function dropSums(database: Database): Promise<void> {
  let after: Uint8Array | undefined = Buffer.alloc(0)
  while (after) {
    const row: { last: Uint8Array } | undefined = await database.call(DROP_SUMS, after, AT_ONCE)
    after = row?.last
  }
}

const AT_ONCE = 5000

const DROP_SUMS = `
with looked_at as materialized (
  select sha256, part from content_sums where sha256 > $1 order by sha256, part limit $2
), gone as (
  delete from content_sums using (select distinct sha256 from looked_at) as one
  where content_sums.sha256 = one.sha256
    and not exists (select 1 from version where version.sha256 = content_sums.sha256)
    and not exists (
      select 1 from content_lease where content_lease.sha256 = content_sums.sha256)
)
select sha256 as last from looked_at order by sha256 desc limit 1`
