import * as oauth from 'oauth4webapi'
import { isRecord } from '#lib/is-record.ts'
import { SignInError } from './problems.ts'

/**
 * An address to go to: no script or data address, and protected as the issuer's own is.
 * @param issuer as `config.json` has it
 */
export function endpoint(
  as: oauth.AuthorizationServer,
  name: 'authorization_endpoint' | 'end_session_endpoint',
  issuer: string,
): URL {
  const url = URL.parse(as[name] ?? '')
  const isPlain = url?.protocol === 'http:' && issuer.startsWith('http:')
  if (!url || (url.protocol !== 'https:' && !isPlain))
    throw new SignInError('misconfigured', `The provider names no ${name} that may be used`)
  return url
}

/** What a provider says of itself. */
export interface Discovered {
  as: oauth.AuthorizationServer
  /** SMART on FHIR: the provider wants to be told which server the token is for. */
  smart: boolean
}

/**
 * Asks the issuer for its description: OpenID Connect's, and where there is none, that of SMART on FHIR
 * (https://hl7.org/fhir/smart-app-launch/conformance.html), whose issuer is the address of the FHIR server.
 */
export async function discover(issuer: string, signal: AbortSignal): Promise<Discovered> {
  const url = new URL(issuer)
  const options = { signal, [oauth.allowInsecureRequests]: url.protocol === 'http:' }
  const answer = await oauth.discoveryRequest(url, options)
  if (answer.status !== 404) {
    return { as: await oauth.processDiscoveryResponse(url, answer), smart: false }
  }
  const init: RequestInit = { headers: { Accept: 'application/json' }, signal, redirect: 'manual' }
  const second = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/smart-configuration`, init)
  // Neither is there: the first answer says it best.
  if (second.status === 404) await oauth.processDiscoveryResponse(url, answer)
  const found: unknown = second.ok ? await second.json() : undefined
  if (!isRecord(found) || typeof found['token_endpoint'] !== 'string')
    throw new oauth.OperationProcessingError('The SMART configuration is not one', {
      cause: second,
    })
  const named = typeof found['issuer'] === 'string' ? found['issuer'] : issuer
  return { as: { ...found, issuer: named }, smart: true }
}

/** Whoever waits for what others wait for too may go. */
export function orAbort<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    promise.then(resolve, reject)
  })
}
