import { findAnchors, type Anchor, type Range } from './anchors.ts'

/**
 * A stretch of two contents beside each other. `left` and `right` are where it begins in either, in bytes; a stretch that
 * is the same, or changed in place, is as long on both sides.
 */
export interface ByteSpan {
  kind: 'same' | 'changed' | 'removed' | 'added'
  left: number
  right: number
  leftLength: number
  rightLength: number
}

/** Equal bytes between two changed ones that are not worth a stretch of their own. */
const LEAST_SAME = 4
/** How often what lies between anchors is looked into anew. */
const DEEPEST = 24

/** Stretches beyond which equal and differing bytes at the same place are not told apart any more: nobody looks at as many. */
const MOST_SPANS = 100_000

/**
 * Lays two contents beside each other: what was inserted and removed is found by its content, so that what follows still
 * stands beside its like. The spans cover both wholly, in order. With the sides swapped, the result is mirrored.
 */
export function alignBytes(left: Uint8Array, right: Uint8Array): ByteSpan[] {
  const isMirrored = comesBefore(right, left)
  const spans = isMirrored ? align(right, left) : align(left, right)
  return joinSpans(isMirrored ? spans.map(mirrored) : spans)
}

/** As a difference to be looked at from the other side. */
export function mirrored({ kind, left, right, leftLength, rightLength }: ByteSpan): ByteSpan {
  const turned = { left: right, right: left, leftLength: rightLength, rightLength: leftLength }
  switch (kind) {
    case 'same':
    case 'changed':
      return { kind, ...turned }
    case 'removed':
      return { kind: 'added', ...turned }
    case 'added':
      return { kind: 'removed', ...turned }
  }
}

/** An order of contents that does not depend on which side they are on. */
function comesBefore(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return one.length < other.length
  const at = one.findIndex((byte, index) => byte !== other[index])
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0)
}

function align(left: Uint8Array, right: Uint8Array): ByteSpan[] {
  const spans: ByteSpan[] = []
  const add = (kind: ByteSpan['kind'], l: number, r: number, length: number) => {
    if (length === 0) return
    spans.push({
      kind,
      left: l,
      right: r,
      leftLength: kind === 'added' ? 0 : length,
      rightLength: kind === 'removed' ? 0 : length,
    })
  }
  const between = (inLeft: Range, inRight: Range, depth: number): void => {
    const [head, tail] = sameEnds(left, right, inLeft, inRight)
    add('same', inLeft.from, inRight.from, head)
    const l = { from: inLeft.from + head, to: inLeft.to - tail }
    const r = { from: inRight.from + head, to: inRight.to - tail }
    if (l.from === l.to) add('added', l.from, r.from, r.to - r.from)
    else if (r.from === r.to) add('removed', l.from, r.from, l.to - l.from)
    else {
      const anchors = depth >= DEEPEST ? [] : findAnchors(left, right, l, r)
      if (anchors.length === 0) inPlace(l, r)
      else byAnchors(anchors, l, r, depth)
    }
    add('same', l.to, r.to, tail)
  }
  const byAnchors = (anchors: readonly Anchor[], l: Range, r: Range, depth: number) => {
    let [fromLeft, fromRight] = [l.from, r.from]
    for (const anchor of anchors) {
      const gap = { from: fromLeft, to: anchor.left }
      between(gap, { from: fromRight, to: anchor.right }, depth + 1)
      add('same', anchor.left, anchor.right, anchor.length)
      fromLeft = anchor.left + anchor.length
      fromRight = anchor.right + anchor.length
    }
    between({ from: fromLeft, to: l.to }, { from: fromRight, to: r.to }, depth + 1)
  }
  const inPlace = (l: Range, r: Range) => {
    const both = Math.min(l.to - l.from, r.to - r.from)
    for (const { isSame, from, to } of runs(left, right, l.from, r.from, both)) {
      if (spans.length > MOST_SPANS) {
        add('changed', l.from + from, r.from + from, both - from)
        break
      }
      add(isSame ? 'same' : 'changed', l.from + from, r.from + from, to - from)
    }
    add('removed', l.from + both, r.from + both, l.to - l.from - both)
    add('added', l.from + both, r.from + both, r.to - r.from - both)
  }
  between({ from: 0, to: left.length }, { from: 0, to: right.length }, 0)
  return spans
}

/** How many bytes are the same at the beginning and, beyond these, at the end. */
function sameEnds(
  left: Uint8Array,
  right: Uint8Array,
  l: Range,
  r: Range,
): [head: number, tail: number] {
  const most = Math.min(l.to - l.from, r.to - r.from)
  let head = 0
  while (head < most && left[l.from + head] === right[r.from + head]) head += 1
  let tail = 0
  while (tail < most - head && left[l.to - 1 - tail] === right[r.to - 1 - tail]) tail += 1
  return [head, tail]
}

/** Runs of equal and of differing bytes at the same distance from two places; equal ones of a few bytes count as differing. */
export function* runs(
  left: Uint8Array,
  right: Uint8Array,
  l: number,
  r: number,
  length: number,
): Generator<{ isSame: boolean; from: number; to: number }> {
  let start = 0
  let at = 0
  while (at < length) {
    const from = at
    while (at < length && left[l + at] === right[r + at]) at += 1
    if (at - from >= LEAST_SAME || (from === 0 && at > 0) || (at === length && at > from)) {
      if (from > start) yield { isSame: false, from: start, to: from }
      yield { isSame: true, from, to: at }
      start = at
    }
    while (at < length && left[l + at] !== right[r + at]) at += 1
  }
  if (length > start) yield { isSame: false, from: start, to: length }
}

/** Spans of one kind that follow each other are one. */
export function joinSpans(spans: readonly ByteSpan[]): ByteSpan[] {
  const joined: ByteSpan[] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (last?.kind !== span.kind) {
      joined.push({ ...span })
      continue
    }
    last.leftLength += span.leftLength
    last.rightLength += span.rightLength
  }
  return joined
}
