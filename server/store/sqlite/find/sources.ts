import type { SearchSort } from '../../binaries.ts'
import {
  HIGHEST,
  inOrderOfChanges,
  listed,
  LOWEST,
  NOTHING,
  partOf,
} from '../../rows/find/candidates.ts'
import type { Candidate, Part, Range, Source, Sources, Stream } from '../../rows/find/candidates.ts'
import { together, type Reached } from '../../rows/find/together.ts'
import type { WordRange } from '../../words.ts'
import type { Database } from '../database.ts'
import type { LocalWords } from '../words/word-files.ts'
import { KEYS_EACH } from './file-index.ts'

/** The same as `Sources`, at once. */
interface LocalSources extends Sources {
  bySequence: (range: Range, descending: boolean) => LocalSource
  ofSequences: (organization: number, sequences: readonly number[], sort: SearchSort) => LocalSource
}

type LocalSource = (...asked: Parameters<Source>) => Part

/** @param most see `FEW` and `PASSED` */
export function openSources(
  database: Database,
  words: Pick<LocalWords, 'files'>,
  { few, passed } = { few: FEW, passed: PASSED },
): LocalSources {
  const sorted = {
    name: openSorted(database, 'name', passed),
    size: openSorted(database, 'size', passed),
  }

  return {
    bySequence: openBySequence(openStreams(database, words)),

    ofSequences: (organization, sequences, sort) =>
      sequences.length > few
        ? ofManySequences(organization, sequences, sort)
        : listed(listOf(organization, sequences, sort), sort.descending),

    all: (organization, { by, descending }) => {
      if (by === 'lastUpdated')
        throw new RangeError('The order of changes has no index of its own.')
      const { next } = sorted[by][descending ? 'down' : 'up']
      return (after, limit) => partOf(next(organization, after, limit), limit)
    },
  }

  /** To find the first of many, the index of the order is walked; to sort them all would take longer. */
  function ofManySequences(organization: number, sequences: readonly number[], sort: SearchSort) {
    const { by, descending } = sort
    if (by === 'lastUpdated') return listed(listOf(organization, sequences, sort), descending)
    const { first } = sorted[by][descending ? 'down' : 'up']
    const wanted = JSON.stringify(sequences)
    let all: LocalSource | undefined
    return (after: Candidate | undefined, limit: number): Part => {
      if (all) return all(after, limit)
      const found = first(organization, after, wanted, limit)
      if (found) return partOf(found, limit)
      all = listed(listOf(organization, sequences, sort), descending)
      return all(after, limit)
    }
  }

  function listOf(organization: number, sequences: readonly number[], sort: SearchSort) {
    const { by, descending } = sort
    const up =
      by === 'lastUpdated'
        ? sequences.toSorted((one, other) => one - other).map(inOrderOfChanges)
        : sorted[by].of(organization, JSON.stringify(sequences))
    return descending ? up.toReversed() : up
  }
}

/** In the order of changes, a window of them at a time. */
function openBySequence(streams: ReturnType<typeof openStreams>): LocalSources['bySequence'] {
  return (range, descending) => {
    const { bounds } = range
    let window = FIRST_WINDOW
    return (after, limit) => {
      const low = after && !descending ? Math.max(bounds.low, after.sequence + 1) : bounds.low
      const high = after && descending ? Math.min(bounds.high, after.sequence - 1) : bounds.high
      if (low > high) return NOTHING
      // Terms that all files have, but none has together, would be looked for in all of them at once.
      const first = descending ? Math.max(low, high - window + 1) : low
      const end = descending ? high : Math.min(high, low + window - 1)
      const asked = { low: first, high: end, descending, limit }
      const started = performance.now()
      const { files, until } = streams(range, asked)
      const spent = performance.now() - started
      if (spent < BRIEF) window = Math.min(window * 16, LAST_WINDOW)
      else if (spent > LONG) window = Math.max(FIRST_WINDOW, Math.trunc(window / 4))
      const candidates = files.map(({ sequence }) => inOrderOfChanges(sequence))
      if (until !== undefined) return { candidates, more: inOrderOfChanges(until) }
      const isLast = descending ? first === low : end === high
      return { candidates, more: isLast ? undefined : inOrderOfChanges(descending ? first : end) }
    }
  }
}

/**
 * Changes that are looked through at a time: FTS5 looks for the beginning of each part anew, so few large ones cost less,
 * as long as each takes but some milliseconds.
 */
