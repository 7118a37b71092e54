import { parseInstant } from '#fhir/instant.ts'
import { parseBinaryCriteria } from '#fhir/search-params.ts'
import type { BinaryCriteria } from '#server/store/store.ts'
import { readCursor, writeCursor } from './page-cursor.ts'
import { Problem } from './problem.ts'
import { parseShape } from './shape.ts'
import type { Shape } from './shape.ts'

/** What a search or a history was asked for, and which of it counted. */
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

/** Beside the ones that steer every request: `_format` and `_pretty` say how, not what. */
const KNOWN = {
  search: ['_id', '_language', '_count', '_elements', '_summary'],
  history: ['_count', '_since', '_elements', '_summary'],
}
const STEERING = new Set(['_format', '_pretty', '_cursor'])

/**
 * @param strict refuses parameters that are not known, which are otherwise ignored
 * @throws Problem 400 for a value that can't be read, and for a modifier, which would change what a parameter means
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
      throw new Problem(400, `The modifier in "${name.slice(0, 60)}" is not supported.`)
    } else if (strict && !STEERING.has(name)) {
      throw new Problem(400, `There is no search parameter "${name.slice(0, 60)}".`)
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

/** The parameter of the page after: it carries the whole question, so that a POST's criteria stay out of the address. */
export function nextParams(query: PageQuery, cursor: string): URLSearchParams {
  return new URLSearchParams({ _cursor: writeCursor({ cursor, query: query.used.toString() }) })
}

/** Above the most it gives the most, and `self` says so. */
function parseCount(used: URLSearchParams): number {
  const text = used.get('_count')?.trim()
  if (text === undefined) return DEFAULT_COUNT
  if (!/^\d+$/.test(text)) throw new Problem(400, '_count must be a whole number, 0 or more.')
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
    400,
    '_since must be an instant with a time zone, such as 2026-05-03T10:15:00+02:00.',
  )
}
