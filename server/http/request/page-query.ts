import { parseInstant } from '#fhir/instant.ts'
import { criteriaOf, type BinaryCriteria } from '#fhir/search/criteria.ts'
import { shapeOf, SUMMARIES } from '#server/binaries/shape.ts'
import type { Shape, Summary } from '#server/binaries/shape.ts'
import type { SearchRequest } from '#server/store/binaries.ts'
import { Problem } from '../errors.ts'
import {
  isSort,
  readCriteria,
  readOrder,
  refuseTooLong,
  saysSomething,
  SORT_PROBLEM,
} from './search-query.ts'
import type { OwnWalks, Walk } from './walks.ts'

/** What a search or a history was asked for, and which parameters were used. */
export interface PageQuery extends Pick<SearchRequest, 'sort' | 'total'> {
  count: number
  /** The store's own. */
  cursor?: string
  /** UTC. */
  since?: string
  criteria: BinaryCriteria
  shape: Shape
  /** The parameters that were used, as the `self` link names them. */
  used: URLSearchParams
}

export const DEFAULT_COUNT = 50
export const MAX_COUNT = 500

/** Beside criteria, which a search has, and `STEERING`, which say how to answer rather than what. */
const KNOWN = {
  search: ['_count', '_sort', '_total', '_elements', '_summary'],
  history: ['_count', '_since', '_elements', '_summary'],
}
const STEERING = new Set(['_format', '_pretty', '_cursor'])

/**
 * @param strict refuses parameters that are not known, which are otherwise ignored
 * @param walk of `readWalk`, whose query takes the place of what was asked
 * @throws Problem for a value that can't be read, and for a modifier, which would change what a parameter means
 *   (https://hl7.org/fhir/R4/search.html#modifiers)
 */
export function parsePageQuery(
  asked: URLSearchParams,
  kind: keyof typeof KNOWN,
  { strict, walk }: { strict: boolean; walk: Walk | undefined },
): PageQuery {
  const params = walk ? new URLSearchParams(walk.query) : asked
  const used = new URLSearchParams()
  if (kind === 'search') refuseTooLong(params)
  for (const [name, value] of params) {
    const says = kind === 'search' ? saysSomething(name, value) : undefined
    if (says !== undefined) {
      if (says) used.append(name, value)
    } else if (kind === 'search' && name === '_sort' && !isSort(value)) {
      if (strict) throw new Problem('invalid-request', SORT_PROBLEM)
    } else if (KNOWN[kind].includes(name)) {
      if (value.trim() !== '') used.append(name, value)
    } else if (KNOWN[kind].includes(name.split(':', 1)[0] ?? '')) {
      throw new Problem(
        'invalid-request',
        `The modifier in "${name.slice(0, 60)}" is not supported.`,
      )
    } else if (strict && !STEERING.has(name)) {
      throw new Problem('invalid-request', `There is no search parameter "${name.slice(0, 60)}".`)
    }
  }
  const { shape, summary } = parseShape(used)
  const since = parseSince(used.get('_since'))
  return {
    count: summary === 'count' ? 0 : parseCount(used),
    ...(walk && { cursor: walk.cursor }),
    ...(since !== undefined && { since }),
    criteria: kind === 'search' ? readCriteria(used) : criteriaOf(),
    ...readOrder(used),
    shape,
    used,
  }
}

/** The walk that a request goes on with. @throws Problem as `OwnWalks` does */
export async function readWalk(asked: URLSearchParams, walks: OwnWalks): Promise<Walk | undefined> {
  const word = asked.get('_cursor')
  return word === null ? undefined : walks.read(word)
}

/**
 * The links of a page: to itself, and on while there is more.
 * @param next the store's cursor of the next page
 * @param path absolute, where the `self` link leads
 */
export async function pageLinks(
  query: PageQuery,
  next: string | undefined,
  { path, walks }: { path: string; walks: OwnWalks },
): Promise<{ self: string; next?: string }> {
  const asked = query.used.toString()
  const word = (cursor: string) => walks.write({ cursor, query: asked })
  const self = new URLSearchParams(query.used)
  if (query.cursor !== undefined) self.set('_cursor', await word(query.cursor))
  return {
    self: self.size === 0 ? path : `${path}?${self.toString()}`,
    ...(next !== undefined && query.count > 0 && { next: `${path}?_cursor=${await word(next)}` }),
  }
}

/**
 * `_elements` and `_summary`; where both are given, `_elements` wins, being more exact.
 * @throws Problem for a summary that R4 does not know
 */
export function parseShape(params: URLSearchParams): { shape: Shape; summary?: Summary } {
  const asked = given(params, '_summary')
  const summary = SUMMARIES.find((known) => known === asked)
  if (asked !== null && summary === undefined) {
    throw new Problem('invalid-request', `_summary must be one of ${SUMMARIES.join(', ')}.`)
  }
  const names = params
    .getAll('_elements')
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().replace(/^Binary\./, ''))
    .filter((name) => name !== '')
  return { shape: shapeOf(names, summary), ...(summary && { summary }) }
}

/** A parameter's value; blank ones are as good as none (https://hl7.org/fhir/R4/search.html). */
export function given(params: URLSearchParams, name: string): string | null {
  const value = params.get(name)
  return value?.trim() === '' ? null : value
}

/** A larger count is reduced to the maximum, and `self` says so. */
function parseCount(used: URLSearchParams): number {
  const text = used.get('_count')?.trim()
  if (text === undefined) return DEFAULT_COUNT
  if (!/^\d+$/.test(text))
    throw new Problem('invalid-request', '_count must be a whole number, 0 or more.')
  const count = Math.min(Number(text), MAX_COUNT)
  used.set('_count', String(count))
  return count
}

function parseSince(text: string | null): string | undefined {
  if (text === null) return undefined
  // An unescaped plus arrives as a space, which no instant holds.
  const instant = parseInstant(text.trim().replace(/ /g, '+'))
  if (instant) return instant.toISOString()
  throw new Problem(
    'invalid-request',
    '_since must be an instant with a time zone, such as 2026-05-03T10:15:00+02:00.',
  )
}
