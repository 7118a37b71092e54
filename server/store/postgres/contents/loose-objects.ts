import { randomUUID } from 'node:crypto'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { StoreUnavailable } from '../../errors.ts'
import { CONTENTS_ELSEWHERE, CONTENTS_IN_BUCKET, OTHERS_ELSEWHERE } from '../../loose-objects.ts'
import type { FoundObject, HomeBucket, LooseObject, LooseObjects } from '../../loose-objects.ts'
import type { Database, Queries, Transaction } from '../database.ts'
import { openGenerations } from './generations.ts'

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
  const skew = () => Math.round(now() - Date.now())
  return {
    ...openHomeBucket(database, { holder, skew }),
    add: async (id, object) => {
      await database.run(
        `insert into loose_object (id, holder, object) values ($1, $2, $3)
         on conflict (id) do update set holder = excluded.holder, object = excluded.object`,
        id,
        holder,
        JSON.stringify(object),
      )
    },
    generationOf: openGenerations(database),
    takeOver: async (ids) => {
      const taken = await database.transaction((transaction) =>
        transaction.many<{ id: string }>(
          `update loose_object set holder = $2 where id in (
             select id from loose_object where id = any($1::text[]) and (holder = $2 or ${isGone('$3')})
             order by id for update)
           returning id::text as id`,
          ids,
          holder,
          skew(),
        ),
      )
      return new Set(taken.map(({ id }) => id))
    },
    strike: async (ids) => {
      await database.run('delete from loose_object where id = any($1::text[])', ids)
    },
    left: async (after, count) => {
      const rows = await database.many<{ id: string; object: string }>(
        `select id::text as id, object from loose_object
         where id > $1 and (holder = $2 or ${isGone('$3')})
         order by id limit $4`,
        after,
        holder,
        skew(),
        count,
      )
      return rows.map(({ id, object }): FoundObject => ({
        id,
        object: parseExactly(object) as LooseObject,
      }))
    },
  }
}

/** Of servers that say where the contents of the database are, one goes after the other. */
export const CONTENTS_HOME = `select pg_advisory_xact_lock(hashtext('contents-home'))`

function isGone(skew: string): string {
  return `holder not in (select id from content_holder where expires > now_ms(${skew}))`
}

function openHomeBucket(
  database: Database,
  { holder, skew }: { holder: string; skew: () => number },
): Pick<LooseObjects, 'bucket' | 'moveIn' | 'moveOut'> {
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
  const inTurns = <Result>(work: (transaction: Transaction) => Promise<Result>) =>
    database.transaction(async (transaction) => {
      await transaction.one(CONTENTS_HOME)
      return work(transaction)
    })
  const isUsed = async (transaction: Transaction) =>
    (await transaction.one(
      'select 1 from content_holder where id <> $1 and expires > now_ms($2) limit 1',
      holder,
      skew(),
    )) !== undefined
  return {
    bucket: () => bucket(database),
    moveIn: () =>
      inTurns(async (transaction) => {
        const known = await bucket(transaction)
        if (known) return known
        if (await hasContents(transaction)) throw new StoreUnavailable(CONTENTS_ELSEWHERE)
        const settled = `select 1 from setting where name = 'folder-settled'`
        if ((await transaction.one(settled)) && (await isUsed(transaction)))
          throw new StoreUnavailable(OTHERS_ELSEWHERE)
        await transaction.run(`delete from setting where name = 'folder-settled'`)
        const id = randomUUID()
        await transaction.run(
          `insert into setting (name, value) values ('bucket-home', $1)`,
          Buffer.from(id),
        )
        return { id, hasContents: false }
      }),
    moveOut: () =>
      inTurns(async (transaction) => {
        const known = await bucket(transaction)
        if (!known) return
        if (known.hasContents) throw new StoreUnavailable(CONTENTS_IN_BUCKET)
        if (await isUsed(transaction)) throw new StoreUnavailable(OTHERS_ELSEWHERE)
        await transaction.run(`delete from setting where name = 'bucket-home'`)
      }),
  }
}

async function hasContents({ one }: Pick<Queries, 'one'>): Promise<boolean> {
  return (
    (await one(
      `select 1 from version where sha256 is not null order by sha256, organization limit 1`,
    )) !== undefined
  )
}
