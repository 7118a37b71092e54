import type { ScanError, ScanErrorKind } from '#fhir/json/scan-error.ts'

export type BodyErrorKind =
  | ScanErrorKind
  /** Valid JSON, but not an object where a resource is expected. */
  | 'not-an-object'
  /** The connection broke before the body's end, so nobody reads the answer. */
  | 'client-gone'

/** A request's body that can't be read. The message may be shown to the caller: it repeats nothing of the body. */
export class BodyError extends Error {
  readonly kind: BodyErrorKind
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
    if (details?.offset !== undefined) this.offset = details.offset
  }
}

export function bodyErrorOf(error: ScanError): BodyError {
  return new BodyError(error.kind, error.message, { offset: error.offset })
}
