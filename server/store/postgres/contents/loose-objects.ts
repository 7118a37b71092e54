import { randomUUID } from 'node:crypto'
import { StoreUnavailable } from '../../errors.ts'
import { CONTENTS_ELSEWHERE, CONTENTS_IN_BUCKET } from '../../loose-objects.ts'
import type { FoundObject, HomeBucket, LooseObject, LooseObjects } from '../../loose-objects.ts'
import type { Database, Queries } from '../database.ts'

/** As SQLite's, see `sqlite/loose-objects.ts`. */
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
         on conflict (id) do update set holder = excluded.holder, object = excluded.object`,
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
        `select id::text as id, object from loose_object
         where id > $1 and (holder = $2 or holder not in (
           select id from content_holder where expires > now_ms($3)))
         order by id limit $4`,
        after,
        holder,
        Math.round(now() - Date.now()),
        count,
      )
      return rows.map(({ id, object }): FoundObject => ({
        id,
        object: JSON.parse(object) as LooseObject,
      }))
    },
  }
}

function openHomeBucket(database: Database): Pick<LooseObjects, 'bucket' | 'moveIn' | 'moveOut'> {
  const bucket = async ({ one }: Pick<Queries, 'one'>): Promise<HomeBucket | undefined> => {
    const row = await one<{ value: Uint8Array }>(
      `select value from setting where name = 'bucket-home'`,
    )
    if (!row) return undefined
    return {
      id: Buffer.from(row.value).toString('utf8'),
      hasContents: await hasContents({ one }),
    }
  }
  return {
    bucket: () => bucket(database),
    moveIn: () =>
      database.transaction(async (transaction) => {
        // Of servers that start at once, one gives the name.
        await transaction.one(`select pg_advisory_xact_lock(hashtext('bucket-home'))`)
        const known = await bucket(transaction)
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
      const known = await bucket(database)
      if (known?.hasContents === true) throw new StoreUnavailable(CONTENTS_IN_BUCKET)
      if (known) await database.run(`delete from setting where name = 'bucket-home'`)
    },
  }
}

async function hasContents({ one }: Pick<Queries, 'one'>): Promise<boolean> {
  return (
    (await one(
      `select 1 from version where sha256 is not null order by sha256, organization limit 1`,
    )) !== undefined
  )
}
