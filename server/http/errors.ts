import { InvalidBase64 } from '#fhir/base64.ts'
import { formatETag } from '#fhir/etag.ts'
import { httpDate } from '#fhir/instant.ts'
import { CONTENT_FAULT_SYSTEM } from '#fhir/outcome.ts'
import { PatchFailed } from '#fhir/patch/json-patch.ts'
import { NotAJsonPatch } from '#fhir/patch/parse-json-patch.ts'
import type { Coding, OperationOutcome, OutcomeIssue } from '#fhir/types.ts'
import { NotAuthenticated, ProviderAway } from '#server/auth/authenticate.ts'
import { Refusal } from '#server/binaries/outcomes.ts'
import {
  BadCursor,
  ContentDamaged,
  ContentLost,
  DatabaseDamaged,
  StoreAway,
  StoreBusy,
  StoreFull,
} from '#server/store/errors.ts'
import { BodyError } from './body/body-error.ts'
import { MemoryFull } from './memory-budget.ts'

/**
 * Everything that can be wrong, with its HTTP status and its code of http://hl7.org/fhir/issue-type: no other file says
 * with which status something is refused.
 */
const KINDS = {
  'bad-request': [400, 'invalid'],
  // Of parameters, headers and bodies.
  'invalid-request': [400, 'invalid'],
  'invalid-resource': [400, 'invalid'],
  'not-a-patch': [400, 'invalid'],
  'malformed-json': [400, 'structure'],
  truncated: [400, 'structure'],
  'not-an-object': [400, 'structure'],
  limits: [400, 'too-costly'],
  'invalid-base64': [400, 'value'],
  'invalid-data': [400, 'value'],
  'invalid-content': [400, 'value'],
  'client-gone': [400, 'incomplete'],
  // Of who asks.
  'not-authenticated': [401, 'login'],
  forbidden: [403, 'forbidden'],
  // Of what there is.
  'not-found': [404, 'not-found'],
  'method-not-allowed': [405, 'not-supported'],
  'not-acceptable': [406, 'not-supported'],
  'request-timeout': [408, 'timeout'],
  // Something else is there, or not all of it.
  conflict: [409, 'conflict'],
  deleted: [410, 'deleted'],
  stale: [412, 'conflict'],
  'unsupported-version': [412, 'not-supported'],
  'too-large': [413, 'too-long'],
  'address-too-long': [414, 'too-long'],
  'unsupported-type': [415, 'not-supported'],
  'range-not-satisfiable': [416, 'value'],
  'expectation-failed': [417, 'not-supported'],
  // Of what a field holds, or a patch does.
  'invalid-field': [422, 'value'],
  'patch-test-failed': [422, 'conflict'],
  'patch-path-missing': [422, 'not-found'],
  'patch-forbidden': [422, 'value'],
  locked: [423, 'lock-error'],
  'too-many': [429, 'throttled'],
  'headers-too-long': [431, 'too-long'],
  // https://tus.io/protocols/resumable-upload#checksum
  'checksum-mismatch': [460, 'value'],
  // Of the server.
  failed: [500, 'exception'],
  'unsupported-coding': [501, 'not-supported'],
  'unsupported-http': [505, 'not-supported'],
  'content-damaged': [500, 'exception'],
  'content-missing': [500, 'exception'],
  'try-again': [503, 'transient'],
  unavailable: [503, 'exception'],
  'database-damaged': [503, 'exception'],
  'disk-full': [507, 'no-store'],
} as const satisfies Record<string, readonly [status: number, code: string]>

export type ProblemKind = keyof typeof KINDS

export const PROBLEM_KINDS = Object.keys(KINDS) as ProblemKind[]

/**
 * A request that can't be answered as asked: thrown anywhere below a route, answered as an OperationOutcome
 * (https://hl7.org/fhir/R4/operationoutcome.html). Its message is for the caller, so it names nothing of
 * another organization and repeats no content.
 */
export class Problem extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly outcome: OperationOutcome

  constructor(kind: ProblemKind, diagnostics: string, extra: Omit<Description, 'kind'> = {}) {
    super(diagnostics)
    const [status, code] = KINDS[kind]
    this.status = status
    this.headers = {
      ...(status === 503 && { 'retry-after': AGAIN[kind] ?? '5' }),
      ...extra.headers,
    }
    this.outcome = outcomeOf({
      severity: 'error',
      code,
      diagnostics,
      ...(extra.coding && { details: { coding: [extra.coding] } }),
      ...(extra.expression !== undefined && { expression: [extra.expression] }),
    })
  }
}

/** The answer for a caller that asked for an OperationOutcome instead of what it stored. */
export function success(diagnostics: string): OperationOutcome {
  return outcomeOf({ severity: 'information', code: 'informational', diagnostics })
}

/**
 * What a caller is told whose request is done, where something beside it is not as it should be.
 * @param code of http://hl7.org/fhir/issue-type
 */
export function warning(code: string, diagnostics: string): OperationOutcome {
  return outcomeOf({ severity: 'warning', code, diagnostics })
}

