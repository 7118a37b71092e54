import {
  AuthorizationResponseError,
  JWT_TIMESTAMP_CHECK,
  OperationProcessingError,
  ResponseBodyError,
} from 'oauth4webapi'

/** Why a sign-in, or its renewal, came to nothing. */
type ProblemKind =
  /** No answer from the provider, or one that says that it is not well. */
  | 'away'
  /** Whoever was asked did not agree. */
  | 'declined'
  /** The provider wants to see the person before it says anything. */
  | 'ask-anew'
  /** What came back was not asked for in this browser, or was used already. */
  | 'not-begun-here'
  /** Somebody else than the provider that was asked answers (RFC 9207). */
  | 'wrong-issuer'
  | 'clock'
  /** The screen was locked, and the provider did not ask who is there. */
  | 'not-asked'
  /** The page did not come over HTTPS, without which browsers do no PKCE. */
  | 'insecure'
  /** Signed out here, but perhaps not at the provider. */
  | 'half-signed-out'
  /** The provider knows the console otherwise than the console knows itself, or answers what nobody understands. */
  | 'misconfigured'

export interface SignInProblem {
  kind: ProblemKind
  /** For whoever runs the servers; never a token or a code. */
  details: string
}

/** Why nobody was signed in: the provider, or our server, which the provider's token does not open. */
export type SignInFailure =
  | { by: 'provider'; problem: SignInProblem }
  | { by: 'server'; error: unknown }

/** The server does not accept what the provider has given. */
export class RefusedByServer extends Error {
  constructor(cause: unknown) {
    super('The server does not accept the token of the provider.', { cause })
  }
}

/** What is thrown by everything that speaks with the provider, translated once; an abort stays an `AbortError`. */
export class SignInError extends Error {
  override readonly name = 'SignInError'
  readonly problem: SignInProblem

  constructor(kind: ProblemKind, details: string, cause?: unknown) {
    super(details, { cause })
    this.problem = { kind, details }
  }
}

/** Codes of OAuth 2.0 (RFC 6749 section 4.1.2.1) and OpenID Connect Core (section 3.1.2.6). */
const KINDS: Readonly<Record<string, ProblemKind>> = {
  access_denied: 'declined',
  login_required: 'ask-anew',
  interaction_required: 'ask-anew',
  consent_required: 'ask-anew',
  account_selection_required: 'ask-anew',
  invalid_grant: 'ask-anew',
  temporarily_unavailable: 'away',
  server_error: 'away',
}

/** Translates what went wrong between the console and the provider. What holds a token or a code is left out. */
export function problemOf(error: unknown): SignInProblem {
  if (error instanceof SignInError) return error.problem
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const { error: code, error_description: said } = error
    const parts = [code, said].filter((part) => part !== undefined)
    const details = inOneLine(parts.join(': '), LONGEST_DETAILS)
    const isAway = error instanceof ResponseBodyError && isStatusOfAway(error.status)
    return { kind: isAway ? 'away' : (KINDS[code] ?? 'misconfigured'), details }
  }
  // `fetch` says no more than this, and a time that has run out is no other thing.
  if (error instanceof TypeError && !('code' in error))
    return { kind: 'away', details: error.message }
  if (isTimeout(error)) return { kind: 'away', details: 'No answer within 20 seconds' }
  if (error instanceof OperationProcessingError) {
    const { cause, code, message } = error
    if (cause instanceof Response && isStatusOfAway(cause.status))
      return { kind: 'away', details: `Status ${cause.status}` }
    return { kind: code === JWT_TIMESTAMP_CHECK ? 'clock' : 'misconfigured', details: message }
  }
  return { kind: 'misconfigured', details: error instanceof Error ? error.message : 'Unknown' }
}

/** Characters of what somebody else says, who may have written it into the address. */
const LONGEST_DETAILS = 300

/** A text of somebody else's, without what hides letters or turns them around, as any page shows it. */
export function inOneLine(text: string, longest: number): string {
  const plain = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
  return new RegExp(`^.{0,${longest}}`, 'u').exec(plain.trim())?.[0].trim() ?? ''
}

/** Translates what went wrong with a sign-in. */
export function failureOf(error: unknown): SignInFailure {
  return error instanceof RefusedByServer
    ? { by: 'server', error: error.cause }
    : { by: 'provider', problem: problemOf(error) }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError'
}

function isStatusOfAway(status: number): boolean {
  return status >= 500 || status === 429
}
