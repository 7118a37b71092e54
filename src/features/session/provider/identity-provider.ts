import * as oauth from 'oauth4webapi'
import type { SignInConfig } from '#site/console-config.ts'
import type { Grant } from '../credentials.ts'
import { checkAsked, checkIssuer, givenBy, withClockOf, type Given } from './answers.ts'
import { discover, endpoint, orAbort, type Discovered } from './discovery.ts'
import type { PendingSignIn } from './pending.ts'
import { SignInError } from './problems.ts'
import type { Flag } from './remembered.ts'

/** `ask`: whoever is at the screen, unless the provider knows. `silent`: nobody. `anew`: even if the provider knows. */
export type Asking = 'ask' | 'silent' | 'anew'

/** The identity provider, as the console speaks to it. Everything throws what `problemOf` translates. */
export interface IdentityProvider {
  /** What the tab has to keep, and where it has to go. */
  request(asking: Asking, place: string, signal: AbortSignal): Promise<SignInRequest>
  /** @param parameters of the address that the provider has led back to */
  exchange(parameters: string, pending: PendingSignIn, signal: AbortSignal): Promise<Given>
  /** The next token of the same person. */
  renew(current: Given): Promise<Given>
  /** Ends what the refresh token is good for; whether that has arrived nobody waits to know. @returns where the provider's own session ends */
  end(grant: Grant | undefined, signal: AbortSignal): Promise<string | undefined>
}

/** A sign-in that is about to begin. */
export interface SignInRequest {
  pending: PendingSignIn
  url: string
}

/** How long the provider may take to answer. Milliseconds. */
const PATIENCE = 20_000

/**
 * @param here the one address of the console that is registered at the provider
 * @param saysWhen whether the provider has ever said when it asked for a password: it does not stop doing so
 */
export function createIdentityProvider(
  config: SignInConfig,
  here: string,
  saysWhen: Flag,
): IdentityProvider {
  let known: ReturnType<typeof discover> | undefined
  const parties: Parties = {
    config,
    here,
    saysWhen,
    client: { client_id: config.clientId },
    server: async (signal) => {
      if (!('subtle' in crypto))
        throw new SignInError('insecure', 'The page did not come over https')
      known ??= discover(config.issuer, AbortSignal.timeout(PATIENCE)).catch((error: unknown) => {
        known = undefined
        throw error
      })
      return orAbort(known, signal)
    },
    options: (signal) => ({
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
      [oauth.allowInsecureRequests]: config.issuer.startsWith('http:'),
      additionalParameters: pick(config.parameters, 'resource'),
    }),
  }
  return {
    request: (asking, place, signal) => prepare(parties, asking, place, signal),
    exchange: (parameters, pending, signal) => exchange(parties, parameters, pending, signal),
    renew: (current) => renew(parties, current),
    end: (grant, signal) => end(parties, grant, signal),
  }
}

/** The console, and the provider as it describes itself. */
interface Parties {
  config: SignInConfig
  here: string
  saysWhen: Flag
  client: oauth.Client
  server: (signal: AbortSignal) => Promise<Discovered>
  options: (signal: AbortSignal) => oauth.TokenEndpointRequestOptions
}

async function prepare(
  { config, here, server }: Parties,
  asking: Asking,
  place: string,
  signal: AbortSignal,
): Promise<SignInRequest> {
  const { as, smart } = await server(signal)
  const pending = {
    state: oauth.generateRandomState(),
    verifier: oauth.generateRandomCodeVerifier(),
    nonce: oauth.generateRandomNonce(),
    place,
    ...(asking === 'anew' && { askedAt: Date.now() }),
  }
  const url = endpoint(as, 'authorization_endpoint', config.issuer)
  const parameters = {
    ...config.parameters,
    ...(smart && { aud: config.issuer }),
    ...PROMPTS[asking],
    client_id: config.clientId,
    redirect_uri: here,
    response_type: 'code',
    scope: config.scopes,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { pending, url: url.href }
}

async function exchange(
  { client, here, saysWhen, server, options }: Parties,
  parameters: string,
  pending: PendingSignIn,
  signal: AbortSignal,
): Promise<Given> {
  const { as } = await server(signal)
  const returned = new URLSearchParams(parameters)
  checkIssuer(as, returned)
  const answer = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    oauth.None(),
    oauth.validateAuthResponse(as, client, returned, pending.state),
    here,
    pending.verifier,
    options(signal),
  )
  const found = await oauth.processAuthorizationCodeResponse(
    as,
    await withClockOf(answer, client),
    answer,
    { expectedNonce: pending.nonce, requireIdToken: true },
  )
  const claims = oauth.getValidatedIdTokenClaims(found)
  if (pending.askedAt !== undefined)
    checkAsked(claims, Date.now() - pending.askedAt, saysWhen.get())
  if (claims?.auth_time !== undefined) saysWhen.set(true)
  return givenBy(found, claims, undefined)
}

async function renew({ client, server, options }: Parties, current: Given): Promise<Given> {
  const never = new AbortController().signal
  const { as } = await server(never)
  const { refreshToken } = current.grant
  if (refreshToken === undefined) throw new SignInError('ask-anew', 'There is no refresh token')
  const answer = await oauth.refreshTokenGrantRequest(
    as,
    client,
    oauth.None(),
    refreshToken,
    options(never),
  )
  const clocked = await withClockOf(answer, client)
  const found = await oauth.processRefreshTokenResponse(as, clocked, answer)
  return givenBy(found, oauth.getValidatedIdTokenClaims(found), current)
}

async function end(
  { config, client, here, server, options }: Parties,
  grant: Grant | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { as } = await server(signal)
  if (grant?.refreshToken !== undefined && as.revocation_endpoint !== undefined) {
    const leaving = { ...options(signal), [oauth.customFetch]: fetchWhileLeaving }
    oauth
      .revocationRequest(as, client, oauth.None(), grant.refreshToken, leaving)
      .catch(() => undefined)
  }
  if (as.end_session_endpoint === undefined) return undefined
  const url = endpoint(as, 'end_session_endpoint', config.issuer)
  // Without the ID token as a hint: no token may be in an address, and not every provider takes a form there.
  url.searchParams.set('client_id', config.clientId)
  url.searchParams.set('post_logout_redirect_uri', here)
  return url.href
}

/**
 * Seconds, a year: longer than any provider remembers anybody. Some say when they asked only where there is a bound, and
 * what was said before a lock has to be said after it.
 */
const LONG = '31536000'

const PROMPTS: Record<Asking, Record<string, string>> = {
  ask: { max_age: LONG },
  silent: { prompt: 'none', max_age: LONG },
  // Both, and the answer says when the person was asked (OpenID Connect Core 1.0 section 3.1.2.1).
  anew: { prompt: 'login', max_age: '0' },
}

/** The page may be gone before there is an answer. */
function fetchWhileLeaving(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, keepalive: true })
}

function pick(from: Readonly<Record<string, string>>, name: string): Record<string, string> {
  const value = from[name]
  return value === undefined ? {} : { [name]: value }
}
