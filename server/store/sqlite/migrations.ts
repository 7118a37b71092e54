import { randomBytes } from 'node:crypto'
import { StoreUnavailable } from '../errors.ts'
import { LONG_QUERIES } from './access/long-queries.ts'
import { SESSIONS } from './access/sessions.ts'
import { AUDIT_ASIDE } from './audit/audit-aside.ts'
import { FOLDED_AUDIT } from './audit/audit-limits.ts'
import { AUDIT_ORDER } from './audit/audit.ts'
import { CONTENT_CHECK } from './check/check-rows.ts'
import { CONTENT_RECORDS } from './check/content-records.ts'
import { BUCKET_OBJECTS } from './contents/loose-objects.ts'
import type { Database } from './database.ts'
import { FILES_ANEW, FILE_SCHEMA } from './find/file-index.ts'
import {
  AUDIT_STARTS,
  CONTENT_LEASES,
  CURRENT_CONTENTS,
  FIRST_SCHEMA,
  OWN_CONTENTS,
  UPLOADS,
} from './schema.ts'

export type Migration = (database: Database) => void

/**
 * Each step takes the schema one version further; `user_version` counts the steps that were taken.
 * A step that has been released is never changed: what it lacks is added by the next one.
 */
export const migrations: readonly Migration[] = [
  firstSchema,
  script(CONTENT_LEASES),
  script(UPLOADS),
  script(CURRENT_CONTENTS),
  script(FILE_SCHEMA),
  script(OWN_CONTENTS),
  script(CONTENT_RECORDS + CONTENT_CHECK),
  script(FOLDED_AUDIT),
  script(FILES_ANEW),
  script(AUDIT_ORDER),
  script(AUDIT_STARTS),
  script(AUDIT_ASIDE),
  script(BUCKET_OBJECTS),
  script(SESSIONS + LONG_QUERIES),
]

/** @returns whether a step is due. @throws StoreUnavailable when a newer Binnacle wrote the schema */
export function needsMigration(database: Database, steps = migrations): boolean {
  const version = schemaVersion(database)
  if (version > steps.length)
    throw new StoreUnavailable(
      `The data folder was written by a newer Binnacle (schema ${version}, this one knows ${steps.length}). Start that one, or restore an older backup.`,
    )
  return version < steps.length
}

/** Takes all steps that are due, each whole or not at all. @throws StoreUnavailable as above */
export function migrate(database: Database, steps = migrations): void {
  while (needsMigration(database, steps)) {
    database.script('begin immediate')
    try {
      // Asked again inside the transaction: another process may have taken the step meanwhile.
      const version = schemaVersion(database)
      steps[version]?.(database)
      if (version < steps.length) database.script(`pragma user_version = ${version + 1}`)
      database.script('commit')
    } catch (error) {
      if (database.inTransaction) database.script('rollback')
      throw error
    }
  }
}

/** How many steps were taken. */
export function schemaVersion(database: Database): number {
  return database.one<{ user_version: number }>('pragma user_version')()?.user_version ?? 0
}

function firstSchema(database: Database): void {
  database.script(FIRST_SCHEMA)
  database.run(`insert into setting (name, value) values ('cursor-secret', ?)`)(randomBytes(32))
}

function script(sql: string): Migration {
  return (database) => database.script(sql)
}