const FIRST_WINDOW = 262_144
const LAST_WINDOW = 2 ** 24
const BRIEF = 5
const LONG = 25

/** What is current, by sequence: of all, and of what the indexes say. FTS5 walks its rows in this order, either way. */
function openStreams(database: Database, words: Pick<LocalWords, 'files'>) {
  const living = (order: string) =>
    database.many<{ sequence: number }>(
      `select sequence from version indexed by version_living
       where organization = ?1 and superseded is null and fields is not null
         and sequence between ?2 and ?3
       order by sequence ${order} limit ?4`,
    )
  const matching = (order: string) =>
    database.many<{ sequence: number }>(
      `select rowid % ${KEYS_EACH} as sequence from file_term
       where file_term match ?5 and rowid between ?1 * ${KEYS_EACH} + ?2 and ?1 * ${KEYS_EACH} + ?3
       order by rowid ${order} limit ?4`,
    )
  const newest = { living: living('desc'), matching: matching('desc') }
  const oldest = { living: living('asc'), matching: matching('asc') }

  const one = (range: Range, stream: Stream, asked: WordRange): Reached => {
    const { organizationId, organization, told } = range
    const { low, high, descending, limit } = asked
    if (stream.kind === 'terms') {
      const { matching } = descending ? newest : oldest
      return upTo(limit, matching(organization, low, high, limit, stream.expression))
    }
    const bare = told === undefined
    const { files, until } = words.files(organizationId, stream.words, { ...asked, bare })
    for (const { sequence, sha256 } of files)
      if (sha256 !== undefined) told?.set(sequence, { sha256, words: stream.words })
    return { files, until }
  }

  return (range: Range, asked: WordRange): Reached => {
    const { low, high, descending, limit } = asked
    if (!range.streams) {
      const { living } = descending ? newest : oldest
      return upTo(limit, living(range.organization, low, high, limit))
    }
    return together(
      range.streams.map((stream) => one(range, stream, asked)),
      asked,
    )
  }
}

function upTo(limit: number, files: { sequence: number }[]): Reached {
  return { files, until: files.length < limit ? undefined : files.at(-1)?.sequence }
}

/** Sequences that are sorted at once. */
const FEW = 500
/** Files of an order that are passed for a part of those that are wanted. */
const PASSED = 20_000

function openSorted(database: Database, column: 'name' | 'size', most: number) {
  const ends = {
    low: { key: LOWEST[column], sequence: 0 },
    high: { key: HIGHEST[column], sequence: Number.MAX_SAFE_INTEGER },
  }
  const walk = (order: 'asc' | 'desc') => {
    const [start, end] = order === 'asc' ? [ends.low, ends.high] : [ends.high, ends.low]
    const [behind, upTo] = order === 'asc' ? ['>', '<='] : ['<', '>=']
    const some = `select sequence, ${column} as key from file indexed by file_${column}
       where organization = ?1 and (${column}, sequence) ${behind} (?2, ?3)`
    const inOrder = `order by ${column} ${order}, sequence ${order}`
    const next = database.many<Candidate>(`${some} ${inOrder} limit ?4`)
    const passed = database.one<Candidate>(`${some} ${inOrder} limit 1 offset ${most}`)
    const among = database.many<Candidate>(
      `${some} and (${column}, sequence) ${upTo} (?4, ?5)
         and sequence in (select value from json_each(?6)) ${inOrder} limit ?7`,
    )
    return {
      next: (organization: number, after: Candidate | undefined, limit: number) => {
        const from = after ?? start
        return next(organization, from.key, from.sequence, limit)
      },
      /** The first of those that are wanted; `undefined` where too many others are passed. */
      first: (
        organization: number,
        after: Candidate | undefined,
        wanted: string,
        limit: number,
      ): Candidate[] | undefined => {
        const from = after ?? start
        const last = passed(organization, from.key, from.sequence)
        const to = last ?? end
        const found = among(
          organization,
          from.key,
          from.sequence,
          to.key,
          to.sequence,
          wanted,
          limit,
        )
        return found.length < limit && last ? undefined : found
      },
    }
  }
  return {
    up: walk('asc'),
    down: walk('desc'),
    of: database.many<Candidate>(
      `select file.sequence, file.${column} as key from json_each(?2) as wanted cross join file
       where file.organization = ?1 and file.sequence = wanted.value
       order by file.${column}, file.sequence`,
    ),
  }
}
