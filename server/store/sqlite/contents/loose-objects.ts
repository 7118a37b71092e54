import { randomUUID } from 'node:crypto'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { StoreUnavailable } from '../../errors.ts'
import { CONTENTS_ELSEWHERE, CONTENTS_IN_BUCKET } from '../../loose-objects.ts'
import type { LooseObject, LooseObjects } from '../../loose-objects.ts'
import type { Database } from '../database.ts'
import type { WriteQueue } from '../write-queue.ts'
import { openGenerations } from './generations.ts'

/**
 * `loose_object` is what `LooseObjects` says, as JSON, with the holder that wrote it down; it outlives that. The bytes of an
 * upload from `start` on are in the object `object` of the bucket; see `UploadRows`.
 */
export const BUCKET_OBJECTS = `
create table loose_object (
  id text primary key,
  holder text not null,
  object text not null
) strict, without rowid;

create table upload_segment (
  upload text not null,
  start integer not null,
  length integer not null,
  object text not null,
  primary key (upload, start)
) strict, without rowid;
`

/** @param options.now milliseconds since 1970 */
export function openLooseObjects(
  database: Database,
  queue: WriteQueue,
  { holder, now }: { holder: string; now: () => number },
): LooseObjects {
  const add = database.run(
    'insert or replace into loose_object (id, holder, object) values (?, ?, ?)',
  )
  const strike = database.run('delete from loose_object where id = ?')
  const left = database.many<{ id: string; object: string }>(
    `select id, object from loose_object
     where id > ? and (holder = ? or holder not in (select id from content_holder where expires > ?))
     order by id limit ?`,
  )
  const takeOver = database.run(
    `update loose_object set holder = ? where id = ?
       and (holder = ? or holder not in (select id from content_holder where expires > ?))`,
  )
  const generationOf = openGenerations(database)
  return {
    ...openHomeBucket(database, queue),
    generationOf: async (content) => generationOf(content),
    takeOver: (ids) =>
      queue.run(() => new Set(ids.filter((id) => takeOver(holder, id, holder, now()) > 0))),
    add: (id, object) => queue.run(() => void add(id, holder, JSON.stringify(object))),
    strike: (ids) =>
      queue.runBriefly(() => {
        for (const id of ids) strike(id)
      }),
    left: (after, count) =>
      Promise.resolve(
        left(after, holder, now(), count).map(({ id, object }) => ({
          id,
          object: parseExactly(object) as LooseObject,
        })),
      ),
  }
}

function openHomeBucket(
  database: Database,
  queue: WriteQueue,
): Pick<LooseObjects, 'bucket' | 'moveIn' | 'moveOut'> {
  const find = database.one<{ value: Uint8Array }>(
    `select value from setting where name = 'bucket-home'`,
  )
  const insert = database.run(`insert into setting (name, value) values ('bucket-home', ?)`)
  const remove = database.run(`delete from setting where name = 'bucket-home'`)
  const anyContent = database.one('select 1 from version where sha256 is not null limit 1')
  const bucket = () => {
    const row = find()
    return (
      row && {
        id: Buffer.from(row.value).toString('utf8'),
        hasContents: anyContent() !== undefined,
      }
    )
  }
  return {
    bucket: () => Promise.resolve(bucket()),
    moveIn: () =>
      queue.run(() => {
        const known = bucket()
        if (known) return known
        if (anyContent()) throw new StoreUnavailable(CONTENTS_ELSEWHERE)
        const id = randomUUID()
        insert(Buffer.from(id))
        return { id, hasContents: false }
      }),
    moveOut: async () => {
      const known = bucket()
      if (known?.hasContents) throw new StoreUnavailable(CONTENTS_IN_BUCKET)
      if (known) await queue.run(() => void remove())
    },
  }
}
