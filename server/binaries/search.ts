import { parseInstant } from '#fhir/instant.ts'
import { parseBinaryCriteria } from '#fhir/search-params.ts'
import type { BinaryCriteria } from '#server/store/binaries.ts'
import { Refusal } from './outcomes.ts'
import { readCursor, writeCursor } from './page-cursor.ts'
import { parseShape } from './shape.ts'
import type { Shape } from './shape.ts'

/** What a search or a history was asked for, and which parameters were used. */
export interface PageQuery {
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

/** Beside `STEERING`, which say how to answer rather than what. */
const KNOWN = {
  search: ['_id', '_language', '_count', '_elements', '_summary'],
  history: ['_count', '_since', '_elements', '_summary'],
}
const STEERING = new Set(['_format', '_pretty', '_cursor'])

/**
 * @param strict refuses parameters that are not known, which are otherwise ignored
 * @throws Refusal for a value that can't be read, and for a modifier, which would change what a parameter means
 *   (https://hl7.org/fhir/R4/search.html#modifiers)
 */
export function parsePageQuery(
  asked: URLSearchParams,
  kind: keyof typeof KNOWN,
  strict: boolean,
): PageQuery {
  const word = asked.get('_cursor')
  const walk = word === null ? undefined : readCursor(word)
  const params = walk ? new URLSearchParams(walk.query) : asked
  const used = new URLSearchParams()
  for (const [name, value] of params) {
    if (KNOWN[kind].includes(name)) {
      if (value.trim() !== '') used.append(name, value)
    } else if (KNOWN[kind].includes(name.split(':', 1)[0] ?? '')) {
      throw new Refusal(
        'invalid-request',
        `The modifier in "${name.slice(0, 60)}" is not supported.`,
      )
    } else if (strict && !STEERING.has(name)) {
      throw new Refusal('invalid-request', `There is no search parameter "${name.slice(0, 60)}".`)
    }
  }
  const { shape, summary } = parseShape(used)
  const since = parseSince(used.get('_since'))
  return {
    count: summary === 'count' ? 0 : parseCount(used),
    ...(walk && { cursor: walk.cursor }),
    ...(since !== undefined && { since }),
    criteria: parseBinaryCriteria(used),
    shape,
    used,
  }
}

/** The parameter of the next page: it carries the whole query, so that a POST's criteria stay out of the address. */
export function nextParams(query: PageQuery, cursor: string): URLSearchParams {
  return new URLSearchParams({ _cursor: writeCursor({ cursor, query: query.used.toString() }) })
}

/** A larger count is reduced to the maximum, and `self` says so. */
function parseCount(used: URLSearchParams): number {
  const text = used.get('_count')?.trim()
  if (text === undefined) return DEFAULT_COUNT
  if (!/^\d+$/.test(text))
    throw new Refusal('invalid-request', '_count must be a whole number, 0 or more.')
  const count = Math.min(Number(text), MAX_COUNT)
  used.set('_count', String(count))
  return count
}

function parseSince(text: string | null): string | undefined {
  if (text === null) return undefined
  // An unescaped plus arrives as a space, which no instant holds.
  const instant = parseInstant(text.trim().replace(/ /g, '+'))
  if (instant) return instant.toISOString()
  throw new Refusal(
    'invalid-request',
    '_since must be an instant with a time zone, such as 2026-05-03T10:15:00+02:00.',
  )
}
