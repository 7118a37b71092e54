import type { CheckParts } from '../../check/check-contents.ts'
import type { LooseObjects } from '../../loose-objects.ts'
import { openLooseObjects } from '../contents/loose-objects.ts'
import { openDatabase, type Database } from '../database.ts'
import { openCheckRows } from './check-rows.ts'
import { openContentRecords } from './content-records.ts'

/**
 * What the database does for a check of contents, by one process among all servers. Damage to its own files it tells
 * itself, where it meets it.
 * @returns `undefined` while another one is at it
 */
export async function openCheckSide(
  url: string,
  now: () => number,
): Promise<
  | (Pick<CheckParts, 'rows' | 'records' | 'problems'> & {
      loose: LooseObjects
      close: () => Promise<void>
    })
  | undefined
> {
  const database = openDatabase(url)
  try {
    const lock = await holdLock(database, 'check')
    if (!lock) {
      await database.close()
      return undefined
    }
    return {
      rows: openCheckRows(database),
      records: openContentRecords(database, { now }),
      loose: openLooseObjects(database, { holder: 'check', now }),
      problems: async () => [],
      close: async () => {
        await lock.release()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Held by a connection of its own, so that it is gone the moment its process is. */
export async function holdLock(
  database: Database,
  name: string,
): Promise<{ release(): Promise<void> } | undefined> {
  const ended = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<boolean>()
  const held = database.alone(async (queries) => {
    const row = await queries.one<{ got: boolean }>(
      'select pg_try_advisory_lock(hashtext($1), hashtext($2)) as got',
      database.schema,
      name,
    )
    asked.resolve(row?.got === true)
    if (row?.got === true) await ended.promise
  })
  held.catch(asked.reject)
  if (!(await asked.promise)) return undefined
  return {
    release: async () => {
      ended.resolve()
      await held
    },
  }
}
