import { ScanError } from './scan-error.ts'

/**
 * The text of whole UTF-8, a byte order mark kept as a character.
 * @param offset the place of `bytes[0]` in the body, for the error, or what tells that of each byte
 * @throws ScanError `malformed-json`
 */
export function decodeUtf8(
  bytes: Uint8Array,
  offset: number | ((index: number) => number),
): string {
  try {
    return new TextDecoder('utf-8', FATAL).decode(bytes)
  } catch {
    const fault = faultOf(bytes)
    const at = typeof offset === 'number' ? offset + fault : offset(fault)
    throw new ScanError('malformed-json', at, `The body is not UTF-8 at byte ${at}.`)
  }
}

/** How many bytes from the start are, or may still become, UTF-8: what is sound at one length is so at every shorter one. */
function faultOf(bytes: Uint8Array): number {
  let sound = soundPieces(bytes)
  // Where the last character that is sound begins.
  let start = Math.max(0, sound - 1)
  while (start > 0 && isContinuation(bytes[start] ?? 0)) start -= 1
  let unsound = Math.min(sound + PIECE, bytes.length) + 1
  while (unsound - sound > 1) {
    const middle = (sound + unsound) >> 1
    if (mayBecomeUtf8(bytes.subarray(start, middle))) sound = middle
    else unsound = middle
  }
  return sound
}

/** How many bytes from the start are sound, in whole pieces: a long body is gone through once. */
function soundPieces(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', FATAL)
  let at = 0
  try {
    for (; at < bytes.length; at += PIECE)
      decoder.decode(bytes.subarray(at, at + PIECE), { stream: true })
    return bytes.length
  } catch {
    return at
  }
}

function mayBecomeUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', FATAL).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0
}

/** Bytes. */
const PIECE = 1 << 14
const FATAL = { fatal: true, ignoreBOM: true } as const
