import type { SearchSort } from '../../binaries.ts'
import type { WordRange } from '../../words.ts'
import type { Database } from '../database.ts'
import type { LocalWords } from '../words/word-files.ts'
import { KEYS_EACH } from './file-index.ts'
import { together, type Reached } from './together.ts'

/** A file that may match, with what it is sorted by; its sequence breaks ties. */
export interface Candidate {
  sequence: number
  key: string | number
}

/** Candidates in the order of the search, at most `limit`, behind one of them or from the beginning. */
export type Source = (after: Candidate | undefined, limit: number) => Part

interface Part {
  candidates: Candidate[]
  /** Behind which to go on, though there may be none; absent at the end. */
  more: Candidate | undefined
}

/** Sequences from `low` to `high`, both included. */
export interface Bounds {
  low: number
  high: number
}

/** Which files a search looks at, before it reads each. */
export interface Range {
  organizationId: string
  organization: number
  bounds: Bounds
  /** Whatever one of these names; absent where no index can tell. */
  streams: readonly Stream[] | undefined
  /** What the index of words has told on the way. */
  told: WordsTold
}

/** Files that an index names in the order of changes. */
export type Stream =
  /** By an expression of FTS5 over the index of files. */
  | { kind: 'terms'; expression: string }
  /** By words that their contents have, all of them. */
  | { kind: 'words'; words: readonly string[] }

/** Which words a content is known to have, by the file's sequence: what FTS5 has found need not be looked for again. */
type WordsTold = Map<number, { sha256: string; words: readonly string[] }>

export interface Sources {
  /** In the order of changes. */
  bySequence: (range: Range, descending: boolean) => Source
  /** Of these alone. */
  ofSequences: (organization: number, sequences: readonly number[], sort: SearchSort) => Source
  /** All files of the organization, by name or size. */
  all: (organization: number, sort: SearchSort) => Source
}

export function openSources(database: Database, words: Pick<LocalWords, 'files'>): Sources {
  const streams = openStreams(database, words)
  const sorted = { name: openSorted(database, 'name'), size: openSorted(database, 'size') }

  return {
    bySequence: (range, descending) => {
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
    },

    ofSequences: (organization, sequences, sort) => {
      const list = listOf(organization, sequences, sort)
      return (after, limit) => {
        const start = after ? list.findIndex((one) => isBehind(one, after, sort.descending)) : 0
        return start === -1 ? NOTHING : partOf(list.slice(start, start + limit), limit)
      }
    },

    all: (organization, { by, descending }) => {
      if (by === 'lastUpdated')
        throw new RangeError('The order of changes has no index of its own.')
      const { up, down } = sorted[by]
      return (after, limit) =>
        partOf(
          descending
            ? down(organization, after?.key ?? HIGHEST[by], after?.sequence ?? 0, limit)
            : up(organization, after?.key ?? LOWEST[by], after?.sequence ?? 0, limit),
          limit,
        )
    },
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

/**
 * Changes that are looked through at a time: FTS5 looks for the beginning of each part anew, so few large ones cost less,
 * as long as each takes but some milliseconds.
 */
const FIRST_WINDOW = 262_144
const LAST_WINDOW = 2 ** 24
const BRIEF = 5
const LONG = 25
const NOTHING: Part = { candidates: [], more: undefined }

function partOf(candidates: Candidate[], limit: number): Part {
  return { candidates, more: candidates.length < limit ? undefined : candidates.at(-1) }
}

function inOrderOfChanges(sequence: number): Candidate {
  return { sequence, key: sequence }
}

const LOWEST = { name: '', size: -1 }
const HIGHEST = { name: '\u{10ffff}\u{10ffff}', size: Number.MAX_SAFE_INTEGER }

/** As SQLite compares them: texts byte by byte, in UTF-8. */
function isBehind(one: Candidate, after: Candidate, descending: boolean): boolean {
  const byKey =
    typeof one.key === 'number' && typeof after.key === 'number'
      ? one.key - after.key
      : Buffer.compare(Buffer.from(String(one.key)), Buffer.from(String(after.key)))
  const order = byKey === 0 ? one.sequence - after.sequence : byKey
  return descending ? order < 0 : order > 0
}

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
    const { files, until } = words.files(organizationId, stream.words, asked)
    for (const { sequence, sha256 } of files) told.set(sequence, { sha256, words: stream.words })
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

function openSorted(database: Database, column: 'name' | 'size') {
  const range = (comparison: '<' | '>', order: 'asc' | 'desc') =>
    database.many<Candidate>(
      `select sequence, ${column} as key from file indexed by file_${column}
       where organization = ?1 and (${column}, sequence) ${comparison} (?2, ?3)
       order by ${column} ${order}, sequence ${order} limit ?4`,
    )
  return {
    up: range('>', 'asc'),
    down: range('<', 'desc'),
    of: database.many<Candidate>(
      `select file.sequence, file.${column} as key from json_each(?2) as wanted cross join file
       where file.organization = ?1 and file.sequence = wanted.value
       order by file.${column}, file.sequence`,
    ),
  }
}
