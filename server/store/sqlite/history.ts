import type { BinaryStore } from '../binaries.ts'
import type { Cursors } from '../rows/cursor.ts'
import { historyPage, type Line } from '../rows/history-page.ts'
import type { NameRow } from '../rows/version-names.ts'
import { NAME_COLUMNS } from './binaries.ts'
import type { VersionRows } from './binaries.ts'
import type { Database } from './database.ts'

/**
 * Histories count 1, 2, 3… without gaps: a page is a range of numbers, its total a subtraction, and since time never falls
 * along them, `_since` is found by halving. A walk stays below the number at which it began.
 */
export function openHistory(
  database: Database,
  rows: VersionRows,
  cursors: Cursors,
): Pick<BinaryStore, 'instanceHistory' | 'typeHistory'> {
  const ofOrganization = database.many<NameRow>(
    `select ${NAME_COLUMNS} from version indexed by version_sequence
     where organization = ? and sequence between ? and ?
     order by sequence desc`,
  )
  const ofBinary = database.many<NameRow>(
    `select ${NAME_COLUMNS} from version indexed by version_number
     where organization = ? and id = ? and number between ? and ?
     order by number desc`,
  )
  // By the index alone: its fields may be long, and are of no use here.
  const newestOf = database.one<{ number: number }>(
    `select number from version indexed by version_number
     where organization = ? and id = ? order by number desc limit 1`,
  )
  const instantOf = database.one<{ last_updated: number }>(
    'select last_updated from version where organization = ? and sequence = ?',
  )
  const instantOfNumber = database.one<{ last_updated: number }>(
    'select last_updated from version where organization = ? and id = ? and number = ?',
  )

  return {
    typeHistory: async (organizationId, request) => {
      const { key = 0, sequence = 0 } = rows.organization(organizationId) ?? {}
      const line: Line = {
        newest: sequence,
        place: (row) => row.sequence,
        firstSince: (instant, newest) =>
          firstSince(instant, newest, (sequence) => instantOf(key, sequence)?.last_updated ?? 0),
        range: (low, high) => ofOrganization(key, low, high),
      }
      return historyPage(cursors, organizationId, line, request)
    },
    instanceHistory: async (organizationId, id, request) => {
      const organization = rows.organization(organizationId)
      const newest = organization && newestOf(organization.key, id)
      if (!newest) return undefined
      const key = organization.key
      const line: Line = {
        id,
        newest: newest.number,
        place: (row) => row.number,
        firstSince: (instant, newest) =>
          firstSince(instant, newest, (at) => instantOfNumber(key, id, at)?.last_updated ?? 0),
        range: (low, high) => ofBinary(key, id, low, high),
      }
      return historyPage(cursors, organizationId, line, request)
    },
  }
}

/** The lowest number from 1 to `newest` whose instant is `since` or later; `newest + 1` when none is. */
export function firstSince(
  since: number,
  newest: number,
  instant: (number: number) => number,
): number {
  let low = 1
  let high = newest + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (instant(middle) >= since) high = middle
    else low = middle + 1
  }
  return low
}
