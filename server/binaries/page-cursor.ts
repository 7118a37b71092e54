import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { Refusal } from './outcomes.ts'

/** A walk along `next` links: the whole query, and where in its results the store is. */
export interface Walk {
  /** The store's own. */
  cursor: string
  /** The parameters that were used, as a query. */
  query: string
}

/**
 * The walk as one opaque word for an address. A query of thousands of ids, which only a POST can send, would make an
 * address that is too long: then it stays here, and the word only names it.
 */
export function writeCursor({ cursor, query }: Walk): string {
  const whole = encode([cursor, query])
  if (whole.length <= LONGEST) return whole
  const name = createHash('sha256').update(query).digest('base64url')
  remember(name, query)
  return encode([cursor, null, name])
}

/** @throws Refusal for a word that `writeCursor` did not write, or whose query is forgotten */
export function readCursor(word: string): Walk {
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
