import { big } from '../detection/head.ts'

/** The identifier of plain data, as the type of what was signed. */
const DATA = '06092a864886f70d010701'

/** Bytes at the beginning in which the content begins; before it stand the names of digests only. */
const HEAD = 1024

/**
 * What is left of the content of a signed file that is cut or damaged: the octets that follow the identifier of their
 * type, in one piece or in several. `undefined` where the content does not begin.
 */
export function salvageContent(
  bytes: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> | undefined {
  const found = bytes.subarray(0, HEAD).toHex().indexOf(DATA)
  if (found === -1 || found % 2 === 1) return undefined
  const outer = readHead(bytes, (found + DATA.length) / 2)
  if (outer?.tag !== 0xa0) return undefined
  const string = readHead(bytes, outer.start)
  if (string?.tag === 0x04) return bytes.slice(string.start, string.end)
  if (string?.tag !== 0x24) return undefined
  const pieces: BlobPiece[] = []
  for (let at = string.start; at < string.end;) {
    const piece = readHead(bytes, at)
    if (piece?.tag !== 0x04) break
    pieces.push({ from: piece.start, to: piece.end })
    at = piece.end
  }
  return joined(bytes, pieces)
}

interface BlobPiece {
  from: number
  to: number
}

function joined(bytes: Uint8Array, pieces: readonly BlobPiece[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { from, to }) => sum + to - from, 0))
  let at = 0
  for (const { from, to } of pieces) {
    whole.set(bytes.subarray(from, to), at)
    at += to - from
  }
  return whole
}

/** Tag and length of X.690 §8.1; a length that is not told, or beyond the end, reaches to the end. */
function readHead(
  bytes: Uint8Array,
  at: number,
): { tag: number; start: number; end: number } | undefined {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined) return undefined
  if (first === 0x80) return { tag, start: at + 2, end: bytes.length }
  const count = first < 0x80 ? 0 : first & 0x7f
  const length = count === 0 ? first : big(bytes, at + 2, count)
  if (count > 6 || !Number.isSafeInteger(length)) return undefined
  const start = at + 2 + count
  return { tag, start: Math.min(start, bytes.length), end: Math.min(start + length, bytes.length) }
}
