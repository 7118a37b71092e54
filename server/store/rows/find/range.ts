import type { BinaryCriteria } from '#fhir/search/criteria.ts'
import { wordsOf } from '#fhir/search/fold-text.ts'
import type { Bounds, Candidate, Range, Soon, Sources, Stream } from './candidates.ts'
import { expressionOf, nameExpression } from './expression.ts'
import { indexedWord } from './letters.ts'

interface RangeParts {
  sources: Pick<Sources, 'bySequence'>
  /** Which sequences up to `snapshot` can match by their instants. */
  boundsOf: (organization: number, criteria: BinaryCriteria, snapshot: number) => Soon<Bounds>
  /** Terms that say little, see `expressionOf`. */
  commonTerms: (organization: number, snapshot: number) => ReadonlySet<string>
}

/**
 * Where to look for what matches, as narrow as the indexes of files and of words can tell.
 * @param isClose by all terms: it names fewer files, and takes longer
 */
export type RangeOf = (
  asked: Asked,
  criteria: BinaryCriteria,
  snapshot: number,
  isClose?: boolean,
) => Promise<Range>

export function openRanges({ sources, boundsOf, commonTerms }: RangeParts): RangeOf {
  return async (asked, criteria, snapshot, isClose = false) => {
    const common = isClose ? undefined : commonTerms(asked.organization, snapshot)
    const bounds = await boundsOf(asked.organization, criteria, snapshot)
    const range = rangeOfFiles(asked, criteria, { bounds, common })
    if (criteria.words.length === 0 || bounds.low > bounds.high) return range
    const named = (word: string) => {
      const name = nameExpression(word, common)
      const [rest] = range.streams ?? []
      return name !== undefined && rest?.kind === 'terms'
        ? `(${name} AND ${rest.expression})`
        : name
    }
    const looks = { ...openLooks(range, sources), named }
    const byWords: (Streams | undefined)[] = []
    for (const group of criteria.words.slice(0, MOST_GROUPS))
      byWords.push(await streamsOfGroup(group, looks))
    const options = [range.streams, ...byWords].filter((one) => one !== undefined)
    return { ...range, streams: await looks.sparsest(options) }
  }
}

/** Without a look at the words of contents. */
export function rangeOfFiles(
  asked: Asked,
  criteria: BinaryCriteria,
  { bounds, common }: { bounds: Bounds; common?: ReadonlySet<string> | undefined },
): Range {
  const expression = expressionOf(criteria, common)
  return {
    ...asked,
    bounds,
    streams: expression === undefined ? undefined : [{ kind: 'terms', expression }],
    told: new Map(),
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
  sparsest: (options: readonly Streams[]) => Promise<Streams | undefined>
  /** Whether none is named, as far as a brief look can tell. */
  isEmpty: (streams: Streams) => Promise<boolean>
  /** Of the files with this word in their names; `undefined` where the index can't tell. */
  named: (word: string) => string | undefined
}

function openLooks(range: Range, sources: Pick<Sources, 'bySequence'>): Omit<Looks, 'named'> {
  const { low, high } = range.bounds
  const density = async (streams: Streams) => {
    const sample = await sources.bySequence({ ...range, streams }, true)(undefined, SAMPLE)
    return sample.candidates.length / (high - (sample.more?.sequence ?? low) + 1)
  }
  return {
    sparsest: async (options) => {
      let [best] = options
      if (options.length < 2) return best
      let least = Infinity
      for (const streams of options) {
        const found = await density(streams)
        if (found < least) [best, least] = [streams, found]
      }
      return best
    },
    isEmpty: async (streams) => {
      const source = sources.bySequence({ ...range, streams }, true)
      let after: Candidate | undefined
      for (let part = 0; part < MOST_PARTS; part += 1) {
        const { candidates, more } = await source(after, 1)
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
async function streamsOfGroup(
  group: readonly string[],
  looks: Looks,
): Promise<Streams | undefined> {
  if (group.length > MOST_ALTERNATIVES) return undefined
  const all: Stream[] = []
  for (const value of group) {
    const longestFirst = wordsOf(value).toSorted((one, other) => other.length - one.length)
    const streams = await streamsOfWords(longestFirst.slice(0, MOST_WORDS), looks)
    if (streams === undefined) return undefined
    all.push(...streams)
  }
  return all
}

/** Alternatives that are looked for, and words of each. */
const MOST_ALTERNATIVES = 20
const MOST_WORDS = 5

async function streamsOfWords(
  words: readonly string[],
  { sparsest, isEmpty, named }: Looks,
): Promise<Streams | undefined> {
  const known: { word: string; inName: Stream; isInNames: boolean }[] = []
  for (const word of words) {
    const expression = named(word)
    if (expression === undefined || indexedWord(word).kind !== 'part') continue
    const inName: Stream = { kind: 'terms', expression }
    known.push({ word, inName, isInNames: words.length === 1 || !(await isEmpty([inName])) })
  }
  // What no name has must all be in the content, which the index of words tells at once.
  const unnamed = known.flatMap(({ word, isInNames }) => (isInNames ? [] : [word]))
  const options = known.flatMap(({ word, inName, isInNames }): Streams[] =>
    isInNames ? [[inName, { kind: 'words', words: [word, ...unnamed] }]] : [],
  )
  if (unnamed.length > 0) options.push([{ kind: 'words', words: unnamed }])
  return sparsest(options)
}
