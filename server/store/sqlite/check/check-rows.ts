import type { CheckReports, CheckRow, CheckRows } from '../../check/check.ts'
import { EVERYBODY } from '../../contents.ts'
import {
  damageOf,
  stateOf,
  type FaultCount,
  type FaultRow,
  type FinishedRow,
} from '../../rows/check-rows.ts'
import { inBriefTransaction } from '../database.ts'
import type { Database } from '../database.ts'

/** How far the check under way is (`current`), and what came of the one before (`last`); times in milliseconds since 1970. */
export const CONTENT_CHECK = `
create table content_check (
  which text primary key check (which in ('current', 'last')),
  started integer not null,
  finished integer,
  sha256 blob not null,
  owner integer not null,
  contents integer not null,
  bytes integer not null,
  unneeded integer not null,
  unneeded_bytes integer not null,
  problem text
) strict, without rowid;
`

/** Whoever asks what checks and readers have found. */
export function openCheckReports(database: Database): CheckReports {
  const row = database.one<FinishedRow>('select * from content_check where which = ?')
  const counts = database.many<FaultCount>(
    'select fault, count(*) as contents from content_fault group by fault',
  )
  const ofOrganization = database.many<FaultRow>(
    `select version.id, version.number, version.superseded, version.sha256,
       content_fault.fault, content_fault.noticed
     from organization
       join content_fault on content_fault.owner = organization.key
       join version indexed by version_content on version.sha256 = content_fault.sha256
         and version.organization = organization.key
     where organization.id = ? order by version.sequence desc limit ?`,
  )
  const countsOf = database.many<FaultCount>(
    `select fault, count(*) as contents from content_fault
       join organization on organization.key = content_fault.owner
     where organization.id = ? group by fault`,
  )
  return {
    state: async () => {
      const [last, current] = [row('last'), row('current')]
      return stateOf(counts(), { last, current })
    },
    ofOrganization: async (organizationId, limit) => {
      const found = ofOrganization(organizationId, limit + 1)
      return damageOf(countsOf(organizationId), found, limit)
    },
  }
}

export function openCheckRows(database: Database): CheckRows {
  const current = database.one<CheckRow>(`select * from content_check where which = 'current'`)
  const save = database.run(
    `insert or replace into content_check
       (which, started, finished, sha256, owner, contents, bytes, unneeded, unneeded_bytes, problem)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const restart = database.run(`delete from content_check where which = 'current'`)
  const next = database.one<{ sha256: Uint8Array; organization: number; size: number }>(
    `select sha256, organization, size from version indexed by version_content
     where sha256 is not null and (sha256, organization) > (?, ?)
     order by sha256, organization limit 1`,
  )
  const needed = database.one(
    `select 1 from version indexed by version_content
     where sha256 = ?1 and (?2 = ${EVERYBODY} or organization = ?2) limit 1`,
  )
  const held = database.one('select 1 from content_lease where sha256 = ? and owner = ? limit 1')
  const forgetSums = database.run(
    `delete from content_sums
     where not exists (select 1 from version where version.sha256 = content_sums.sha256)
       and not exists (select 1 from content_lease where content_lease.sha256 = content_sums.sha256)`,
  )
  const write = (row: CheckRow, which: string, ...more: (number | string | null)[]) => {
    const { started, sha256, owner, contents, bytes } = row
    const [finished = null, ...rest] = more
    save(which, started, finished, sha256, owner, contents, bytes, ...rest)
  }
  return {
    current: async () => current(),
    save: async (row) =>
      inBriefTransaction(database, () => write(row, 'current', null, 0, 0, null)),
    restart: async () => inBriefTransaction(database, () => void restart()),
    nextContent: async ({ sha256, owner }) => {
      const row = next(sha256, owner)
      return (
        row && {
          owner: row.organization,
          sha256: Buffer.from(row.sha256).toString('hex'),
          size: row.size,
        }
      )
    },
    isNeeded: async ({ owner, sha256 }) => {
      const bytes = Buffer.from(sha256, 'hex')
      return needed(bytes, owner) !== undefined || held(bytes, owner) !== undefined
    },
    finish: async (row, { finished, unneeded, bytes, problem }) =>
      inBriefTransaction(database, () => {
        write(row, 'last', finished, unneeded, bytes, problem ?? null)
        restart()
        forgetSums()
      }),
  }
}
