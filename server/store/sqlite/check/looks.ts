import type { IntegrityState, Look, Looks } from '../../store.ts'
import type { Database } from '../database.ts'
import { migrations, schemaVersion } from '../migrations.ts'

/** What the database finds when it looks at itself. One row is read, which costs the same however much there is. */
export function openLooks(
  database: Database,
  integrity: { readonly state: IntegrityState },
): Omit<Looks, 'content'> {
  return { database: databaseLook(database, integrity), migrations: migrationsLook(database) }
}

function databaseLook(database: Database, integrity: { readonly state: IntegrityState }): Look {
  const row = database.one('select key from organization limit 1')
  return async () => {
    if (integrity.state.kind === 'damaged') return { kind: 'failed', reason: DAMAGED }
    try {
      row()
      return { kind: 'ok' }
    } catch {
      return { kind: 'failed', reason: 'The database can not be read. The log says why.' }
    }
  }
}

/** They are taken at the start; afterwards another release may have opened the same data. */
function migrationsLook(database: Database): Look {
  return async () => {
    const version = schemaVersion(database)
    if (version === migrations.length) return { kind: 'ok' }
    return { kind: 'failed', reason: version > migrations.length ? NEWER : OLDER }
  }
}

const DAMAGED = 'The database is damaged: nothing is stored any more. Restore a backup.'
const NEWER =
  'A newer release has changed the form of the database meanwhile. Start this server in that release.'
const OLDER =
  'The database has the form of an older release, such as of a backup. Restart the server, which takes it forward.'
