import { createHash, randomBytes } from 'node:crypto'
import type { Token, TokenStore } from '#server/store/store.ts'

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
 * Authenticates bearer tokens (RFC 6750). Only hashes are compared, of which nobody can try one that begins as another does.
 * @param session finds those beside the store's by their hash
 */
export function authenticateTokens(
  tokens: TokenStore,
  session: (hash: string) => Token | undefined,
  clock: () => Date,
): Authenticate {
  return async (authorization) => {
    const text = /^bearer +([\w\-.~+/]+=*) *$/i.exec(authorization ?? '')?.[1]
    if (text === undefined) {
      throw new NotAuthenticated('Send the header "Authorization: Bearer <token>".')
    }
    const hash = hashToken(text)
    const token = session(hash) ?? (await tokens.find(hash))
    if (!token) throw new NotAuthenticated('The token is not known.', 'invalid_token')
    if (token.expires !== undefined && Date.parse(token.expires) <= clock().getTime()) {
      throw new NotAuthenticated('The token has expired. Ask for a new one.', 'invalid_token')
    }
    return token
  }
}

/** The text of a new token, which nobody can guess. */
export function mintToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What the store knows a token by: the lower-case hex SHA-256 of its text. */
export function hashToken(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
