import type { BinaryCriteria } from '#fhir/search/criteria.ts'
import type { BinaryStore, SearchSort, Version } from '../../binaries.ts'
import type { Cursors } from '../../rows/cursor.ts'
import {
  fittingPage,
  toName,
  toVersion,
  type OrganizationState,
  type VersionRow,
  type VersionRows,
} from '../binaries.ts'
import type { Database } from '../database.ts'
import type { FirstMatches } from '../search.ts'
import type { LocalWords } from '../words/word-files.ts'
import { nameKey } from './file-index.ts'
import { openRanges } from './range.ts'
import { openSources, type Candidate, type Range, type Source, type Sources } from './sources.ts'
import { openTotals } from './totals.ts'
import { openVersionMatcher, plainVersionMatcher } from './versions-that-match.ts'
import { collect, walkFrom, type ReadPart } from './walk.ts'

interface FindParts {
  database: Database
  rows: VersionRows
  cursors: Cursors
  words: Pick<LocalWords, 'among' | 'files'>
  /** Of criteria that ask for ids and languages alone, at no cost. */
  plainTotal: (organization: OrganizationState, criteria: BinaryCriteria) => number
}

const NEWEST_FIRST: SearchSort = { by: 'lastUpdated', descending: true }

/**
 * Searches by all criteria and in every order. The index names candidates in the order that is asked for, few too many of
 * them, and each is looked at as its version says: what is found is what a plain scan finds. A walk stays below the
 * sequence at which it began, so that what changes meanwhile leaves it, and nothing comes twice.
 */
export function openFind({ database, rows, cursors, words, plainTotal }: FindParts): {
  search: BinaryStore['search']
  firstMatches: FirstMatches
} {
  const sources = openSources(database, words)
  const ranges = openRanges(database, sources)
  const { listed, sourceOf } = openOrders(database, sources)
  const totalOf = openTotals(plainTotal, sources)

  const search: BinaryStore['search'] = async (organizationId, criteria, request, signal) => {
    const sort = request.sort ?? NEWEST_FIRST
    const context = ['find', organizationId, criteria, sort]
    const begun =
      request.cursor === undefined ? undefined : cursors.read(context, request.cursor, 3)
    const organization = rows.organization(organizationId)
    if (!organization) return { versions: [], ...(request.total !== 'none' && { total: 0 }) }
    const { key } = organization
    const [snapshot = organization.sequence, place, known] = begun ?? []
    const asked = { organizationId, organization: key }
    const range = ranges.of(asked, criteria, snapshot)
    const source = await sourceOf(range, criteria, sort, signal)
    const closer = () =>
      source.isByIndex
        ? sources.bySequence(
            { ...ranges.of(asked, criteria, snapshot, true), told: range.told },
            sort.descending,
          )
        : source.candidates
    const matching = openVersionMatcher(range, criteria, words)
    const read = openRead(rows, organizationId, key, snapshot)
    const walk = { source: source.candidates, closer, read, matching, signal }
    const [placed] = rows.each(key, place === undefined ? [] : [place])
    const after = placed && candidateOf(placed, sort)

    const wanted = request.count === 0 ? 0 : request.count + 1
    const walked = await walkFrom(after, { ...walk, wanted, kept: wanted, budget: BUDGET })
    const shown = fittingPage(walked.matches.slice(0, request.count))
    const total =
      known === undefined
        ? await totalOf({ organization, criteria, range, request, walked, walk })
        : known
    const page = { versions: shown.map(toName), ...(total >= 0 && { total }) }
    const last = walked.matches.length > shown.length ? shown.at(-1) : undefined
    const next = last ? last.sequence : walked.ended ? undefined : walked.last?.sequence
    if (request.count === 0 || next === undefined) return page
    return { ...page, next: cursors.write(context, [snapshot, next, total]) }
  }

  return { search, firstMatches: openFirstMatches(rows, ranges, sources, listed) }
}

