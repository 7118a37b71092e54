import { randomBytes } from 'node:crypto'
import type { SignInCodes, Token } from '#server/store/store.ts'
import { hashToken, mintToken } from './authenticate.ts'

/** Milliseconds that a code is good for. */
export const CODE_LIFETIME = 10 * 60_000

/** Sessions at once; whoever needs more has read access to what the server prints, and the oldest ends. */
const MOST_SESSIONS = 100

/** The text of a new code, which nobody can guess. */
export function mintCode(): string {
  return randomBytes(24).toString('base64url')
}

/**
 * Who is signed in beside the tokens of the store, for as long as this process lives. A link carries a code, never a
 * token, since a browser's history keeps addresses whole: the code is exchanged for a token once, and is worthless then. Of codes and
 * tokens only hashes are kept.
 */
export class SignIn {
  readonly #sessions = new Map<string, Token>()
  /** Those that codes were exchanged for, oldest first: the operator's own is never ended. */
  readonly #minted = new Set<string>()
  readonly #codes = new Map<string, number>()
  readonly #kept: SignInCodes
  readonly #clock: () => Date
  readonly #name: string

  /**
   * @param kept codes that another process made, such as `npm run admin -- link`
   * @param name whose the sessions are, in versions and in the audit log
   */
  constructor(kept: SignInCodes, { clock, name }: { clock: () => Date; name: string }) {
    this.#kept = kept
    this.#clock = clock
    this.#name = name
  }

  /** A token that the operator chose. It may do everything. */
  admit(token: string): void {
    this.#begin(token)
  }

  /** A code that can be exchanged once, within ten minutes. */
  offer(): string {
    const code = mintCode()
    this.#codes.set(hashToken(code), this.#now() + CODE_LIFETIME)
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
    const hash = hashToken(code)
    const own = this.#codes.get(hash)
    this.#codes.delete(hash)
    const expires = own ?? (await this.#kept.take(hash))
    if (expires === undefined || this.#now() >= expires) return undefined
    try {
      await record(this.#name)
    } catch (error) {
      this.#codes.set(hash, expires)
      throw error
    }
    const token = mintToken()
    this.#minted.add(this.#begin(token))
    const [oldest] = this.#minted
    if (oldest !== undefined && this.#minted.size > MOST_SESSIONS) {
      this.#sessions.delete(oldest)
      this.#minted.delete(oldest)
    }
    return token
  }

  /** @param hash as `hashToken` makes it */
  readonly find = (hash: string): Token | undefined => this.#sessions.get(hash)

  #begin(text: string): string {
    const hash = hashToken(text)
    this.#sessions.set(hash, {
      name: this.#name,
      access: 'write',
      admin: true,
      organizations: 'all',
      created: this.#clock().toISOString(),
    })
    return hash
  }

  #now(): number {
    return this.#clock().getTime()
  }
}
