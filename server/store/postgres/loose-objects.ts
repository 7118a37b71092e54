import { randomUUID } from 'node:crypto'
import { StoreUnavailable } from '../errors.ts'
import { CONTENTS_ELSEWHERE, CONTENTS_IN_BUCKET } from '../loose-objects.ts'
import type { LooseObject, LooseObjects } from '../loose-objects.ts'
import type { Database, Queries } from './database.ts'

/** As SQLite's tables of these names. */
export const BUCKET_OBJECTS = `
create table loose_object (
  id text collate "C" primary key,
  holder text not null,
  object text not null
);
create table upload_segment (
  upload text collate "C" not null,
  start bigint not null,
  length bigint not null,
  object text not null,
  primary key (upload, start)
);
`

/** @param options.now as of leases */
export function openLooseObjects(
  database: Database,
  { holder, now }: { holder: string; now: () => number },
): LooseObjects {
  return {
    ...openHomeBucket(database),
    add: async (id, object) => {
      await database.run(
        `insert into loose_object (id, holder, object) values ($1, $2, $3)
         on conflict (id) do update set object = excluded.object`,
        id,
        holder,
        JSON.stringify(object),
      )
    },
    strike: async (ids) => {
      await database.run('delete from loose_object where id = any($1::text[])', ids)
    },
    left: async (after, count) => {
      const rows = await database.many<{ id: string; object: string }>(
        `select id, object from loose_object
         where id > $1 and (holder = $2 or not exists
           (select 1 from content_holder where content_holder.id = holder and expires > now_ms($3)))
         order by id limit $4`,
        after,
        holder,
        Math.round(now() - Date.now()),
        count,
      )
      return rows.map(({ id, object }) => ({ id, object: JSON.parse(object) as LooseObject }))
    },
  }
}

function openHomeBucket(database: Database): Pick<LooseObjects, 'bucket' | 'moveIn' | 'moveOut'> {
  return {
    bucket: () => bucketOf(database),
    moveIn: () =>
      database.transaction(async (transaction) => {
        // Of servers that start at once, one names the database.
        await transaction.one(
          `select pg_advisory_xact_lock(hashtext($1), hashtext('bucket-home'))`,
          database.schema,
        )
        const known = await bucketOf(transaction)
        if (known) return known
        if (await hasContents(transaction)) throw new StoreUnavailable(CONTENTS_ELSEWHERE)
        const id = randomUUID()
        await transaction.run(
          `insert into setting (name, value) values ('bucket-home', $1)`,
          Buffer.from(id),
        )
        return { id, hasContents: false }
      }),
    moveOut: async () => {
      const known = await bucketOf(database)
      if (known?.hasContents) throw new StoreUnavailable(CONTENTS_IN_BUCKET)
      if (known) await database.run(`delete from setting where name = 'bucket-home'`)
    },
  }
}

async function bucketOf(queries: Queries): ReturnType<LooseObjects['bucket']> {
  const row = await queries.one<{ value: Uint8Array }>(
    `select value from setting where name = 'bucket-home'`,
  )
  if (!row) return undefined
  const id = Buffer.from(row.value).toString('utf8')
  return { id, hasContents: await hasContents(queries) }
}

async function hasContents(queries: Queries): Promise<boolean> {
  return (
    (await queries.one('select 1 as found from version where sha256 is not null limit 1')) !==
    undefined
  )
}
