import { createHash, randomBytes } from 'node:crypto'
import type { Token, TokenStore } from '#server/store/store.ts'
import type { Permits } from './oidc/scopes.ts'

/** Somebody who makes requests, and what they may do. */
export interface Principal extends Omit<Token, 'created'> {
  /** What is theirs is kept under it: the same for the same person, whatever they are called. */
  subject: string
  /** What the token at hand may be used for. */
  permits: Permits
}

/**
 * Finds out for whom an `Authorization` header speaks.
 * @throws NotAuthenticated when it speaks for nobody; ProviderAway when that can't be known now
 */
export type Authenticate = (authorization: string | undefined) => Promise<Principal>

/** Nobody is signed in by this header. The message tells the caller why. */
export class NotAuthenticated extends Error {
  /** As RFC 6750 §3.1 names it; none when there was no token at all. */
  readonly code: 'invalid_token' | undefined

  constructor(message: string, code?: 'invalid_token') {
    super(message)
    this.code = code
  }
}

/** The keys of the identity provider are not known, so that nobody's token of it can be checked. */
export class ProviderAway extends Error {
  constructor() {
    super('The identity provider can not be asked whose token this is. Try again.')
  }
}

/** Finds tokens beside the store's by their hashes. */
export interface OtherTokens {
  /** Those of this process. */
  admitted(hash: string): Token | undefined
  /** Those that `mintSession` made. */
  session(hash: string): Promise<Token | undefined>
}

/**
 * Authenticates bearer tokens (RFC 6750). Only hashes are compared, of which nobody can try one that begins as another does.
 * Each request asks the store once: how a token begins says where it is.
 * @param people knows whose a token of the identity provider is; of all others it knows nothing
 */
export function authenticateTokens(
  tokens: TokenStore,
  others: OtherTokens,
  clock: () => Date,
  people: (text: string) => Promise<Principal | undefined> = async () => undefined,
): Authenticate {
  return async (authorization) => {
    const text = bearerOf(authorization)
    if (text === undefined) {
      throw new NotAuthenticated('Send the header "Authorization: Bearer <token>".')
    }
    const person = await people(text)
    if (person) return person
    const hash = hashToken(text)
    const token =
      others.admitted(hash) ??
      (await (text.startsWith(SESSION) ? others.session(hash) : tokens.find(hash)))
    if (!token) throw new NotAuthenticated('The token is not known.', 'invalid_token')
    if (token.expires !== undefined && Date.parse(token.expires) <= clock().getTime()) {
      throw new NotAuthenticated('The token has expired. Ask for a new one.', 'invalid_token')
    }
    return { ...token, subject: token.name, permits: 'all' }
  }
}

/** The token in an `Authorization` header (RFC 6750 §2.1); `undefined` where there is none. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer +([\w\-.~+/]+=*) *$/i.exec(authorization ?? '')?.[1]
}

/** Whether an `Authorization` header holds the token of a session, good or not. */
export function isOfSession(authorization: string | undefined): boolean {
  return bearerOf(authorization)?.startsWith(SESSION) === true
}

/** How the token of a session begins, and no other one. */
const SESSION = 'bns_'

/** The text of a new session's token, which nobody can guess. */
export function mintSession(): string {
  return `${SESSION}${randomBytes(32).toString('base64url')}`
}

/** What the store knows a token by: the lower-case hex SHA-256 of its text. */
export function hashToken(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