/** Seconds after which what is 503 may have changed: who asks goes by it, as do proxies. */
const AGAIN: Partial<Record<ProblemKind, string>> = {
  'try-again': '1',
  // Until somebody has restored it.
  'database-damaged': '60',
}

/** What the caller is told about an error. The cause of a fault of the server is only logged, under the request id. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const { kind, ...more } = describe(error)
  if (kind === 'failed') {
    return new Problem(
      kind,
      'The server failed. Its log says more, under the X-Request-Id of this answer.',
    )
  }
  if (kind === 'disk-full') return new Problem(kind, NO_ROOM)
  if (kind === 'database-damaged') return new Problem(kind, DAMAGED)
  return new Problem(kind, messageOf(error), more)
}

const DAMAGED = 'The database of the server is damaged. Whoever runs it has to restore a backup.'

const NO_ROOM =
  'The server has no disk space left, so nothing was stored. Whoever runs it has to make room, then the same can be sent again.'

interface Description {
  kind: ProblemKind
  expression?: string | undefined
  headers?: Record<string, string>
  /** What a program branches on, beyond the issue's code. */
  coding?: Coding
}

function describe(error: unknown): Description {
  if (error instanceof Refusal) {
    return { kind: error.kind, expression: error.expression, headers: headersOf(error) }
  }
  if (error instanceof BodyError) {
    const isData = error.kind === 'invalid-base64' || error.kind === 'invalid-data'
    return { kind: error.kind, ...(isData && { expression: 'Binary.data' }) }
  }
  if (error instanceof NotAuthenticated) {
    const { code, message } = error
    const challenge = code === undefined ? '' : `, error="${code}", error_description="${message}"`
    const header = `Bearer realm="Binnacle"${challenge}`
    return { kind: 'not-authenticated', headers: { 'www-authenticate': header } }
  }
  if (error instanceof ProviderAway) return { kind: 'unavailable' }
  if (error instanceof NotAJsonPatch) return { kind: 'not-a-patch' }
  if (error instanceof PatchFailed) return { kind: `patch-${error.reason}` }
  if (error instanceof InvalidBase64) return { kind: 'invalid-content', expression: 'Binary.data' }
  if (error instanceof BadCursor) return { kind: 'invalid-request' }
  if (error instanceof ContentLost || error instanceof StoreBusy || error instanceof MemoryFull) {
    return { kind: 'try-again' }
  }
  if (error instanceof DatabaseDamaged) return { kind: 'database-damaged' }
  if (error instanceof ContentDamaged) {
    const coding = { system: CONTENT_FAULT_SYSTEM, code: error.fault }
    return { kind: `content-${error.fault}`, coding }
  }
  if (error instanceof StoreAway) return { kind: 'unavailable' }
  return { kind: frameworkKind(error) ?? serverKind(error) }
}

/** What a caller who has to reconcile needs beside the words. */
function headersOf({ kind, version }: Refusal): Record<string, string> {
  if (!version) return {}
  const etag = formatETag(version.versionId)
  return kind === 'deleted' ? { etag, 'last-modified': httpDate(version.lastUpdated) } : { etag }
}

function messageOf(error: unknown): string {
  if (error instanceof InvalidBase64) {
    return `data is not valid base64: see the character at offset ${error.offset}.`
  }
  if (error instanceof BadCursor) {
    return '_cursor was not issued by this server: follow the links as they are.'
  }
  if (error instanceof ContentDamaged) return FAULTS[error.fault]
  const kind = frameworkKind(error)
  if (kind === 'unsupported-type') return 'A body of this Content-Type can not be read.'
  if (kind) return 'The request can not be read.'
  return error instanceof Error ? error.message : String(error)
}

/** The log names the content. */
const FAULTS = {
  damaged:
    'The stored content is damaged, so it is not handed out. Uploading the same bytes again repairs it.',
  missing: 'The stored content is missing. Uploading the same bytes again repairs it.',
}

/** What Fastify refuses by itself. */
function frameworkKind(error: unknown): ProblemKind | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || !('code' in error)) return undefined
  const { statusCode, code } = error
  if (typeof code !== 'string' || !code.startsWith('FST_')) return undefined
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return undefined
  if (statusCode === 413) return 'too-large'
  if (statusCode === 414) return 'address-too-long'
  return statusCode === 415 ? 'unsupported-type' : 'bad-request'
}

function serverKind(error: unknown): ProblemKind {
  if (error instanceof StoreFull) return 'disk-full'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (FULL.has(code)) return 'disk-full'
  return AWAY.has(code) ? 'unavailable' : 'failed'
}

/** Of the file system: no room left, on the disk or in what this user or process may write. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
/** Of the file system: it may only be read, or the disk or its connection fails. */
const AWAY = new Set(['EROFS', 'EIO', 'ESTALE', 'ENXIO', 'ENODEV'])

function outcomeOf(issue: OutcomeIssue): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: [issue] }
}
