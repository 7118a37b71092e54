import type { Looks, Stamps } from '../store.ts'
import type { Database } from './database.ts'
import { migrations, schemaVersion } from './migrations.ts'

/** Of versions, of the audit log, and of a server that had nothing to stamp. */
export function openStamps(database: Database): Stamps {
  const kept = () =>
    database.one<{ value: Uint8Array }>(`select value from setting where name = 'clock'`)
  return {
    last: async () => {
      const newest = await database.one<{ at: number | null }>(
        `select greatest((select max(last_updated) from organization), (select max(at) from audit)) as at`,
      )
      const value = (await kept())?.value
      return Math.max(0, newest?.at ?? 0, value ? Number(Buffer.from(value).toString()) : 0)
    },
    isKept: async () => (await kept()) !== undefined,
    keep: async (at) => {
      await database.run(
        `insert into setting (name, value) values ('clock', $1)
         on conflict (name) do update set value = excluded.value`,
        Buffer.from(String(at)),
      )
    },
  }
}

/** What the database finds when it looks at itself. */
export function openLooks(database: Database): Omit<Looks, 'content'> {
  return {
    database: async () => {
      try {
        await database.one('select key from organization limit 1')
        return { kind: 'ok' }
      } catch {
        return { kind: 'failed', reason: 'The database does not answer. The log says why.' }
      }
    },
    migrations: async () => {
      const version = (await schemaVersion(database, database.schema)) ?? 0
      if (version === migrations.length) return { kind: 'ok' }
      return { kind: 'failed', reason: version > migrations.length ? NEWER : OLDER }
    },
  }
}

const NEWER =
  'A newer release has changed the form of the database meanwhile. Start this server in that release.'
const OLDER =
  'The database has the form of an older release, such as of a backup. Restart the server, which takes it forward.'
