import { longestRising } from './longest-rising.ts'
import { middleOf } from './middle-snake.ts'

/** Which items of the left stand for which of the right, both in rising order. */
export interface Matches {
  /** For each item on the left its place on the right, or -1. */
  toRight: Int32Array
  /** Not every match was looked for: the two have too little in common for the effort that is allowed. */
  isRough: boolean
}

/**
 * Matches two lists of numbers, the same number for the same thing. Items that stand on one side alone are set aside, those
 * that stand once on both are the frame (patience diff), and what is between them is matched by Myers's algorithm with a
 * bound on its effort, so that the time never grows with the square of the length.
 */
export function matchSequences(left: ArrayLike<number>, right: ArrayLike<number>): Matches {
  const toRight = new Int32Array(left.length).fill(-1)
  const [head, tail] = commonEnds(left, right, [0, left.length, 0, right.length])
  for (let i = 0; i < head; i += 1) toRight[i] = i
  for (let i = 1; i <= tail; i += 1) toRight[left.length - i] = right.length - i
  const rest = matchable(left, right, head, tail)
  const isRough = matchRest(rest, (one, other) => {
    toRight[rest.leftAt[one] ?? 0] = rest.rightAt[other] ?? -1
  })
  return { toRight, isRough }
}

/** Where a part of the left and of the right begin and end. */
type Stretch = readonly [from: number, fromEnd: number, to: number, toEnd: number]

interface Rest {
  left: Int32Array
  right: Int32Array
  /** Where each stood in the whole. */
  leftAt: Int32Array
  rightAt: Int32Array
}

function matchable(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  head: number,
  tail: number,
): Rest {
  const inLeft = new Set<number>()
  const inRight = new Set<number>()
  for (let i = head; i < left.length - tail; i += 1) inLeft.add(left[i] ?? -1)
  for (let i = head; i < right.length - tail; i += 1) inRight.add(right[i] ?? -1)
  const kept = (list: ArrayLike<number>, other: ReadonlySet<number>) => {
    const items = new Int32Array(list.length - head - tail)
    const places = new Int32Array(items.length)
    let count = 0
    for (let i = head; i < list.length - tail; i += 1) {
      const item = list[i] ?? -1
      if (!other.has(item)) continue
      items[count] = item
      places[count] = i
      count += 1
    }
    return [items.subarray(0, count), places.subarray(0, count)] as const
  }
  const [leftItems, leftAt] = kept(left, inRight)
  const [rightItems, rightAt] = kept(right, inLeft)
  return { left: leftItems, right: rightItems, leftAt, rightAt }
}

/** Steps of Myers's algorithm over all stretches; beyond them what is left counts as replaced. */
const EFFORT = 60_000_000

/** @returns whether the effort did not suffice */
function matchRest(rest: Rest, match: (left: number, right: number) => void): boolean {
  const { left, right } = rest
  const effort = { left: EFFORT }
  const stretches: { stretch: Stretch; hasAnchors: boolean }[] = [
    { stretch: [0, left.length, 0, right.length], hasAnchors: true },
  ]
  for (let next = stretches.pop(); next !== undefined; next = stretches.pop()) {
    const [head, tail] = commonEnds(left, right, next.stretch)
    const [start, end, otherStart, otherEnd] = next.stretch
    for (let i = 0; i < head; i += 1) match(start + i, otherStart + i)
    for (let i = 1; i <= tail; i += 1) match(end - i, otherEnd - i)
    const inner: Stretch = [start + head, end - tail, otherStart + head, otherEnd - tail]
    if (inner[0] >= inner[1] || inner[2] >= inner[3]) continue
    const gaps = next.hasAnchors ? byAnchors(left, right, inner, match) : undefined
    if (gaps !== undefined) {
      for (const stretch of gaps) stretches.push({ stretch, hasAnchors: true })
      continue
    }
    if (effort.left <= 0) return true
    const [x, y] = middleOf(left, right, inner, effort)
    stretches.push({ stretch: [inner[0], x, inner[2], y], hasAnchors: false })
    stretches.push({ stretch: [x, inner[1], y, inner[3]], hasAnchors: false })
  }
  return false
}

function commonEnds(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  [start, end, otherStart, otherEnd]: Stretch,
): [head: number, tail: number] {
  const most = Math.min(end - start, otherEnd - otherStart)
  let head = 0
  while (head < most && left[start + head] === right[otherStart + head]) head += 1
  let tail = 0
  while (tail < most - head && left[end - 1 - tail] === right[otherEnd - 1 - tail]) tail += 1
  return [head, tail]
}

/** Matches what stands once on either side, in the longest order that both share; gives what is between. */
function byAnchors(
  left: Int32Array,
  right: Int32Array,
  [start, end, otherStart, otherEnd]: Stretch,
  match: (left: number, right: number) => void,
): Stretch[] | undefined {
  const there = placesOfSingles(right, otherStart, otherEnd)
  const lefts: number[] = []
  const rights: number[] = []
  for (const [item, place] of placesOfSingles(left, start, end)) {
    const other = there.get(item)
    if (place < 0 || other === undefined || other < 0) continue
    lefts.push(place)
    rights.push(other)
  }
  if (lefts.length === 0) return undefined
  const gaps: Stretch[] = []
  let [at, otherAt] = [start, otherStart]
  for (const index of longestRising(rights)) {
    const [one, other] = [lefts[index] ?? 0, rights[index] ?? 0]
    match(one, other)
    if (at < one && otherAt < other) gaps.push([at, one, otherAt, other])
    ;[at, otherAt] = [one + 1, other + 1]
  }
  if (at < end && otherAt < otherEnd) gaps.push([at, end, otherAt, otherEnd])
  return gaps
}

/** The place of each item, in the order in which they come; -1 for one that comes again. */
function placesOfSingles(items: Int32Array, start: number, end: number): Map<number, number> {
  const places = new Map<number, number>()
  for (let i = start; i < end; i += 1) {
    const item = items[i] ?? -1
    places.set(item, places.has(item) ? -1 : i)
  }
  return places
}
