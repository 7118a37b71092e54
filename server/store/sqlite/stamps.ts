import type { Stamps } from '../store.ts'
import type { Database } from './database.ts'
import type { WriteQueue } from './write-queue.ts'

/** Of versions, of the audit log, and of a server that had nothing to stamp. */
export function openStamps(database: Database, queue: WriteQueue): Stamps {
  const stamps = [
    'select max(last_updated) as at from organization',
    'select max(at) as at from audit',
    `select cast(value as integer) as at from setting where name = 'clock'`,
  ].map((sql) => database.one<{ at: number | null }>(sql))
  const kept = database.one(`select 1 from setting where name = 'clock'`)
  const keep = database.run(
    `insert into setting (name, value) values ('clock', cast(? as blob))
     on conflict do update set value = excluded.value`,
  )
  return {
    last: async () => Math.max(0, ...stamps.map((stamp) => stamp()?.at ?? 0)),
    isKept: async () => kept() !== undefined,
    keep: (at) => queue.run(() => void keep(String(at))),
  }
}
