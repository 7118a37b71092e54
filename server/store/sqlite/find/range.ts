import type { BinaryCriteria, DateCriterion } from '#fhir/search/criteria.ts'
import { wordsOf } from '#fhir/search/fold-text.ts'
import type { WordIndex } from '../../words.ts'
import type { Database } from '../database.ts'
import { firstSince } from '../history.ts'
import { expressionOf, nameExpression } from './expression.ts'
import type { Bounds, Range } from './sources.ts'

/** Where to look for what matches, as narrow as the indexes of files and of words can tell. */
export function openRanges(database: Database, words: Pick<WordIndex, 'contentsWith'>) {
  const boundsOf = openBounds(database)
  const ofWords = openWordFiles(database, words)

  return {
    /** Without a look at the words of contents. */
    ofFiles: (organization: number, criteria: BinaryCriteria, snapshot: number): Range => ({
      organization,
      bounds: boundsOf(organization, criteria, snapshot),
      expression: expressionOf(criteria),
      more: [],
    }),
    async of(
      { organizationId, organization }: { organizationId: string; organization: number },
      criteria: BinaryCriteria,
      snapshot: number,
      signal: AbortSignal | undefined,
    ): Promise<Range> {
      const bounds = boundsOf(organization, criteria, snapshot)
      for (const group of criteria.words.slice(0, MOST_WORDS)) {
        const found = await ofWords(organizationId, organization, group, signal)
        if (!found) continue
        const expression = expressionOf(criteria, [`(${found.expression})`])
        return { organization, bounds, expression, more: found.more }
      }
      return { organization, bounds, expression: expressionOf(criteria), more: [] }
    },
  }
}

/** Files by the words of their contents, where these are few enough to be listed. */
function openWordFiles(database: Database, words: Pick<WordIndex, 'contentsWith'>) {
  const having = database.many<{ sequence: number }>(
    `select version.sequence from json_each(?2) as wanted
     cross join version indexed by version_current_content
     where version.organization = ?1 and version.sha256 = unhex(wanted.value)
       and version.superseded is null and version.sha256 is not null
     limit ${MOST_FILES + 1}`,
  )

  /** The files that may match one of these alternatives; `undefined` where they are too many to be listed. */
  const ofWords = async (
    organizationId: string,
    organization: number,
    group: readonly string[],
    signal: AbortSignal | undefined,
  ) => {
    const expressions = new Set<string>()
    const contents = new Set<string>()
    if (group.length > MOST_ALTERNATIVES) return undefined
    for (const alternative of group) {
      const rarest = await rarestWord(organizationId, alternative, signal)
      if (!rarest) return undefined
      expressions.add(rarest.expression)
      for (const content of rarest.contents) contents.add(content)
    }
    const files = having(organization, JSON.stringify([...contents]))
    if (files.length > MOST_FILES) return undefined
    return {
      expression: [...expressions].join(' OR '),
      more: files.map(({ sequence }) => sequence),
    }
  }

  const rarestWord = async (
    organizationId: string,
    value: string,
    signal: AbortSignal | undefined,
  ) => {
    let rarest: { expression: string; contents: ReadonlySet<string> } | undefined
    const longestFirst = wordsOf(value).toSorted((one, other) => other.length - one.length)
    for (const word of longestFirst.slice(0, MOST_WORDS)) {
      const expression = nameExpression(word)
      if (expression === undefined) continue
      const most = rarest?.contents.size ?? MOST_CONTENTS
      const contents = await words.contentsWith(organizationId, word, most, signal)
      if (contents !== 'many') rarest = { expression, contents }
      if (rarest && rarest.contents.size < FEW) break
    }
    return rarest
  }

  return ofWords
}

/** What is listed of the contents with a word, and of the files with these contents; beyond it, files are looked through. */
const MOST_CONTENTS = 2000
const MOST_FILES = 5000
const MOST_ALTERNATIVES = 20
/** Words that are asked for, to find a rare one; with fewer contents than this, one is rare enough. */
const MOST_WORDS = 5
const FEW = 100

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
