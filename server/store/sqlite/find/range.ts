import type { BinaryCriteria, DateCriterion } from '#fhir/search/criteria.ts'
import { wordsOf } from '#fhir/search/fold-text.ts'
import type { Database } from '../database.ts'
import { firstSince } from '../history.ts'
import { indexedWord } from '../words/letters.ts'
import { openCommonTerms } from './common-terms.ts'
import { expressionOf, nameExpression } from './expression.ts'
import type { Bounds, Candidate, Range, Sources, Stream } from './sources.ts'

/** Where to look for what matches, as narrow as the indexes of files and of words can tell. */
export function openRanges(database: Database, sources: Pick<Sources, 'bySequence'>) {
  const boundsOf = openBounds(database)
  const commonTerms = openCommonTerms(database)

  const ofTerms = (
    asked: Asked,
    criteria: BinaryCriteria,
    snapshot: number,
    common?: ReadonlySet<string>,
  ): Range => {
    const expression = expressionOf(criteria, common)
    return {
      ...asked,
      bounds: boundsOf(asked.organization, criteria, snapshot),
      streams: expression === undefined ? undefined : [{ kind: 'terms', expression }],
      told: new Map(),
    }
  }
  return {
    /** Without a look at the words of contents. */
    ofFiles: (asked: Asked, criteria: BinaryCriteria, snapshot: number): Range =>
      ofTerms(asked, criteria, snapshot),
    /** @param isClose by all terms: it names fewer files, and takes longer */
    of(asked: Asked, criteria: BinaryCriteria, snapshot: number, isClose = false): Range {
      const common = isClose ? undefined : commonTerms(asked.organization, snapshot)
      const range = ofTerms(asked, criteria, snapshot, common)
      if (criteria.words.length === 0 || range.bounds.low > range.bounds.high) return range
      const named = (word: string) => {
        const name = nameExpression(word, common)
        const [rest] = range.streams ?? []
        return name !== undefined && rest?.kind === 'terms'
          ? `(${name} AND ${rest.expression})`
          : name
      }
      const looks = { ...openLooks(range, sources), named }
      const byWords = criteria.words
        .slice(0, MOST_GROUPS)
        .map((group) => streamsOfGroup(group, looks))
      const options = [range.streams, ...byWords].filter((one) => one !== undefined)
      return { ...range, streams: looks.sparsest(options) }
    },
  }
}

interface Asked {
  organizationId: string
  organization: number
}

const MOST_GROUPS = 3

type Streams = readonly Stream[]

/** Brief looks at what streams name. */
interface Looks {
  /** Which of several names the fewest files among the newest: all that match are among those of each. */
  sparsest: (options: readonly Streams[]) => Streams | undefined
  /** Whether none is named, as far as a brief look can tell. */
  isEmpty: (streams: Streams) => boolean
  /** Of the files with this word in their names; `undefined` where the index can't tell. */
  named: (word: string) => string | undefined
}

function openLooks(range: Range, sources: Pick<Sources, 'bySequence'>): Omit<Looks, 'named'> {
  const { low, high } = range.bounds
  const density = (streams: Streams) => {
    const sample = sources.bySequence({ ...range, streams }, true)(undefined, SAMPLE)
    return sample.candidates.length / (high - (sample.more?.sequence ?? low) + 1)
  }
  return {
    sparsest: (options) => {
      const [first] = options
      if (options.length < 2) return first
      return options
        .map((streams) => ({ streams, density: density(streams) }))
        .reduce((one, other) => (other.density < one.density ? other : one)).streams
    },
    isEmpty: (streams) => {
      const source = sources.bySequence({ ...range, streams }, true)
      let after: Candidate | undefined
      for (let part = 0; part < MOST_PARTS; part += 1) {
        const { candidates, more } = source(after, 1)
        if (candidates.length > 0) return false
        if (!more) return true
        after = more
      }
      return false
    },
  }
}

/** Files by which it is told how many a stream names. */
const SAMPLE = 64
/** Parts that are looked through for a first file. */
const MOST_PARTS = 10

/**
 * Files that may have all the words of one of these alternatives, each word in the name or in the content.
 * @returns `undefined` where the indexes can't tell
 */
function streamsOfGroup(group: readonly string[], looks: Looks): Streams | undefined {
  if (group.length > MOST_ALTERNATIVES) return undefined
  const all = group.map((value) => {
    const longestFirst = wordsOf(value).toSorted((one, other) => other.length - one.length)
    return streamsOfWords(longestFirst.slice(0, MOST_WORDS), looks)
  })
  return all.every((streams) => streams !== undefined) ? all.flat() : undefined
}

/** Alternatives that are looked for, and words of each. */
const MOST_ALTERNATIVES = 20
const MOST_WORDS = 5

function streamsOfWords(
  words: readonly string[],
  { sparsest, isEmpty, named }: Looks,
): Streams | undefined {
  const known = words.flatMap((word) => {
    const expression = named(word)
    if (expression === undefined || indexedWord(word).kind !== 'part') return []
    const inName: Stream = { kind: 'terms', expression }
    return [{ word, inName, isInNames: words.length === 1 || !isEmpty([inName]) }]
  })
  // What no name has must all be in the content, which FTS5 tells at once.
  const unnamed = known.flatMap(({ word, isInNames }) => (isInNames ? [] : [word]))
  const options = known.flatMap(({ word, inName, isInNames }): Streams[] =>
    isInNames ? [[inName, { kind: 'words', words: [word, ...unnamed] }]] : [],
  )
  if (unnamed.length > 0) options.push([{ kind: 'words', words: unnamed }])
  return sparsest(options)
}

function openBounds(database: Database) {
  const instantOf = database.one<{ last_updated: number }>(
    'select last_updated from version where organization = ? and sequence = ?',
  )
  return (organization: number, { lastUpdated }: BinaryCriteria, snapshot: number): Bounds => {
    const spans = lastUpdated.map((group) => {
      const all = group.map(spanOf)
      return {
        from: all.reduce((from, one) => Math.min(from, one.from), Infinity),
        to: all.reduce((to, one) => Math.max(to, one.to), -Infinity),
      }
    })
    // Time never falls along the sequence.
    const since = (time: number) =>
      firstSince(time, snapshot, (sequence) => instantOf(organization, sequence)?.last_updated ?? 0)
    const from = spans.reduce((latest, one) => Math.max(latest, one.from), -Infinity)
    const to = spans.reduce((earliest, one) => Math.min(earliest, one.to), Infinity)
    return {
      low: from === -Infinity ? 1 : since(from),
      high: to === Infinity ? snapshot : since(to) - 1,
    }
  }
}

/** Milliseconds since 1970, `to` not included. */
function spanOf({ prefix, from, to }: DateCriterion): { from: number; to: number } {
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
