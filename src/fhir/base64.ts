import { Base64Decoder } from './json/base64-decoder.ts'
import { ScanError } from './json/scan-error.ts'

/** Text that is not base64; `offset` counts characters from the start of the text. */
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
 * The bytes of base64 as `Base64Decoder` takes it, which is the one rule for all of both programs: white space (line
 * breaks above all) may stand anywhere, padding is due, and the bits that the last group does not use are zero.
 * @throws InvalidBase64
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' })
  } catch {
    throw new InvalidBase64(faultOf(text))
  }
}

/** The platform says that something is wrong, the decoder says where. */
function faultOf(text: string): number {
  const decoder = new Base64Decoder()
  try {
    for (let at = 0; at < text.length; at += PIECE) {
      decoder.begin(PIECE)
      readPiece(decoder, text.slice(at, at + PIECE))
    }
    decoder.end()
  } catch (error) {
    if (error instanceof ScanError) return error.offset
    throw error
  }
  return text.length
}

/** At once, unless the fault is in it: whoever sends megabytes with one at their end must not hold all others. */
function readPiece(decoder: Base64Decoder, piece: string): void {
  let at = 0
  for (; at < piece.length && decoder.missing() > 0; at += 1)
    decoder.character(piece.charCodeAt(at))
  if (at === piece.length || decoder.text(piece.slice(at))) return
  for (; at < piece.length; at += 1) decoder.character(piece.charCodeAt(at))
}

/** Characters; what is decoded on the way to the fault is forgotten after each. */
const PIECE = 4096
