import type { BinaryStore } from '../binaries.ts'
import type { Cursors } from '../rows/cursor.ts'
import { historyPage, type Line } from '../rows/history-page.ts'
import type { NameRow } from '../rows/version-names.ts'
import type { Database } from './database.ts'
import { NAME_COLUMNS, organizationState } from './versions.ts'

/** Histories as SQLite has them: ranges of numbers without gaps, and an instant found by halving, on the engine's side. */
export function openHistory(
  database: Database,
  cursors: Cursors,
): Pick<BinaryStore, 'instanceHistory' | 'typeHistory'> {
  const first = async (sql: string, ...values: (string | number)[]) =>
    (await database.one<{ first: number }>(sql, ...values))?.first ?? 1
  return {
    typeHistory: async (organizationId, request) => {
      const { key = 0, sequence = 0 } = (await organizationState(database, organizationId)) ?? {}
      const line: Line = {
        newest: sequence,
        place: (row) => row.sequence,
        firstSince: (instant, newest) =>
          first('select first_since($1, $2, $3) as first', key, instant, newest),
        range: (low, high) =>
          database.many<NameRow>(
            `select ${NAME_COLUMNS} from version
             where organization = $1 and sequence between $2 and $3 order by sequence desc`,
            key,
            low,
            high,
          ),
      }
      return historyPage(cursors, organizationId, line, request)
    },
    instanceHistory: async (organizationId, id, request) => {
      // By the index alone: its fields may be long, and are of no use here.
      const newest = await database.one<{ organization: number; number: number }>(
        `select organization, number from version
         where organization = (select key from organization where id = $1) and id = $2
         order by number desc limit 1`,
        organizationId,
        id,
      )
      if (!newest) return undefined
      const key = newest.organization
      const line: Line = {
        id,
        newest: newest.number,
        place: (row) => row.number,
        firstSince: (instant, last) =>
          first('select first_number_since($1, $2, $3, $4) as first', key, id, instant, last),
        range: (low, high) =>
          database.many<NameRow>(
            `select ${NAME_COLUMNS} from version
             where organization = $1 and id = $2 and number between $3 and $4
             order by number desc`,
            key,
            id,
            low,
            high,
          ),
      }
      return historyPage(cursors, organizationId, line, request)
    },
  }
}
