import { UnknownOrganization } from '../../errors.ts'
import { keyOf, makeRoom, weightOf, type LongQueryRow } from '../../rows/long-queries.ts'
import type { LongQueries, LongQueryKey } from '../../store.ts'
import type { Database, Transaction } from '../database.ts'

/** As SQLite's, see `sqlite/access/long-queries.ts`. */
export const LONG_QUERIES = `
create table long_query (
  organization bigint not null references organization,
  asker bytea not null,
  name bytea not null,
  used bigint not null,
  bytes bigint not null,
  query text not null,
  primary key (organization, asker, name)
);
create index long_query_used on long_query (used);
`

/** What need not survive the engine's crash: whoever walks then begins anew. */
export function openLongQueries(database: Database): LongQueries {
  const key = ({ organizationId, ...more }: LongQueryKey) => {
    const { asker, name } = keyOf(more)
    return [organizationId, asker, name] as const
  }
  return {
    used: async (asked) =>
      (
        await database.one<{ used: number }>(
          `select used from long_query where ${WHERE}`,
          ...key(asked),
        )
      )?.used,
    find: (asked) =>
      database.one<{ query: string; used: number }>(
        `select query, used from long_query where ${WHERE}`,
        ...key(asked),
      ),
    keep: (asked, query, { now, most }) =>
      database.transaction(async (transaction) => {
        const touched = await transaction.run(
          `update long_query set used = greatest(used, $4) where ${WHERE}`,
          ...key(asked),
          now,
        )
        if (touched === 0) await insert(transaction, { key: key(asked), query, now, most })
      }, 'set local synchronous_commit = off'),
    expire: async (before) => {
      await database.run('delete from long_query where used < $1', before)
    },
  }
}

const WHERE = `organization = (select key from organization where id = $1) and asker = $2 and name = $3`

async function insert(
  transaction: Transaction,
  asked: {
    key: readonly [organizationId: string, asker: Uint8Array, name: Uint8Array]
    query: string
    now: number
    most: number
  },
): Promise<void> {
  const { query, now, most } = asked
  const [organizationId] = asked.key
  // Of several at once, each sees those before it, so that all of them together stay within the bound.
  await transaction.one(`select pg_advisory_xact_lock(hashtext('long_query'))`)
  const added = await transaction.run(
    `insert into long_query (organization, asker, name, used, bytes, query)
     select key, $2, $3, $4, $5, $6 from organization where id = $1
     on conflict (organization, asker, name) do update
     set used = greatest(long_query.used, excluded.used)`,
    ...asked.key,
    now,
    weightOf(query),
    query,
  )
  if (added === 0) throw new UnknownOrganization(`There is no organization "${organizationId}".`)
  const [all] = await transaction.many<{ bytes: number }>(
    'select coalesce(sum(bytes), 0)::bigint as bytes from long_query',
  )
  if ((all?.bytes ?? 0) <= most) return
  const rows = await transaction.many<LongQueryRow>(
    'select organization, asker, name, bytes from long_query order by used',
  )
  for (const row of makeRoom(rows, most))
    await transaction.run(
      'delete from long_query where organization = $1 and asker = $2 and name = $3',
      row.organization,
      row.asker,
      row.name,
    )
}
