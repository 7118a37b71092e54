import type { BinaryStore, Page, PageRequest } from '../binaries.ts'
import type { Cursors } from '../rows/cursor.ts'
import { fittingPage, NAME_COLUMNS, toName } from './binaries.ts'
import type { NameRow, VersionRows } from './binaries.ts'
import { milliseconds } from './database.ts'
import type { Database } from './database.ts'

type HistoryRequest = PageRequest & { since?: string }

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
        instant: (sequence) => instantOf(key, sequence)?.last_updated ?? 0,
        range: (low, high) => ofOrganization(key, low, high),
      }
      return page(cursors, organizationId, line, request)
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
        instant: (number) => instantOfNumber(key, id, number)?.last_updated ?? 0,
        range: (low, high) => ofBinary(key, id, low, high),
      }
      return page(cursors, organizationId, line, request)
    },
  }
}

/** Versions that are numbered without gaps: an organization's, or one Binary's. */
interface Line {
  id?: string
  newest: number
  /** A version's number in it. */
  place: (row: NameRow) => number
  /** In milliseconds; never falls as the number grows. */
  instant: (number: number) => number
  /** From `low` to `high`, both included, newest first. */
  range: (low: number, high: number) => NameRow[]
}

function page(
  cursors: Cursors,
  organizationId: string,
  line: Line,
  { count, cursor, since }: HistoryRequest,
): Page {
  const instant = since === undefined ? undefined : milliseconds(since)
  const context = ['history', organizationId, line.id ?? null, instant ?? null]
  const walk = cursor === undefined ? undefined : cursors.read(context, cursor, 3)
  const [newest = line.newest, before = newest + 1] = walk ?? []
  const oldest =
    walk?.[2] ?? (instant === undefined ? 1 : firstSince(instant, newest, line.instant))
  const total = newest - oldest + 1
  if (count === 0) return { versions: [], total }
  const shown = fittingPage(line.range(Math.max(oldest, before - count), before - 1))
  const versions = shown.map(toName)
  const end = shown.at(-1)
  const last = end === undefined ? oldest : line.place(end)
  if (last <= oldest) return { versions, total }
  return { versions, total, next: cursors.write(context, [newest, last, oldest]) }
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
