import type { ScanError, ScanErrorKind } from '#fhir/json/scan-error.ts'

export type BodyErrorKind =
  | ScanErrorKind
  /** Sound JSON, but no object where a resource is due. */
  | 'not-an-object'
  /** The connection broke before the body's end, so nobody reads the answer. */
  | 'client-gone'

/** A request's body that can't be taken. The message may be shown to the caller: it repeats nothing of the body. */
export class BodyError extends Error {
  readonly kind: BodyErrorKind
  /** The HTTP status that says so. */
  readonly status: 400 | 413
  /** A code of http://hl7.org/fhir/issue-type */
  readonly code: string
  /** The field at fault, as OperationOutcome.issue.expression names it. */
  readonly expression?: string
  /** Bytes from the body's start; for `invalid-base64` characters from the start of `data`. */
  readonly offset?: number

  constructor(
    kind: BodyErrorKind,
    message: string,
    details?: { offset?: number; cause?: unknown },
  ) {
    super(message, details?.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'BodyError'
    this.kind = kind
    this.status = kind === 'too-large' ? 413 : 400
    this.code = CODES[kind]
    if (kind === 'invalid-base64' || kind === 'invalid-data') this.expression = 'Binary.data'
    if (details?.offset !== undefined) this.offset = details.offset
  }
}

export function bodyErrorOf(error: ScanError): BodyError {
  return new BodyError(error.kind, error.message, { offset: error.offset })
}

const CODES: Record<BodyErrorKind, string> = {
  'malformed-json': 'structure',
  truncated: 'structure',
  'not-an-object': 'structure',
  limits: 'too-costly',
  'too-large': 'too-long',
  'invalid-base64': 'value',
  'invalid-data': 'value',
  'client-gone': 'incomplete',
}
