import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { parseInstant } from '#fhir/instant.ts'
import { parseBinaryCriteria } from '#fhir/search-params.ts'
import type { BinaryCriteria } from '#server/store/binaries.ts'
import { Refusal } from './outcomes.ts'
import { parseShape, type Shape } from './shape.ts'

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

/** A walk along `next` links: the whole query, and where in its results the store is. */
interface Walk {
  /** The store's own. */
  cursor: string
  /** The parameters that were used, as a query. */
  query: string
}

/**
 * The walk as one opaque word for an address. A query of thousands of ids, which only a POST can send, would make an
 * address that is too long: then it stays here, and the word only names it.
 */
function writeCursor({ cursor, query }: Walk): string {
  const whole = encode([cursor, query])
  if (whole.length <= LONGEST) return whole
  const name = createHash('sha256').update(query).digest('base64url')
  remember(name, query)
  return encode([cursor, null, name])
}

/** @throws Refusal for a word that `writeCursor` did not write, or whose query is forgotten */
function readCursor(word: string): Walk {
  const [cursor, query, name] = decode(word) ?? []
  if (typeof cursor !== 'string') {
    throw new Refusal(
      'invalid-request',
      '_cursor was not issued by this server: follow the links as they are.',
    )
  }
  if (typeof query === 'string') return { cursor, query }
  const kept = typeof name === 'string' ? remembered.get(name) : undefined
  if (kept !== undefined) return { cursor, query: kept }
  throw new Refusal('invalid-request', 'This search has expired: start it again.')
}

/** Characters of a word; addresses of 8,000 pass everywhere. */
const LONGEST = 4000

/** Queries by name, the one used last at the end; the oldest are dropped first. */
const remembered = new Map<string, string>()
const MOST_CHARACTERS = 16 * 1024 ** 2
let characters = 0

function remember(name: string, query: string): void {
  forget(name)
  remembered.set(name, query)
  characters += query.length
  for (const oldest of remembered.keys()) {
    if (characters <= MOST_CHARACTERS) return
    forget(oldest)
  }
}

function forget(name: string): void {
  characters -= remembered.get(name)?.length ?? 0
  remembered.delete(name)
}

function encode(json: unknown): string {
  return deflateRawSync(JSON.stringify(json)).toString('base64url')
}

function decode(word: string): unknown[] | undefined {
  try {
    const text = inflateRawSync(Buffer.from(word, 'base64url'), { maxOutputLength: 1024 ** 2 })
    const json: unknown = JSON.parse(text.toString())
    return Array.isArray(json) ? json : undefined
  } catch {
    return undefined
  }
}
