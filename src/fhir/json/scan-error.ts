export type ScanErrorKind =
  /** The bytes can't become JSON any more. */
  | 'malformed-json'
  /** The bytes end before the JSON does. */
  | 'truncated'
  /** Nested too deeply. */
  | 'limits'
  /** More JSON than is taken. */
  | 'too-large'
  /** `data` is no base64; the only kind whose offset counts characters of the base64 text. */
  | 'invalid-base64'
  /** `data` stands twice, or is no string. */
  | 'invalid-data'

/** What is wrong with a body, and where. The message never repeats what the body said. */
export class ScanError extends Error {
  readonly kind: ScanErrorKind
  /** Bytes from the body's start, a byte order mark included; for `invalid-base64` characters from the start of `data`. */
  readonly offset: number

  constructor(kind: ScanErrorKind, offset: number, message: string) {
    super(message)
    this.name = 'ScanError'
    this.kind = kind
    this.offset = offset
  }
}
