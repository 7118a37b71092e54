import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { Problem } from '../errors.ts'

/** A walk along `next` links: the whole query, and where in its results the store is. */
interface Walk {
  /** The store's own. */
  cursor: string
  /** The parameters that were used, as a query. */
  query: string
}

/** Whose walks: what one token asks for in one organization tells nothing to another, and pushes nothing of another's out. */
type Asker = { token?: { subject: string } }

/** The walks of one owner, as words for an address. */
export interface OwnWalks {
  write(walk: Walk): string
  /** @throws Problem for a word that `write` did not write for this owner, or whose query is forgotten */
  read(word: string): Walk
}

/**
 * Walks as opaque words for an address, so that a POST's criteria stay out of it. A query of thousands of ids, which only a
 * POST can send, would make an address that is too long: then it stays here, as long as there is room, and the word only
 * names it, for whoever asked it.
 */
export class Walks {
  /** Queries by organization, then by token and name, the one used last at the end. */
  readonly #remembered = new Map<string, Remembered>()
  readonly #mostCharacters: number
  #characters = 0

  /** @param mostCharacters of all queries that are remembered */
  constructor(mostCharacters = 16 * 1024 ** 2) {
    this.#mostCharacters = mostCharacters
  }

  of(organization: string, { token }: Asker): OwnWalks {
    const keyOf = (name: string) => `${name} ${token?.subject}`
    return {
      write: ({ cursor, query }) => {
        const whole = encode([cursor, query])
        if (whole.length <= LONGEST) return whole
        const name = createHash('sha256').update(query).digest('base64url')
        this.#remember(organization, keyOf(name), query)
        return encode([cursor, null, name])
      },
      read: (word) => {
        const [cursor, query, name] = decode(word) ?? []
        if (typeof cursor !== 'string') {
          throw new Problem(
            'invalid-request',
            '_cursor was not issued by this server: follow the links as they are.',
          )
        }
        if (typeof query === 'string') return { cursor, query }
        const own = this.#remembered.get(organization)?.queries
        const kept = typeof name === 'string' ? own?.get(keyOf(name)) : undefined
        if (kept !== undefined) return { cursor, query: kept }
        throw new Problem('invalid-request', 'This search has expired: start it again.')
      },
    }
  }

  #remember(organization: string, key: string, query: string): void {
    this.#forget(organization, key)
    const own = this.#remembered.get(organization) ?? { queries: new Map(), characters: 0 }
    this.#remembered.set(organization, own)
    own.queries.set(key, query)
    own.characters += query.length
    this.#characters += query.length
    while (this.#characters > this.#mostCharacters) this.#makeRoom()
  }

  /** The oldest of whoever takes most goes: who takes less than a fair share keeps what they have. */
  #makeRoom(): void {
    let most: [string, Remembered] | undefined
    for (const one of this.#remembered)
      if (!most || one[1].characters > most[1].characters) most = one
    const [oldest] = most?.[1].queries.keys() ?? []
    if (most && oldest !== undefined) this.#forget(most[0], oldest)
  }

  #forget(organization: string, key: string): void {
    const own = this.#remembered.get(organization)
    const size = own?.queries.get(key)?.length
    if (!own || size === undefined) return
    own.queries.delete(key)
    own.characters -= size
    this.#characters -= size
    if (own.queries.size === 0) this.#remembered.delete(organization)
  }
}

interface Remembered {
  queries: Map<string, string>
  characters: number
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
