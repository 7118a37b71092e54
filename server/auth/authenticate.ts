import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Token, TokenStore } from '#server/store/store.ts'

/** A token that lives as long as the process, beside those of the store. */
export interface SessionToken {
  token: Token
  /** Lower-case hex SHA-256: the text itself is kept nowhere. */
  hash: string
}

/**
 * Finds out for whom an `Authorization` header speaks.
 * @throws NotAuthenticated when it speaks for nobody
 */
export type Authenticate = (authorization: string | undefined) => Promise<Token>

/** Nobody is signed in by this header. The message tells the caller why. */
export class NotAuthenticated extends Error {
  /** As RFC 6750 §3.1 names it; none when there was no token at all. */
  readonly code: 'invalid_token' | undefined

  constructor(message: string, code?: 'invalid_token') {
    super(message)
    this.code = code
  }
}

/**
 * Authenticates bearer tokens (RFC 6750). Only hashes are compared: the store looks one up, and the session's is
 * compared in constant time.
 */
export function authenticateTokens(
  tokens: TokenStore,
  session: SessionToken | undefined,
  clock: () => Date,
): Authenticate {
  return async (authorization) => {
    const text = /^bearer +([\w\-.~+/]+=*) *$/i.exec(authorization ?? '')?.[1]
    if (text === undefined) {
      throw new NotAuthenticated('Send the header "Authorization: Bearer <token>".')
    }
    const hash = hashToken(text)
    const token = session && sameHash(hash, session.hash) ? session.token : await tokens.find(hash)
    if (!token) throw new NotAuthenticated('The token is not known.', 'invalid_token')
    if (token.expires !== undefined && Date.parse(token.expires) <= clock().getTime()) {
      throw new NotAuthenticated('The token has expired. Ask for a new one.', 'invalid_token')
    }
    return token
  }
}

function sameHash(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'))
}

/** The text of a new token, which nobody can guess. */
export function mintToken(): string {
  return randomBytes(32).toString('base64url')
}

/** A token that may do everything for as long as this process lives. Only its hash is kept. */
export function sessionToken(text: string, name: string, now: Date): SessionToken {
  return {
    hash: hashToken(text),
    token: {
      name,
      access: 'write',
      admin: true,
      organizations: 'all',
      created: now.toISOString(),
    },
  }
}

/** What the store knows a token by: the lower-case hex SHA-256 of its text. */
export function hashToken(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
