import type { BinaryCriteria } from '#fhir/search/criteria.ts'
import type { BinaryStore, SearchSort } from '../../binaries.ts'
import type { WordIndex } from '../../words.ts'
import type { Cursors } from '../cursor.ts'
import { storeTurns } from '../turns.ts'
import {
  fittingPage,
  toName,
  readVersion,
  toVersion,
  type OrganizationState,
  type VersionRow,
} from '../versions.ts'
import type { Candidate, Range, Soon, Source, Sources } from './candidates.ts'
import { openRanges } from './range.ts'
import { nameKey } from './terms.ts'
import { openTotals } from './totals.ts'
import { openVersionMatcher } from './versions-that-match.ts'
import {
  collect,
  walkFrom,
  type Pace,
  type ReadPart,
  type VersionsRead,
  type WalkOptions,
} from './walk.ts'

/** What a search asks of the database. */
export interface FindParts {
  organization: (id: string) => Soon<OrganizationState | undefined>
  /** Versions in the order of their sequences here, up to the one with which their fields pass so many characters. */
  readUpTo: (
    organization: number,
    sequences: readonly number[],
    characters: number,
  ) => Soon<VersionRow[]>
  /** The sequences of those that are current, in no order. */
  currentOf: (organization: number, ids: string[]) => Soon<number[]>
  pace: Pace
  sources: Sources
  boundsOf: Parameters<typeof openRanges>[0]['boundsOf']
  commonTerms: Parameters<typeof openRanges>[0]['commonTerms']
  words: Pick<WordIndex, 'among'>
  cursors: Cursors
  /** Of criteria that ask for ids and languages alone, at no cost. */
  plainTotal: (organization: OrganizationState, criteria: BinaryCriteria) => Soon<number>
}

export const NEWEST_FIRST: SearchSort = { by: 'lastUpdated', descending: true }

/**
 * Searches by all criteria and in every order. The index names candidates in the order that is asked for, few too many of
 * them, and each is looked at as its version says: what is found is what a plain scan finds. A walk stays below the
 * sequence at which it began, so that what changes meanwhile leaves it, and nothing comes twice.
 */
export function openFind(parts: FindParts): BinaryStore['search'] {
  const { sources, cursors, words } = parts
  const rangeOf = openRanges(parts)
  const sourceOf = openOrders(parts)
  const totalOf = openTotals(parts.plainTotal, sources)

  return async (organizationId, criteria, request, signal) => {
    const sort = request.sort ?? NEWEST_FIRST
    const context = ['find', organizationId, criteria, sort]
    const begun =
      request.cursor === undefined ? undefined : cursors.read(context, request.cursor, 3)
    const organization = await parts.organization(organizationId)
    if (!organization) return { versions: [], ...(request.total !== 'none' && { total: 0 }) }
    const { key } = organization
    const [snapshot = organization.sequence, place, known] = begun ?? []
    const asked = { organizationId, organization: key }
    const range = await rangeOf(asked, criteria, snapshot)
    const turn = () => storeTurns.next(organizationId)
    const source = await sourceOf(range, criteria, sort, { signal, turn })
    const closer = async () => {
      if (!source.isByIndex) return source.candidates
      const close = await rangeOf(asked, criteria, snapshot, true)
      return sources.bySequence({ ...close, told: range.told }, sort.descending)
    }
    const matching = openVersionMatcher(range, criteria, words)
    const read = openRead(parts, range, snapshot)
    const { pace } = parts
    const walk = { source: source.candidates, closer, read, matching, signal, pace, turn }
    const [placed] = place === undefined ? [] : await parts.readUpTo(key, [place], 0)
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
}

/** Reads the versions of candidates, as far as all that is read at once may weigh. */
function openRead(
  { readUpTo }: Pick<FindParts, 'readUpTo'>,
  { organizationId, organization }: Range,
  snapshot: number,
): ReadPart {
  return async (candidates) => {
    const wanted = candidates.filter(({ sequence }) => sequence <= snapshot)
    const sequences = wanted.map(({ sequence }) => sequence)
    const part: VersionsRead = { versions: [], weights: new Map(), end: undefined }
    if (sequences.length === 0) return part
    let bytes = 0
    for (const row of await readUpTo(organization, sequences, PART_BYTES)) {
      const weight = row.fields?.length ?? 0
      // The index of words may name what has been changed since.
      if (row.superseded === null) part.versions.push(await readVersion(organizationId, row))
      part.weights.set(row.sequence, weight)
      bytes += weight
      if (bytes < PART_BYTES || row.sequence === sequences.at(-1)) continue
      part.end = wanted.find(({ sequence }) => sequence === row.sequence)
      break
    }
    return part
  }
}

/** What a list of ids names, which no index need be asked for. */
export function shortestIds({ ids }: BinaryCriteria): string[] | undefined {
  return ids.toSorted((one, other) => one.length - other.length)[0]
}

/** What is asked and awaited between two parts. */
type Between = Pick<WalkOptions, 'signal' | 'turn'>

/** Where candidates come from, by what a search asks for and in which order. */
function openOrders({ sources, currentOf }: Pick<FindParts, 'sources' | 'currentOf'>) {
  const sortedOf = async (range: Range, sort: SearchSort, between: Between): Promise<Source> => {
    const { organization, streams, bounds } = range
    const all = () => sources.all(organization, sort)
    if (streams === undefined && bounds.low === 1) return all()
    const source = sources.bySequence({ ...range, told: undefined }, true)
    const { candidates, more } = await source(undefined, SAMPLE)
    const seen = bounds.high - (more?.sequence ?? bounds.low) + 1
    const expected = (candidates.length / seen) * (bounds.high - bounds.low + 1)
    // By the newest there are far too many: it is not worth to begin.
    if (expected > 4 * MOST_SORTED) return all()
    const few = await collect(source, MOST_SORTED, between)
    return few ? sources.ofSequences(organization, few, sort) : all()
  }
  return async (
    range: Range,
    criteria: BinaryCriteria,
    sort: SearchSort,
    between: Between,
  ): Promise<{ candidates: Source; isByIndex: boolean }> => {
    const ids = shortestIds(criteria)
    if (ids) {
      const { organization, bounds } = range
      const current = await currentOf(organization, ids)
      const found = current.filter((sequence) => sequence <= bounds.high)
      const candidates = await sources.ofSequences(organization, found, sort)
      return { candidates, isByIndex: false }
    }
    if (sort.by === 'lastUpdated')
      return { candidates: sources.bySequence(range, sort.descending), isByIndex: true }
    return { candidates: await sortedOf(range, sort, between), isByIndex: false }
  }
}

/** Files that are sorted at once; where more may match, all files are walked through in their order instead. */
const MOST_SORTED = 20_000
/** Files by which it is told how many there are. */
const SAMPLE = 100
/** Characters of fields that are read at once. */
const PART_BYTES = 1024 ** 2
/** Files that are looked at for one page. */
const BUDGET = 20_000

/** The place of a version in an order, whether it is current or not. */
function candidateOf(row: VersionRow, { by }: SearchSort): Candidate {
  const { sequence, fields, size } = row
  if (by === 'lastUpdated') return { sequence, key: sequence }
  if (by === 'size') return { sequence, key: size ?? 0 }
  const version = toVersion('', { ...row, fields: fields ?? '{}' })
  return { sequence, key: nameKey(version.body?.fields ?? { resourceType: 'Binary' }) }
}
