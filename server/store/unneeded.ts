import type { FindUnneeded } from './contents.ts'
import type { Database } from './database.ts'

/** Looks once through all versions, in the database's own temporary table: there may be millions of either. */
export function findUnneeded(database: Database): FindUnneeded {
  return (contents) => {
    database.script('create temp table found (sha256 blob primary key) strict, without rowid')
    try {
      const add = database.run('insert or ignore into temp.found (sha256) values (?)')
      database.script('begin')
      for (const sha256 of contents) add(Buffer.from(sha256, 'hex'))
      database.script('commit')
      const rest = database.many<{ sha256: string }>(
        `select lower(hex(sha256)) as sha256 from temp.found where sha256 not in (
           select sha256 from main.version where sha256 is not null)`,
      )
      return rest().map((row) => row.sha256)
    } finally {
      database.script('drop table temp.found')
    }
  }
}
