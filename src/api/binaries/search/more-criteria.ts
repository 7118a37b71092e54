/** What a search asks beyond `_id` and `_language`: said to a server that knows it, and judged here for one that does not. */
import { criteriaOf, type BinaryCriteria } from '#fhir/search/criteria.ts'
import { isShort, wordsOf } from '#fhir/search/fold-text.ts'
import { matcherOf } from '#fhir/search/match.ts'
import { writeCriteria } from '#fhir/search/write.ts'
import type { Binary } from '#fhir/types.ts'
import { startOfDay, startOfNextDay } from '#lib/day.ts'
import { MORE_NAMES, type BinaryFilter, type MoreCriteria, type MoreName } from './search-types.ts'

export interface PreparedMore {
  /** For the server: those of the criteria that it declares. */
  params: [name: string, value: string][]
  sent: MoreName[]
  /** Those that are left to the console. */
  undeclared: MoreName[]
  /** Whether a Binary is like that, by what its resource says; words in the content can't be told, and count as there. */
  matches: (binary: Binary, name: MoreName) => boolean
}

/** @param declared the search parameters of the server's CapabilityStatement */
export function prepareMore(more: MoreCriteria, declared: readonly string[]): PreparedMore {
  const asked = MORE_NAMES.filter((name) => more[name] !== undefined)
  const sent = asked.filter((name) => declared.includes(parameterOf(name)))
  const judges = new Map(asked.map((name) => [name, judgeOf(name, more[name] ?? '')]))
  return {
    params: sent.flatMap((name) => writeCriteria(criteriaOf(criterionOf(name, more[name] ?? '')))),
    sent,
    undeclared: asked.filter((name) => !sent.includes(name)),
    matches: (binary, name) => judges.get(name)?.(binary) ?? true,
  }
}

/** Whether a Binary is what was asked for, as far as its resource tells. */
export function matchesMore(binary: Binary, more: MoreCriteria): boolean {
  const { undeclared, matches } = prepareMore(more, [])
  return undeclared.every((name) => matches(binary, name))
}

/** What a server declares, without the modifier. */
export function parameterOf(name: BinaryFilter): string {
  return name.replace(/:.*/, '')
}

function judgeOf(name: MoreName, text: string): (binary: Binary) => boolean {
  if (name === '_content') return () => true
  return matcherOf(criteriaOf(criterionOf(name, text)))
}

/** What the reader wrote, in FHIR's terms. */
function criterionOf(name: MoreName, text: string): Partial<BinaryCriteria> {
  switch (name) {
    case 'find':
      return { finds: [[text]] }
    case 'name':
      // Each word by itself, since nobody remembers their order; one or two letters would be in almost every name.
      return {
        names: wordsOf(text).map((word) => [
          { text: word, how: isShort(word) ? 'starts' : 'contains' },
        ]),
      }
    case 'security-context':
      return { securityContexts: [[text]] }
    case 'security-context:missing':
      return { securityContextMissing: true }
    case '_content':
      return { words: [[text]] }
    case 'content-type':
      return { contentTypes: [text.split(',')] }
    case '_lastUpdated':
      return { lastUpdated: datesOf(text) }
  }
}

/** `2026-05-01..2026-05-31` from the first day's beginning until before the next one's, in the reader's zone. */
function datesOf(range: string): BinaryCriteria['lastUpdated'] {
  const [first = '', last = ''] = range.split('..')
  const from = startOfDay(first)
  const before = startOfNextDay(last)
  return [
    ...(from === undefined ? [] : [[{ prefix: 'ge' as const, ...millisecond(from) }]]),
    ...(before === undefined ? [] : [[{ prefix: 'lt' as const, ...millisecond(before) }]]),
  ]
}

function millisecond(instant: string): { from: number; to: number } {
  const from = Date.parse(instant)
  return { from, to: from + 1 }
}
