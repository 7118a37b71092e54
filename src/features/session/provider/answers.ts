import * as oauth from 'oauth4webapi'
import { isRecord } from '#lib/is-record.ts'
import type { AcceptedToken, Grant } from '../credentials.ts'
import { inOneLine, SignInError } from './problems.ts'

/** What the provider gives for a code or a refresh token; the server has not been asked about it yet. */
export interface Given extends AcceptedToken {
  grant: Grant
}

/** Before anything else is believed of it (RFC 9207). */
export function checkIssuer(as: oauth.AuthorizationServer, parameters: URLSearchParams): void {
  const issuer = parameters.get('iss')
  const isMissing = issuer === null && as.authorization_response_iss_parameter_supported === true
  if (isMissing || (issuer !== null && issuer !== as.issuer))
    throw new SignInError('wrong-issuer', `Expected ${as.issuer}, found ${issuer ?? 'nothing'}`)
}

/**
 * Whether the provider has asked since the lock, or the sign-out, by its own clock.
 * @param since milliseconds that have passed since then
 * @param saysWhen it has said when it asked for anybody here before; one that never did is believed
 */
export function checkAsked(
  claims: oauth.IDToken | undefined,
  since: number,
  saysWhen: boolean,
): void {
  if (claims?.auth_time === undefined) {
    // Each sign-in wants to know: whoever sits there has taken the question out of the address.
    if (saysWhen) throw new SignInError('not-asked', 'It does not say when it asked')
    return
  }
  if (claims.iat - claims.auth_time > since / 1000 + ROUNDED)
    throw new SignInError('not-asked', `Asked ${claims.iat - claims.auth_time} seconds before`)
}

/** Seconds: both times come without their fractions, and one provider may be several machines. */
const ROUNDED = 2

/**
 * Whether a sign-in is older than the lock, or the sign-out, after which each has to ask: such a window may have been left
 * open at the provider. Times in milliseconds since the epoch.
 */
export function beganBefore(
  lock: number | undefined,
  askedAt: number | undefined,
  now: number,
): boolean {
  if (lock === undefined) return false
  if (askedAt === undefined) return true
  // A lock of the future means that the clock was set back.
  return askedAt < lock && lock <= now
}

/** The ID token was made this moment, so that it tells how far the clock of this machine is from the provider's. */
export async function withClockOf(answer: Response, client: oauth.Client): Promise<oauth.Client> {
  const json: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined)
  const idToken = isRecord(json) ? json['id_token'] : undefined
  const payload = typeof idToken === 'string' ? idToken.split('.')[1] : undefined
  try {
    const bytes = Uint8Array.fromBase64(payload ?? '', { alphabet: 'base64url' })
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    const issuedAt = isRecord(claims) ? claims['iat'] : undefined
    if (typeof issuedAt !== 'number') return client
    return { ...client, [oauth.clockSkew]: issuedAt - Math.floor(Date.now() / 1000) }
  } catch {
    // What it is instead is said by whoever reads it next.
    return client
  }
}

/** @param current what is renewed: it stays somebody's own, and what is not given anew is still good */
export function givenBy(
  found: oauth.TokenEndpointResponse,
  claims: oauth.IDToken | undefined,
  current: Given | undefined,
): Given {
  const subject = claims ? subjectOf(claims) : current?.grant.subject
  if (subject === undefined || (current && subject !== current.grant.subject))
    throw new SignInError('ask-anew', 'The provider gave the token of somebody else')
  if (found.token_type !== 'bearer')
    throw new SignInError('misconfigured', `The token is of type ${found.token_type}`)
  const name = current?.name ?? nameIn(claims)
  return {
    token: found.access_token,
    subject,
    subjectFrom: 'provider',
    ...(name !== undefined && { name }),
    grant: {
      subject,
      generation: crypto.getRandomValues(new Uint8Array(8)).toHex(),
      refreshToken: found.refresh_token ?? current?.grant.refreshToken,
      receivedAt: Date.now(),
      expiresIn: found.expires_in,
    },
  }
}

/**
 * Unique only together (OpenID Connect Core 1.0 section 5.7). Written as for a token that our server explains, which names
 * people of the provider so: one who pastes an access token is the same person.
 */
function subjectOf({ iss, sub }: oauth.IDToken): string {
  if (sub.length > LONGEST_SUBJECT)
    throw new SignInError('misconfigured', `The subject has ${sub.length} characters`)
  return `server:oidc:${JSON.stringify([iss, sub])}`
}

/** Characters (OpenID Connect Core 1.0 section 2). */
const LONGEST_SUBJECT = 255

const LONGEST_NAME = 80

function nameIn(claims: oauth.IDToken | undefined): string | undefined {
  const names = [claims?.['name'], claims?.['preferred_username'], claims?.['email']]
  return names
    .map((name) => (typeof name === 'string' ? inOneLine(name, LONGEST_NAME) : ''))
    .find((name) => name !== '')
}
