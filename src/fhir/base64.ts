/** Base64 that breaks RFC 4648 §4; `offset` counts characters from the start of the text. */
export class InvalidBase64 extends Error {
  readonly offset: number

  constructor(offset: number) {
    super(`Invalid base64 at character ${offset}.`)
    this.name = 'InvalidBase64'
    this.offset = offset
  }
}

/** Padded base64 in one line. For content that may be large, encode slices of a multiple of three bytes. */
export function encodeBase64(bytes: Uint8Array): string {
  return bytes.toBase64()
}

/**
 * White space (line breaks above all) may stand anywhere; padding is due. Bits beyond the last byte are ignored, as
 * other encoders leave some there.
 * @throws InvalidBase64
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' })
  } catch {
    const fault = faultOf(text)
    if (fault !== undefined) throw new InvalidBase64(fault)
    return Uint8Array.fromBase64(text, { lastChunkHandling: 'loose' })
  }
}

/** Where the text stops being base64. A loop, since no regular expression may run over content. */
function faultOf(text: string): number | undefined {
  let digits = 0
  let padding = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (isWhiteSpace(code)) continue
    if (code === 0x3d) {
      padding += 1
      if (padding > 2 || digits % 4 < 2 || (digits + padding) % 4 === 1) return i
    } else if (padding > 0 || !isDigit(code)) {
      return i
    } else {
      digits += 1
    }
  }
  return (digits + padding) % 4 === 0 ? undefined : text.length
}

function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0x0c
}

function isDigit(code: number): boolean {
  return (
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2b ||
    code === 0x2f
  )
}
