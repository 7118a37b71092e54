import { timingSafeEqual } from 'node:crypto'
import type { Token, TokenStore } from '#server/store/store.ts'
import { hashToken } from '#server/store/token-hash.ts'
import { Problem } from './problem.ts'

/** A token that lives as long as the process, beside those of the store. */
export interface SessionToken {
  token: Token
  /** Lower-case hex SHA-256: the text itself is kept nowhere. */
  hash: string
}

export type Authenticate = (authorization: string | undefined) => Promise<Token>

/**
 * Who an `Authorization` header speaks for (RFC 6750). Only hashes are compared: the store looks one up, and the
 * session's is compared in constant time.
 * @returns a function that throws Problem 401 when it speaks for nobody
 */
export function authenticator(
  tokens: TokenStore,
  session: SessionToken | undefined,
  clock: () => Date,
): Authenticate {
  return async (authorization) => {
    const text = /^bearer +([\w\-.~+/]+=*) *$/i.exec(authorization ?? '')?.[1]
    if (text === undefined) {
      throw refused('Send the header "Authorization: Bearer <token>".', undefined)
    }
    const hash = hashToken(text)
    const token = session && sameHash(hash, session.hash) ? session.token : await tokens.find(hash)
    if (!token) throw refused('The token is not known here.', 'invalid_token')
    if (token.expires !== undefined && Date.parse(token.expires) <= clock().getTime()) {
      throw refused('The token has expired. Ask for a new one.', 'invalid_token')
    }
    return token
  }
}

function sameHash(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'))
}

function refused(diagnostics: string, error: string | undefined): Problem {
  const challenge =
    error === undefined ? '' : `, error="${error}", error_description="${diagnostics}"`
  return new Problem(401, diagnostics, {
    headers: { 'www-authenticate': `Bearer realm="Binnacle"${challenge}` },
  })
}
