import { UnknownOrganization } from '../../errors.ts'
import { keyOf, makeRoom, weightOf, type LongQueryRow } from '../../rows/long-queries.ts'
import type { LongQueries, LongQueryKey } from '../../store.ts'
import type { Database } from '../database.ts'
import type { WriteQueue } from '../write-queue.ts'

/** `asker` is the SHA-256 of the token's subject, `name` that of the query; `bytes` is what it counts for. */
export const LONG_QUERIES = `
create table long_query (
  organization integer not null references organization,
  asker blob not null,
  name blob not null,
  used integer not null,
  bytes integer not null,
  query text not null,
  primary key (organization, asker, name)
) strict;
create index long_query_used on long_query (used, organization, asker, name, bytes);
`

/** What need not survive a power loss: whoever walks then begins anew. */
export function openLongQueries(database: Database, queue: WriteQueue): LongQueries {
  const where = `organization = (select key from organization where id = ?) and asker = ? and name = ?`
  const used = database.one<{ used: number }>(`select used from long_query where ${where}`)
  const find = database.one<{ query: string; used: number }>(
    `select query, used from long_query where ${where}`,
  )
  const touch = database.run(`update long_query set used = max(used, ?) where ${where}`)
  const insert = database.run(
    `insert into long_query (organization, asker, name, used, bytes, query)
     select key, ?, ?, ?, ?, ? from organization where id = ?`,
  )
  const all = database.many<LongQueryRow>(
    'select organization, asker, name, bytes from long_query order by used',
  )
  const remove = database.run(
    'delete from long_query where organization = ? and asker = ? and name = ?',
  )
  const expire = database.run('delete from long_query where used < ?')
  const isExpired = database.one('select 1 from long_query where used < ? limit 1')
  const key = ({ organizationId, ...more }: LongQueryKey) => {
    const { asker, name } = keyOf(more)
    return [organizationId, asker, name] as const
  }
  return {
    used: async (asked) => used(...key(asked))?.used,
    find: async (asked) => {
      const row = find(...key(asked))
      return row && { query: row.query, used: row.used }
    },
    keep: (asked, query, { now, most }) =>
      queue.runBriefly(() => {
        const [organizationId, asker, name] = key(asked)
        if (touch(now, organizationId, asker, name) > 0) return
        if (insert(asker, name, now, weightOf(query), query, organizationId) === 0)
          throw new UnknownOrganization(`There is no organization "${organizationId}".`)
        for (const row of makeRoom(all(), most)) remove(row.organization, row.asker, row.name)
      }),
    expire: async (before) => {
      if (isExpired(before)) await queue.runBriefly(() => void expire(before))
    },
  }
}
