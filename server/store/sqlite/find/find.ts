import type { BinaryCriteria } from '#fhir/search/criteria.ts'
import type { BinaryStore, Version } from '../../binaries.ts'
import type { Cursors } from '../../rows/cursor.ts'
import { spanOf, type Bounds, type Candidate } from '../../rows/find/candidates.ts'
import { NEWEST_FIRST, openFind, shortestIds, type FindParts } from '../../rows/find/find.ts'
import { rangeOfFiles } from '../../rows/find/range.ts'
import { plainVersionMatcher } from '../../rows/find/versions-that-match.ts'
import { toVersion, type VersionRow } from '../../rows/versions.ts'
import type { VersionRows } from '../binaries.ts'
import type { Database } from '../database.ts'
import { firstSince } from '../history.ts'
import type { FirstMatches } from '../search.ts'
import type { LocalWords } from '../words/word-files.ts'
import { openCommonTerms } from './common-terms.ts'
import { openSources } from './sources.ts'

interface Parts {
  database: Database
  rows: VersionRows
  cursors: Cursors
  words: Pick<LocalWords, 'among' | 'files'>
  plainTotal: FindParts['plainTotal']
}

/** Searches by all criteria and in every order, over FTS5 and the index of words. */
export function openSqliteFind({ database, rows, cursors, words, plainTotal }: Parts): {
  search: BinaryStore['search']
  firstMatches: FirstMatches
} {
  const sources = openSources(database, words)
  const looks = {
    sources,
    boundsOf: openBounds(database),
    currentOf: openCurrent(database),
  }
  const search = openFind({
    ...looks,
    cursors,
    words,
    plainTotal,
    // Nothing else is answered meanwhile.
    pace: { part: 15, walk: Infinity },
    organization: (id) => rows.organization(id),
    readUpTo: (organization, sequences, characters) =>
      readUpTo(rows.each(organization, sequences), characters),
    commonTerms: openCommonTerms(database),
  })
  return { search, firstMatches: openFirstMatches(rows, looks) }
}

function readUpTo(rows: Iterable<VersionRow>, characters: number): VersionRow[] {
  const found: VersionRow[] = []
  let read = 0
  for (const row of rows) {
    found.push(row)
    read += row.fields?.length ?? 0
    if (read >= characters) break
  }
  return found
}

/** The newest matches at once, for a create that looks for one that exists. */
function openFirstMatches(
  rows: VersionRows,
  {
    sources,
    boundsOf,
    currentOf,
  }: {
    sources: ReturnType<typeof openSources>
    boundsOf: ReturnType<typeof openBounds>
    currentOf: ReturnType<typeof openCurrent>
  },
): FirstMatches {
  return (organizationId, criteria, count) => {
    const organization = rows.organization(organizationId)
    if (!organization) return []
    const { key, sequence } = organization
    const bounds = boundsOf(key, criteria, sequence)
    const range = rangeOfFiles({ organizationId, organization: key }, criteria, { bounds })
    const ids = shortestIds(criteria)
    const named = ids && currentOf(key, ids).filter((one) => one <= bounds.high)
    const source = named
      ? sources.ofSequences(key, named, NEWEST_FIRST)
      : sources.bySequence(range, true)
    const isMatch = plainVersionMatcher(criteria)
    const found: Version[] = []
    let after: Candidate | undefined
    // What can be asked for here is told by the index almost exactly.
    do {
      const { candidates, more } = source(after, SEEN)
      const wanted = candidates.map((one) => one.sequence)
      for (const row of rows.each(key, wanted)) {
        const version = toVersion(organizationId, row)
        if (isMatch(version)) found.push(version)
        if (found.length === count) return found
      }
      after = more
    } while (after)
    return found
  }
}

/** Files that are read at once where a create looks for one that exists. */
const SEEN = 50

/** The sequences of those that are current, in no order. */
function openCurrent(database: Database): (organization: number, ids: string[]) => number[] {
  const current = database.many<{ sequence: number }>(
    `select version.sequence from json_each(?2) as wanted
     cross join version indexed by version_number
     where version.organization = ?1 and version.id = wanted.value and version.fields is not null
       and version.number = (
         select max(number) from version as newest indexed by version_number
         where newest.organization = ?1 and newest.id = wanted.value)`,
  )
  return (organization, ids) =>
    current(organization, JSON.stringify([...new Set(ids)])).map(({ sequence }) => sequence)
}

/** Time never falls along the sequence. */
function openBounds(database: Database) {
  const instantOf = database.one<{ last_updated: number }>(
    'select last_updated from version where organization = ? and sequence = ?',
  )
  return (organization: number, criteria: BinaryCriteria, snapshot: number): Bounds => {
    const { from, to } = spanOf(criteria)
    const since = (time: number) =>
      firstSince(time, snapshot, (sequence) => instantOf(organization, sequence)?.last_updated ?? 0)
    return {
      low: from === -Infinity ? 1 : since(from),
      high: to === Infinity ? snapshot : since(to) - 1,
    }
  }
}
