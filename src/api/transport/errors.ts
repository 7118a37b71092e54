import type { OperationOutcome } from '#fhir/types.ts'

/** What went wrong, in the terms that callers branch on. An aborted request is not an error: it stays an `AbortError`. */
export type ErrorKind =
  | 'offline'
  /** There is a server, which does not allow this page to read its answers (CORS). */
  | 'cross-origin'
  | 'timeout'
  | 'bad-request'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'gone'
  | 'conflict'
  | 'precondition-failed'
  | 'too-large'
  | 'unsupported-media-type'
  | 'unprocessable'
  | 'rate-limited'
  | 'server'
  /** What is stored is damaged or missing, and the server says so instead of handing it out. */
  | 'damaged'
  | 'truncated'
  | 'not-fhir'
  | 'wrong-bundle'
  | 'invalid-base64'
  | 'content-mismatch'
  | 'unreadable-file'
  | 'blocked-link'

export interface ApiErrorFacts {
  method: string
  /** Below the API's base, without the query: identifiers stay out of reports. */
  path: string
  /** HTTP status, where there was an answer. */
  status?: number | undefined
  /** The answer's `X-Request-Id`. */
  requestId?: string | undefined
  outcome?: OperationOutcome | undefined
  /** Seconds, from `Retry-After`. */
  retryAfter?: number | undefined
  /** The request had not left as a whole when it ended, so that nothing can have been stored. */
  unsent?: boolean | undefined
  message?: string | undefined
  cause?: unknown
}

/** Everything that the api layer throws, translated once at its edge. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly kind: ErrorKind
  readonly method: string
  readonly path: string
  readonly status: number | undefined
  readonly requestId: string | undefined
  readonly outcome: OperationOutcome | undefined
  readonly retryAfter: number | undefined
  readonly unsent: boolean

  constructor(kind: ErrorKind, facts: ApiErrorFacts) {
    super(facts.message ?? `${facts.method} ${facts.path}: ${kind}`, { cause: facts.cause })
    this.kind = kind
    this.method = facts.method
    this.path = facts.path
    this.status = facts.status
    this.requestId = facts.requestId
    this.outcome = facts.outcome
    this.retryAfter = facts.retryAfter
    this.unsent = facts.unsent === true
  }
}

/** Whether it is an ApiError, and of one of these kinds when any are given. */
export function isApiError(error: unknown, ...kinds: ErrorKind[]): error is ApiError {
  return error instanceof ApiError && (kinds.length === 0 || kinds.includes(error.kind))
}

/** Somebody else has changed what was to be changed. */
export function isConflict(error: unknown): error is ApiError {
  return isApiError(error, 'conflict', 'precondition-failed')
}

/** Whether a server does not store anything under the id of what was deleted, so that a restore needs a new one. */
export function isRestoreRefused(error: unknown): boolean {
  return isApiError(error, 'not-found', 'gone') || (isApiError(error) && error.status === 405)
}

/**
 * Whether an error says something about what was asked for, such as that it is not there, and not about the moment:
 * only then may it be kept, or told as something that is known about the server.
 */
export function isFact(error: unknown): boolean {
  return isApiError(error) && (!isApiError(error, ...PASSING) || error.status === 501)
}

const PASSING: ErrorKind[] = [
  'offline',
  'cross-origin',
  'timeout',
  'unauthorized',
  'rate-limited',
  'server',
  'damaged',
  'truncated',
]

/** The caller gave up; nothing failed. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

const STATUS_KINDS: Record<number, ErrorKind> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  406: 'unsupported-media-type',
  408: 'timeout',
  409: 'conflict',
  410: 'gone',
  412: 'precondition-failed',
  413: 'too-large',
  415: 'unsupported-media-type',
  422: 'unprocessable',
  428: 'precondition-failed',
  429: 'rate-limited',
}

/** For a status other than 2xx. */
export function kindOfStatus(status: number): ErrorKind {
  return STATUS_KINDS[status] ?? (status >= 500 ? 'server' : 'bad-request')
}