/** Reads the versions of candidates, as far as all that is read at once may weigh. */
function openRead(
  rows: VersionRows,
  organizationId: string,
  organization: number,
  snapshot: number,
): ReadPart {
  return (candidates) => {
    const wanted = candidates.filter(({ sequence }) => sequence <= snapshot)
    const sequences = wanted.map(({ sequence }) => sequence)
    const part: ReturnType<ReadPart> = { versions: [], weights: new Map(), end: undefined }
    let bytes = 0
    for (const row of rows.each(organization, sequences)) {
      const weight = row.fields?.length ?? 0
      // The index of words may name what has been changed since.
      if (row.superseded === null) part.versions.push(toVersion(organizationId, row))
      part.weights.set(row.sequence, weight)
      bytes += weight
      if (bytes < PART_BYTES || row.sequence === sequences.at(-1)) continue
      part.end = wanted.find(({ sequence }) => sequence === row.sequence)
      break
    }
    return part
  }
}

/** The newest matches at once, for a create that looks for one that exists. */
function openFirstMatches(
  rows: VersionRows,
  ranges: ReturnType<typeof openRanges>,
  sources: Sources,
  listed: ReturnType<typeof openOrders>['listed'],
): FirstMatches {
  return (organizationId, criteria, count) => {
    const organization = rows.organization(organizationId)
    if (!organization) return []
    const { key, sequence } = organization
    const range = ranges.ofFiles({ organizationId, organization: key }, criteria, sequence)
    const source = listed(range, criteria, NEWEST_FIRST) ?? sources.bySequence(range, true)
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

/** Where candidates come from, by what a search asks for and in which order. */
function openOrders(database: Database, sources: Sources) {
  const currentOf = openCurrent(database)
  const listed = (range: Range, criteria: BinaryCriteria, sort: SearchSort) => {
    const { organization, bounds } = range
    const [ids] = criteria.ids.toSorted((one, other) => one.length - other.length)
    if (!ids) return undefined
    const found = currentOf(organization, ids).filter((sequence) => sequence <= bounds.high)
    return sources.ofSequences(organization, found, sort)
  }
  const sourceOf = async (
    range: Range,
    criteria: BinaryCriteria,
    sort: SearchSort,
    signal: AbortSignal | undefined,
  ): Promise<{ candidates: Source; isByIndex: boolean }> => {
    const list = listed(range, criteria, sort)
    if (list) return { candidates: list, isByIndex: false }
    if (sort.by === 'lastUpdated')
      return { candidates: sources.bySequence(range, sort.descending), isByIndex: true }
    return { candidates: await sortedOf(range, sort, signal), isByIndex: false }
  }
  const sortedOf = async (
    range: Range,
    sort: SearchSort,
    signal: AbortSignal | undefined,
  ): Promise<Source> => {
    const { organization, streams, bounds } = range
    const all = () => sources.all(organization, sort)
    if (streams === undefined && bounds.low === 1) return all()
    const source = sources.bySequence(range, true)
    const { candidates, more } = source(undefined, SAMPLE)
    const seen = bounds.high - (more?.sequence ?? bounds.low) + 1
    const expected = (candidates.length / seen) * (bounds.high - bounds.low + 1)
    // By the newest there are far too many: it is not worth to begin.
    if (expected > 4 * MOST_SORTED) return all()
    const few = await collect(source, MOST_SORTED, signal)
    return few ? sources.ofSequences(organization, few, sort) : all()
  }
  return { listed, sourceOf }
}

/** Files that are sorted at once; where more may match, all files are walked through in their order instead. */
const MOST_SORTED = 20_000
/** Files by which it is told how many there are. */
const SAMPLE = 100
/** Characters of fields that are read at once. */
const PART_BYTES = 1024 ** 2
/** Files that are looked at for one page. */
const BUDGET = 20_000
/** Files that are read at once where a create looks for one that exists. */
const SEEN = 50

/** The place of a version in an order, whether it is current or not. */
function candidateOf(row: VersionRow, { by }: SearchSort): Candidate {
  const { sequence, fields, size } = row
  if (by === 'lastUpdated') return { sequence, key: sequence }
  if (by === 'size') return { sequence, key: size ?? 0 }
  const version = toVersion('', { ...row, fields: fields ?? '{}' })
  return { sequence, key: nameKey(version.body?.fields ?? { resourceType: 'Binary' }) }
}

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
