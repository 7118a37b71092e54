import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import type { LongQueries, LongQueryKey, Room } from '#server/store/store.ts'
import { Problem } from '../errors.ts'

/** A walk along `next` links: the whole query, and where in its results the store is. */
export interface Walk {
  /** The store's own. */
  cursor: string
  /** The parameters that were used, as a query. */
  query: string
}

/** Whose walks: what one token asks for in one organization tells nothing to another, and pushes nothing of another's out. */
type Asker = { token?: { subject: string } }

/** The walks of one owner, as words for an address. */
export interface OwnWalks {
  /** @throws what the store throws, where it can't remember a query that has to be */
  write(walk: Walk): Promise<string>
  /** @throws Problem for a word that `write` did not write for this owner, or whose query is forgotten */
  read(word: string): Promise<Walk>
}

interface Remembering {
  longQueries: LongQueries
  room: Pick<Room, 'check'>
}

interface WalkOptions {
  clock: () => Date
  /** Bytes of all queries that are remembered. */
  most?: number
}

/**
 * Walks as opaque words for an address, so that a POST's criteria stay out of it. A query of thousands of ids, which only a
 * POST can send, would make an address that is too long: then it is in the store, as long as there is room and somebody
 * walks, and the word only names it, for whoever asked it. So whichever server is asked for the next page knows it.
 */
export class Walks {
  readonly #store: Remembering
  readonly #now: () => number
  readonly #most: number

  constructor(store: Remembering, { clock, most = MOST_BYTES }: WalkOptions) {
    this.#store = store
    this.#now = () => clock().getTime()
    this.#most = most
  }

  /** For one request. */
  of(organizationId: string, { token }: Asker): OwnWalks {
    const subject = token?.subject ?? ''
    // That of this request is in the store, and was seen there.
    let fresh: string | undefined
    return {
      write: async ({ cursor, query }) => {
        const whole = query.length > TOO_LONG ? undefined : encode([cursor, query])
        if (whole !== undefined && whole.length <= LONGEST) return whole
        const name = createHash('sha256').update(query).digest()
        if (fresh !== query) await this.#remember(keyOf(name), query)
        fresh = query
        return encode([cursor, null, name.toString('base64url')])
      },
      read: async (word) => {
        const [cursor, query, name] = decode(word) ?? []
        if (typeof cursor !== 'string') {
          throw new Problem(
            'invalid-request',
            '_cursor was not issued by this server: follow the links as they are.',
          )
        }
        if (typeof query === 'string') return { cursor, query }
        const kept = isName(name)
          ? await this.#store.longQueries.find(keyOf(Buffer.from(name, 'base64url')))
          : undefined
        if (kept === undefined)
          throw new Problem('invalid-request', 'This search has expired: start it again.')
        if (this.#isFresh(kept.used)) fresh = kept.query
        return { cursor, query: kept.query }
      },
    }

    function keyOf(name: Uint8Array): LongQueryKey {
      return { organizationId, subject, name: Buffer.from(name).toString('hex') }
    }
  }

  async #remember(key: LongQueryKey, query: string): Promise<void> {
    const { longQueries, room } = this.#store
    const used = await longQueries.used(key)
    if (used !== undefined && this.#isFresh(used)) return
    const keep = () => longQueries.keep(key, query, { now: this.#now(), most: this.#most })
    if (used === undefined) {
      // What is kept of the disk is for what is needed to go on.
      await room.check()
      await keep()
    } else {
      // It is there: a page is not refused because that can not be made to last longer.
      await keep().catch(() => undefined)
    }
  }

  /** Whether it is remembered long enough, so that a page writes nothing. */
  #isFresh(used: number): boolean {
    return Math.abs(this.#now() - used) < TOUCH_EVERY
  }
}

/** Milliseconds for which a query is remembered that nobody walks along. */
export const WALK_LIFETIME = 24 * 60 * 60_000

/** Milliseconds; much less than the above. */
const TOUCH_EVERY = 10 * 60_000

/** Of all organizations: of queries of 5,000 ids, some 180 of them. */
const MOST_BYTES = 32 * 1024 ** 2

/** Characters of a word; addresses of 8,000 pass everywhere. */
const LONGEST = 4000

/** Characters of a query that is not even tried to be packed into one: it would take milliseconds, and for nothing. */
const TOO_LONG = 32 * 1024

function isName(name: unknown): name is string {
  return typeof name === 'string' && /^[\w-]{43}$/.test(name)
}

function encode(json: unknown): string {
  return deflateRawSync(JSON.stringify(json)).toString('base64url')
}

function decode(word: string): unknown[] | undefined {
  try {
    const text = inflateRawSync(Buffer.from(word, 'base64url'), { maxOutputLength: 1024 ** 2 })
    const json: unknown = parseExactly(text.toString())
    return Array.isArray(json) ? json : undefined
  } catch {
    return undefined
  }
}
