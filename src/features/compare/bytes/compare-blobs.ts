import { gatherChanges, type Comparison } from '../changes.ts'
import { alignBytes, joinSpans, runs, type ByteSpan } from './align-bytes.ts'
import { describeBytes } from './describe-bytes.ts'

/** Two contents beside each other by their bytes. */
export interface ByteComparison extends Comparison {
  spans: readonly ByteSpan[]
}

/** Bytes between what both share at their ends that are searched for insertions; held in memory twice. */
const MOST_ALIGNED = 32 * 1024 * 1024
/** Bytes that are read at a time. */
const STEP = 4 * 1024 * 1024
/** Stretches that are kept apart; behind them all is one. */
const MOST_SPANS = 20_000

/**
 * Compares two contents of any size, byte by byte. What is the same at their ends is passed over in pieces; what lies
 * between is laid side by side by its content, or, where it is too much for that, by its place alone, which is said.
 *
 * @throws what reading a Blob throws; the signal's reason
 */
export async function compareBlobs(
  left: Blob,
  right: Blob,
  options: {
    signal?: AbortSignal
    onProgress?: (share: number) => void
    mostAligned?: number
  } = {},
): Promise<ByteComparison> {
  const { mostAligned = MOST_ALIGNED } = options
  const shorter = Math.min(left.size, right.size)
  const head = await sameFrom(left, right, shorter, options)
  const tail = await sameBack(left, right, shorter - head, options)
  const inLeft = left.slice(head, left.size - tail)
  const inRight = right.slice(head, right.size - tail)
  const isAligned = Math.max(inLeft.size, inRight.size) <= mostAligned
  const inner = isAligned
    ? alignBytes(await bytesOf(inLeft), await bytesOf(inRight))
    : await byPlace(inLeft, inRight, options)
  const { spans, isCut } = bounded(
    joinSpans(
      [
        span('same', 0, 0, head),
        ...inner.map((one) => ({ ...one, left: one.left + head, right: one.right + head })),
        span('same', left.size - tail, right.size - tail, tail),
      ].filter(({ leftLength, rightLength }) => leftLength + rightLength > 0),
    ),
  )
  return {
    ...(await describeBytes(left, right, spans, gatherChanges())),
    spans,
    notCompared: notes(isAligned, isCut),
  }
}

function notes(isAligned: boolean, isCut: boolean): string[] {
  return [
    ...(isAligned
      ? []
      : [
          'What differs is too large to look for inserted bytes: it is compared place by place, so that all behind an insertion differs.',
        ]),
    ...(isCut
      ? [
          `There are more than ${MOST_SPANS.toLocaleString('en')} differing places; what follows them is told as one.`,
        ]
      : []),
  ]
}

interface Reading {
  signal?: AbortSignal
  onProgress?: (share: number) => void
}

async function sameFrom(left: Blob, right: Blob, most: number, { signal, onProgress }: Reading) {
  for (let at = 0; at < most; at += STEP) {
    signal?.throwIfAborted()
    const end = Math.min(at + STEP, most)
    const [one, other] = await Promise.all([
      bytesOf(left.slice(at, end)),
      bytesOf(right.slice(at, end)),
    ])
    const first = one.findIndex((byte, index) => byte !== other[index])
    if (first >= 0) return at + first
    onProgress?.(end / most)
  }
  return most
}

async function sameBack(left: Blob, right: Blob, most: number, { signal }: Reading) {
  for (let back = 0; back < most; back += STEP) {
    signal?.throwIfAborted()
    const length = Math.min(STEP, most - back)
    const piece = (blob: Blob) => bytesOf(blob.slice(blob.size - back - length, blob.size - back))
    const [one, other] = await Promise.all([piece(left), piece(right)])
    for (let at = 1; at <= length; at += 1) {
      if (one[length - at] !== other[length - at]) return back + at - 1
    }
  }
  return most
}

/** Without looking for insertions, a piece at a time. */
async function byPlace(
  left: Blob,
  right: Blob,
  { signal, onProgress }: Reading,
): Promise<ByteSpan[]> {
  const both = Math.min(left.size, right.size)
  const spans: ByteSpan[] = []
  for (let at = 0; at < both; at += STEP) {
    signal?.throwIfAborted()
    const end = Math.min(at + STEP, both)
    if (spans.length > 4 * MOST_SPANS) {
      spans.push(span('changed', at, at, both - at))
      break
    }
    const [one, other] = await Promise.all([
      bytesOf(left.slice(at, end)),
      bytesOf(right.slice(at, end)),
    ])
    for (const { isSame, from, to } of runs(one, other, 0, 0, end - at)) {
      spans.push(span(isSame ? 'same' : 'changed', at + from, at + from, to - from))
    }
    onProgress?.(end / both)
  }
  spans.push({
    kind: 'removed',
    left: both,
    right: both,
    leftLength: left.size - both,
    rightLength: 0,
  })
  spans.push({
    kind: 'added',
    left: left.size,
    right: both,
    leftLength: 0,
    rightLength: right.size - both,
  })
  return joinSpans(spans.filter(({ leftLength, rightLength }) => leftLength + rightLength > 0))
}

/** So many spans at most: the rest of both is told as changed, and as removed or added where one is longer. */
function bounded(spans: readonly ByteSpan[]): { spans: readonly ByteSpan[]; isCut: boolean } {
  const first = spans[MOST_SPANS]
  const last = spans.at(-1)
  if (first === undefined || last === undefined) return { spans, isCut: false }
  const { left, right } = first
  const leftLength = last.left + last.leftLength - left
  const rightLength = last.right + last.rightLength - right
  const both = Math.min(leftLength, rightLength)
  const rest: ByteSpan[] = [
    span('changed', left, right, both),
    {
      kind: 'removed',
      left: left + both,
      right: right + both,
      leftLength: leftLength - both,
      rightLength: 0,
    },
    {
      kind: 'added',
      left: left + leftLength,
      right: right + both,
      leftLength: 0,
      rightLength: rightLength - both,
    },
  ]
  return {
    spans: joinSpans([
      ...spans.slice(0, MOST_SPANS),
      ...rest.filter((one) => one.leftLength + one.rightLength > 0),
    ]),
    isCut: true,
  }
}

function span(kind: 'same' | 'changed', left: number, right: number, length: number): ByteSpan {
  return { kind, left, right, leftLength: length, rightLength: length }
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer())
}
