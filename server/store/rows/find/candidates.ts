import type { BinaryCriteria, DateCriterion } from '#fhir/search/criteria.ts'
import type { SearchSort } from '../../binaries.ts'

/** What an engine in this process knows at once, and one behind a socket some time later. */
export type Soon<Value> = Value | Promise<Value>

/** A file that may match, with what it is sorted by; its sequence breaks ties. */
export interface Candidate {
  sequence: number
  key: string | number
}

/** Candidates in the order of the search, at most `limit`, behind one of them or from the beginning. */
export type Source = (after: Candidate | undefined, limit: number) => Soon<Part>

export interface Part {
  candidates: Candidate[]
  /** Behind which to go on, though there may be none; absent at the end. */
  more: Candidate | undefined
}

export const NOTHING: Part = { candidates: [], more: undefined }

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
  /** What the index of words has told on the way; absent where sequences are enough, which takes less. */
  told: WordsTold | undefined
}

/** Files that an index names in the order of changes. */
export type Stream =
  /** By an expression over the index of files, see `expression.ts`. */
  | { kind: 'terms'; expression: string }
  /** By words that their contents have, all of them. */
  | { kind: 'words'; words: readonly string[] }

/** Which words a content is known to have, by the file's sequence: what an index has found need not be looked for again. */
type WordsTold = Map<number, { sha256: string; words: readonly string[] }>

export interface Sources {
  /** In the order of changes. */
  bySequence: (range: Range, descending: boolean) => Source
  /** Of these alone. */
  ofSequences: (
    organization: number,
    sequences: readonly number[],
    sort: SearchSort,
  ) => Soon<Source>
  /** All files of the organization, by name or size. */
  all: (organization: number, sort: SearchSort) => Source
}

export function partOf(candidates: Candidate[], limit: number): Part {
  return { candidates, more: candidates.length < limit ? undefined : candidates.at(-1) }
}

export function inOrderOfChanges(sequence: number): Candidate {
  return { sequence, key: sequence }
}

/** Before and behind all keys. */
export const LOWEST = { name: '', size: -1 }
export const HIGHEST = { name: '\u{10ffff}\u{10ffff}', size: Number.MAX_SAFE_INTEGER }

/** Candidates that are known, lowest first or the other way round, as they are asked for. */
export function listed(
  list: readonly Candidate[],
  descending: boolean,
): (...asked: Parameters<Source>) => Part {
  return (after, limit) => {
    const start = after ? list.findIndex((one) => isBehind(one, after, descending)) : 0
    return start === -1 ? NOTHING : partOf(list.slice(start, start + limit), limit)
  }
}

/** As databases compare them: texts byte by byte, in UTF-8. */
function isBehind(one: Candidate, after: Candidate, descending: boolean): boolean {
  const byKey =
    typeof one.key === 'number' && typeof after.key === 'number'
      ? one.key - after.key
      : Buffer.compare(Buffer.from(String(one.key)), Buffer.from(String(after.key)))
  const order = byKey === 0 ? one.sequence - after.sequence : byKey
  return descending ? order < 0 : order > 0
}

/** Milliseconds since 1970 of all that can match, `to` not included. */
export interface Span {
  from: number
  to: number
}

/** Between which instants files that match were changed; infinite where nothing is asked for. */
export function spanOf({ lastUpdated }: BinaryCriteria): Span {
  const spans = lastUpdated.map((group) => {
    const all = group.map(dateSpan)
    return {
      from: all.reduce((from, one) => Math.min(from, one.from), Infinity),
      to: all.reduce((to, one) => Math.max(to, one.to), -Infinity),
    }
  })
  return {
    from: spans.reduce((latest, one) => Math.max(latest, one.from), -Infinity),
    to: spans.reduce((earliest, one) => Math.min(earliest, one.to), Infinity),
  }
}

function dateSpan({ prefix, from, to }: DateCriterion): Span {
  switch (prefix) {
    case 'eq':
      return { from, to }
    case 'ne':
      return { from: -Infinity, to: Infinity }
    case 'gt':
    case 'sa':
      return { from: to, to: Infinity }
    case 'ge':
      return { from, to: Infinity }
    case 'lt':
    case 'eb':
      return { from: -Infinity, to: from }
    case 'le':
      return { from: -Infinity, to }
  }
}
