export type ScanErrorKind =
  /** The bytes can't become JSON any more. */
  | 'malformed-json'
  /** The bytes end before the JSON does. */
  | 'truncated'
  /** Nested too deeply. */
  | 'limits'
  /** More JSON than is taken. */
  | 'too-large'
  /** `data` is not base64; the only kind whose offset counts characters of the base64 text. */
  | 'invalid-base64'
  /** `data` stands twice, or is not a string. */
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

/** RFC 8259 §7: characters below U+0020 stand in a string as escapes only. */
export function controlCharacter(offset: number): ScanError {
  const message = `A control character inside a string must be written as an escape (byte ${offset}).`
  return new ScanError('malformed-json', offset, message)
}

const EXPECTED = {
  value: 'a value',
  'first-value': 'a value or "]"',
  key: 'a name in double quotes',
  'first-key': 'a name in double quotes or "}"',
  colon: '":"',
  'after-member': '"," or "}"',
  'after-item': '"," or "]"',
  end: 'the end, since the JSON is complete,',
  escape: 'one of the characters that JSON escapes',
  hex: 'a hexadecimal digit',
  word: 'true, false or null',
  minus: 'a digit',
  zero: 'the end of the number',
  integer: 'a digit',
  point: 'a digit',
  fraction: 'a digit',
  exponent: 'a sign or a digit',
  'exponent-sign': 'a digit',
  'exponent-digits': 'a digit',
  after: 'the end',
} as const

/** What the grammar of JSON waits for, and finds something else instead. */
export function unexpected(state: keyof typeof EXPECTED, offset: number): ScanError {
  const message = `This is not JSON: ${EXPECTED[state]} was due at byte ${offset}.`
  return new ScanError('malformed-json', offset, message)
}
