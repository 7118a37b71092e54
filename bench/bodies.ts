import { randomBytes } from 'node:crypto'

/** A request's body that is made as it is sent: a gibibyte takes the memory of one piece. */
export interface Body {
  contentType: string
  /** Bytes on the wire. */
  length: number
  chunks: () => Iterable<Uint8Array>
}

/** Bytes of a piece: a multiple of 3, so that base64 of pieces is base64 of the whole. */
const PIECE = 3 * 64 * 1024
const piece = randomBytes(PIECE)
const pieceBase64 = Buffer.from(piece.toString('base64'))

/** The bytes themselves. No two bodies are the same, since a server may store the same bytes only once. */
export function rawBody(size: number): Body {
  const head = randomBytes(Math.min(size, PIECE))
  return {
    contentType: 'application/octet-stream',
    length: size,
    *chunks() {
      yield head
      let left = size - head.length
      for (; left >= PIECE; left -= PIECE) yield piece
      if (left > 0) yield piece.subarray(0, left)
    },
  }
}

/** The same as a Binary with `data`. */
export function jsonBody(size: number): Body {
  const before = Buffer.from(
    '{"resourceType":"Binary","contentType":"application/octet-stream","data":"',
  )
  const after = Buffer.from('"}')
  const head = Buffer.from(randomBytes(Math.min(size, PIECE)).toString('base64'))
  const rest = Math.max(0, size - PIECE)
  const last = Buffer.from(piece.subarray(0, rest % PIECE).toString('base64'))
  const pieces = Math.floor(rest / PIECE)
  return {
    contentType: 'application/fhir+json',
    length: before.length + head.length + pieces * pieceBase64.length + last.length + after.length,
    *chunks() {
      yield before
      yield head
      for (let sent = 0; sent < pieces; sent += 1) yield pieceBase64
      if (last.length > 0) yield last
      yield after
    },
  }
}
