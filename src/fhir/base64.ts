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

/**
 * The same of a text in pieces, wherever it is cut.
 * @returns the bytes of each piece; good until the next ones
 * @throws InvalidBase64
 */
export function* decodeBase64Pieces(pieces: Iterable<string>): Generator<Uint8Array> {
  const decoder = new Base64Decoder()
  try {
    for (const piece of pieces) {
      decoder.begin(piece.length)
      readPiece(decoder, piece)
      yield decoder.decoded()
    }
    decoder.end()
  } catch (error) {
    throw error instanceof ScanError ? new InvalidBase64(error.offset) : error
  }
}

/** The platform says that something is wrong, the decoder says where. */
function faultOf(text: string): number {
  try {
    for (const _ of decodeBase64Pieces(piecesOf(text)));
  } catch (error) {
    if (error instanceof InvalidBase64) return error.offset
    throw error
  }
  return text.length
}

function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += PIECE) yield text.slice(at, at + PIECE)
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
