import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { Problem } from '../errors.ts'

/** A walk along `next` links: the whole query, and where in its results the store is. */
export interface Walk {
  /** The store's own. */
  cursor: string
  /** The parameters that were used, as a query. */
  query: string
}

/**
 * Walks as opaque words for an address, so that a POST's criteria stay out of it. A query of thousands of ids, which only a
 * POST can send, would make an address that is too long: then it stays here, as long as there is room, and the word only
 * names it.
 */
export class Walks {
  /** Queries by name, the one used last at the end; the oldest are dropped first. */
  readonly #remembered = new Map<string, string>()
  readonly #mostCharacters: number
  #characters = 0

  /** @param mostCharacters of all queries that are remembered */
  constructor(mostCharacters = 16 * 1024 ** 2) {
    this.#mostCharacters = mostCharacters
  }

  write({ cursor, query }: Walk): string {
    const whole = encode([cursor, query])
    if (whole.length <= LONGEST) return whole
    const name = createHash('sha256').update(query).digest('base64url')
    this.#remember(name, query)
    return encode([cursor, null, name])
  }

  /** @throws Problem for a word that `write` did not write, or whose query is forgotten */
  read(word: string): Walk {
    const [cursor, query, name] = decode(word) ?? []
    if (typeof cursor !== 'string') {
      throw new Problem(
        'invalid-request',
        '_cursor was not issued by this server: follow the links as they are.',
      )
    }
    if (typeof query === 'string') return { cursor, query }
    const kept = typeof name === 'string' ? this.#remembered.get(name) : undefined
    if (kept !== undefined) return { cursor, query: kept }
    throw new Problem('invalid-request', 'This search has expired: start it again.')
  }

  #remember(name: string, query: string): void {
    this.#forget(name)
    this.#remembered.set(name, query)
    this.#characters += query.length
    for (const oldest of this.#remembered.keys()) {
      if (this.#characters <= this.#mostCharacters) return
      this.#forget(oldest)
    }
  }

  #forget(name: string): void {
    this.#characters -= this.#remembered.get(name)?.length ?? 0
    this.#remembered.delete(name)
  }
}

/** Characters of a word; addresses of 8,000 pass everywhere. */
const LONGEST = 4000

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
