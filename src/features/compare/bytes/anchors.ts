import { longestRising } from '../align/longest-rising.ts'

/** Two places, in the older and in the newer bytes, from which on a stretch is the same. */
export interface Anchor {
  left: number
  right: number
  length: number
}

export interface Range {
  from: number
  to: number
}

/** Bytes of a range up to which every stretch of `SHORT` bytes is looked for; in longer ones, pieces that end where their content says so. */
const FINE = 256 * 1024
const SHORT = 8
/** Between pieces, where the lowest bits of the rolling sum are zero: a kilobyte on the average. */
const PIECE_MASK = 0x3ff
const LEAST_PIECE = 64
const MOST_PIECE = 8192

/**
 * Stretches that stand once in either range, in the longest order that both share: what was inserted or taken out between
 * them moves them, and they are found all the same. Each is as long as the sameness goes.
 */
export function findAnchors(
  left: Uint8Array,
  right: Uint8Array,
  inLeft: Range,
  inRight: Range,
): Anchor[] {
  const isFine = inLeft.to - inLeft.from <= FINE && inRight.to - inRight.from <= FINE
  const cut = isFine ? everyStretch : pieces
  const here = once(cut(left, inLeft))
  const there = once(cut(right, inRight))
  const pairs: Anchor[] = []
  for (const [key, place] of here) {
    const other = there.get(key)
    if (place === undefined || other === undefined) continue
    const length = Math.min(place.length, other.length)
    if (isSame(left, place.at, right, other.at, length)) {
      pairs.push({ left: place.at, right: other.at, length })
    }
  }
  pairs.sort((one, other) => one.left - other.left)
  // The most of them, in their order, whose places rise in the newer bytes too.
  const kept = longestRising(pairs.map((pair) => pair.right)).flatMap((at) => pairs[at] ?? [])
  return grown(left, right, inLeft, inRight, kept)
}

interface Piece {
  key: number
  at: number
  length: number
}

function* everyStretch(bytes: Uint8Array, { from, to }: Range): Generator<Piece> {
  for (let at = from; at + SHORT <= to; at += 1) {
    yield { key: sumOf(bytes, at, at + SHORT), at, length: SHORT }
  }
}

/** Pieces whose ends are found in the content itself, so that they are the same wherever it has moved to. */
function* pieces(bytes: Uint8Array, { from, to }: Range): Generator<Piece> {
  let start = from
  let rolling = 0
  for (let at = from; at < to; at += 1) {
    rolling = ((rolling << 1) + (GEAR[bytes[at] ?? 0] ?? 0)) >>> 0
    const length = at + 1 - start
    const ends = length >= LEAST_PIECE && ((rolling >>> 12) & PIECE_MASK) === 0
    if (!ends && length < MOST_PIECE && at + 1 < to) continue
    yield { key: sumOf(bytes, start, at + 1), at: start, length }
    start = at + 1
    rolling = 0
  }
}

/** A number of its own for each byte, the same in every run. */
const GEAR = Uint32Array.from({ length: 256 }, (_, byte) => Math.imul(byte + 1, 0x9e37_79b1) >>> 0)

/** FNV-1a, mixed once more. */
function sumOf(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0x811c_9dc5
  for (let at = from; at < to; at += 1) sum = Math.imul(sum ^ (bytes[at] ?? 0), 0x0100_0193)
  return (sum ^ (sum >>> 15)) >>> 0
}

/** By their sums; `undefined` for what stands more than once. */
function once(found: Iterable<Piece>): Map<number, Piece | undefined> {
  const places = new Map<number, Piece | undefined>()
  for (const piece of found) places.set(piece.key, places.has(piece.key) ? undefined : piece)
  return places
}

function isSame(left: Uint8Array, l: number, right: Uint8Array, r: number, length: number) {
  for (let at = 0; at < length; at += 1) if (left[l + at] !== right[r + at]) return false
  return true
}

/** As long as the sameness goes, both ways, and never one into the other. */
function grown(
  left: Uint8Array,
  right: Uint8Array,
  inLeft: Range,
  inRight: Range,
  anchors: readonly Anchor[],
): Anchor[] {
  const result: Anchor[] = []
  let [endLeft, endRight] = [inLeft.from, inRight.from]
  for (const anchor of anchors) {
    let { left: l, right: r } = anchor
    let [lEnd, rEnd] = [l + anchor.length, r + anchor.length]
    if (lEnd <= endLeft || rEnd <= endRight || l - r !== lEnd - rEnd) continue
    const overlap = Math.max(0, endLeft - l, endRight - r)
    l += overlap
    r += overlap
    while (l > endLeft && r > endRight && left[l - 1] === right[r - 1]) {
      l -= 1
      r -= 1
    }
    while (lEnd < inLeft.to && rEnd < inRight.to && left[lEnd] === right[rEnd]) {
      lEnd += 1
      rEnd += 1
    }
    if (lEnd <= l) continue
    result.push({ left: l, right: r, length: lEnd - l })
    endLeft = lEnd
    endRight = rEnd
  }
  return result
}
