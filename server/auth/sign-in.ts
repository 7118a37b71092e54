import { randomBytes, randomUUID } from 'node:crypto'
import type { SessionStore, SignInCodes, Store, Token } from '#server/store/store.ts'
import { hashToken, mintSession } from './authenticate.ts'

/** Milliseconds that a code is good for. */
export const CODE_LIFETIME = 10 * 60_000

const MINUTE = 60_000

/** Milliseconds that a session lasts at most, however much it is used: a long shift. */
const SESSION_LIFETIME = 12 * 60 * MINUTE

/** Milliseconds for which a use is not written down again. A session that is not used lasts that much longer than it may. */
const NOTE_EVERY = MINUTE

/** Sessions at once; whoever needs more has read access to what the server prints, and the oldest ends. */
const MOST_SESSIONS = 100

/** The text of a new code, which nobody can guess. */
export function mintCode(): string {
  return randomBytes(24).toString('base64url')
}

/**
 * Who is signed in beside the tokens of the store. A link carries a code, never a token, since a browser's history keeps
 * addresses whole: the code is exchanged for a token once, and is worthless then. Codes and sessions are in the store, as
 * hashes: every server on it knows them at once, and a restart ends none. The operator's own token is of this process alone.
 */
export class SignIn {
  readonly #admitted = new Map<string, Token>()
  readonly #codes: SignInCodes
  readonly #sessions: SessionStore
  readonly #clock: () => Date
  readonly #name: string
  readonly #idle: number
  /** Until when this process has kept sessions, by their hashes. */
  readonly #kept = new Map<string, number>()

  /**
   * @param name whose the sessions are, in versions and in the audit log
   * @param idleMinutes without a request, after which a session ends: its tab was closed, or is locked
   */
  constructor(
    { codes, sessions }: Pick<Store, 'codes' | 'sessions'>,
    { clock, name, idleMinutes }: { clock: () => Date; name: string; idleMinutes: number },
  ) {
    this.#idle = idleMinutes * MINUTE
    this.#codes = codes
    this.#sessions = sessions
    this.#clock = clock
    this.#name = name
  }

  /** A token that the operator chose. It may do everything, for as long as this process lives, and is kept nowhere. */
  admit(token: string): void {
    this.#admitted.set(hashToken(token), this.#tokenSince(this.#now()))
  }

  /** A code that can be exchanged once, within ten minutes, at any server. */
  async offer(): Promise<string> {
    const code = mintCode()
    const now = this.#now()
    const kept = { hash: hashToken(code), maker: randomUUID(), expires: now + CODE_LIFETIME }
    await this.#codes.keep(kept, now)
    return code
  }

  /**
   * @param record writes down who signs in, before the token is good: if it rejects there is none, and the code is as it was
   * @returns the text of a new token that may do everything; `undefined` for a code that is used, old or unknown
   */
  async exchange(
    code: string,
    record: (name: string) => Promise<void>,
  ): Promise<string | undefined> {
    const claim = await this.#codes.claim(hashToken(code), this.#now())
    if (claim === undefined) return undefined
    try {
      await record(this.#name)
      const token = mintSession()
      const begun = this.#now()
      const session = { hash: hashToken(token), begun, expires: this.#endOf(begun, begun) }
      const isBegun = await this.#sessions.begin(session, { claim, most: MOST_SESSIONS })
      return isBegun ? token : undefined
    } catch (error) {
      // Where not even that can be written, the claim lapses by itself.
      await this.#codes.release(claim).catch(() => undefined)
      throw error
    }
  }

  /**
   * Ends a session, at every server at once.
   * @param token its text
   * @returns false where it is none: other tokens are not ended here
   */
  end(token: string): Promise<boolean> {
    return this.#sessions.end(hashToken(token))
  }

  /** The operator's own. @param hash as `hashToken` makes it */
  readonly admitted = (hash: string): Token | undefined => this.#admitted.get(hash)

  /** Of a session, also one that has expired. @param hash as `hashToken` makes it */
  readonly session = async (hash: string): Promise<Token | undefined> => {
    const found = await this.#sessions.find(hash)
    if (!found) return undefined
    const now = this.#now()
    const expires = Math.max(found.expires, this.#kept.get(hash) ?? 0)
    const token = this.#tokenSince(found.begun)
    if (expires <= now) return { ...token, expires: instant(expires) }
    this.#keep(hash, { now, expires, until: this.#endOf(found.begun, now) })
    return { ...token, expires: instant(found.begun + SESSION_LIFETIME) }
  }

  /** When one ends that was used last at that time. */
  #endOf(begun: number, used: number): number {
    return Math.min(begun + SESSION_LIFETIME, used + this.#idle + NOTE_EVERY)
  }

  /**
   * Moves the end of a session that is used. Nobody waits for that, or is refused where it can't be written: this process
   * knows it all the same.
   */
  #keep(hash: string, { now, expires, until }: { now: number; expires: number; until: number }) {
    if (Math.abs(until - expires) < NOTE_EVERY) return
    for (const [one, end] of this.#kept) if (end <= now) this.#kept.delete(one)
    this.#kept.set(hash, until)
    this.#sessions.keep(hash, until).catch(() => undefined)
  }

  #tokenSince(at: number): Token {
    const created = instant(at)
    return { name: this.#name, access: 'write', admin: true, organizations: 'all', created }
  }

  #now(): number {
    return this.#clock().getTime()
  }
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
