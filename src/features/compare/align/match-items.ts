import { bestPairs } from './best-pairs.ts'
import { longestRising } from './longest-rising.ts'
import { matchSequences } from './match-sequences.ts'

/** How things of a list are told from each other. */
export interface ItemReader<Item> {
  /** The same number for things that are the same in all, and for no others. */
  print: (item: Item) => number
  /** By which a thing is itself, whatever its values: an id, a code. Things of different keys are never paired. */
  key: (item: Item) => string | undefined
  /** From 0 (never one thing that changed) to 1; at least a half is a pair. */
  alike: (one: Item, other: Item) => number
}

export type ItemMatch<Item> =
  | { kind: 'pair'; left: Item; right: Item; from: number; to: number; isMoved: boolean }
  | { kind: 'removed'; left: Item; from: number }
  | { kind: 'added'; right: Item; to: number }

/** Pairs of leftovers that are compared each with each. */
const MOST_PAIRS = 10_000
const ALIKE = 0.5

/** Matches two lists of things by what they are, in the order of the newer list; removed ones stand where they stood. */
export function matchItems<Item>(
  left: readonly Item[],
  right: readonly Item[],
  reader: ItemReader<Item>,
): ItemMatch<Item>[] {
  const toRight = new Int32Array(left.length).fill(-1)
  const taken = new Uint8Array(right.length)
  const pair = (from: number, to: number) => {
    toRight[from] = to
    taken[to] = 1
  }
  const lefts = byKey(left, reader)
  const rights = byKey(right, reader)
  for (const [key, froms] of lefts) {
    const tos = rights.get(key)
    if (tos !== undefined) pairBucket(left, right, froms, tos, reader, pair)
  }
  return inOrder(left, right, toRight, taken)
}

/** Those without a key are one bucket of their own. */
function byKey<Item>(items: readonly Item[], { key }: ItemReader<Item>) {
  const buckets = new Map<string | undefined, number[]>()
  for (const [index, item] of items.entries()) {
    const own = key(item)
    const bucket = buckets.get(own)
    if (bucket === undefined) buckets.set(own, [index])
    else bucket.push(index)
  }
  return buckets
}

function pairBucket<Item>(
  left: readonly Item[],
  right: readonly Item[],
  froms: readonly number[],
  tos: readonly number[],
  reader: ItemReader<Item>,
  pair: (from: number, to: number) => void,
): void {
  // Most buckets: a field of an object, found by its name.
  if (froms.length === 1 && tos.length === 1) {
    const [from = 0, to = 0] = [froms[0], tos[0]]
    const [one, other] = [left[from], right[to]]
    if (one === undefined || other === undefined) return
    const isPair = reader.print(one) === reader.print(other) || reader.alike(one, other) >= ALIKE
    if (isPair) pair(from, to)
    return
  }
  const prints = (items: readonly Item[], places: readonly number[]) =>
    places.map((place) => printAt(items, place, reader))
  const { toRight } = matchSequences(prints(left, froms), prints(right, tos))
  let [gone, come]: [number[], number[]] = [[], []]
  const gaps: [number[], number[]][] = []
  let at = 0
  for (const [index, from] of froms.entries()) {
    const match = toRight[index] ?? -1
    if (match < 0) {
      gone.push(from)
      continue
    }
    while (at < match) come.push(tos[at++] ?? 0)
    at = match + 1
    gaps.push([gone, come])
    ;[gone, come] = [[], []]
    pair(from, tos[match] ?? 0)
  }
  while (at < tos.length) come.push(tos[at++] ?? 0)
  gaps.push([gone, come])
  pairLeftovers(left, right, gaps, reader, pair)
}

function pairLeftovers<Item>(
  left: readonly Item[],
  right: readonly Item[],
  gaps: readonly (readonly [number[], number[]])[],
  reader: ItemReader<Item>,
  pair: (from: number, to: number) => void,
): void {
  const alike = (from: number | undefined, to: number | undefined) => {
    const [one, other] = [left[from ?? -1], right[to ?? -1]]
    const score = one === undefined || other === undefined ? 0 : reader.alike(one, other)
    return score < ALIKE ? 0 : score
  }
  const moved = new Map<number, number[]>()
  const rest: [number[], number[]][] = []
  // The very same thing elsewhere was moved.
  for (const [, tos] of gaps) {
    for (const to of tos) {
      const print = printAt(right, to, reader)
      const places = moved.get(print)
      if (places === undefined) moved.set(print, [to])
      else places.push(to)
    }
  }
  const isTaken = new Set<number>()
  for (const [froms, tos] of gaps) {
    const left_ = froms.filter((from) => {
      const to = moved.get(printAt(left, from, reader))?.shift()
      if (to === undefined) return true
      pair(from, to)
      isTaken.add(to)
      return false
    })
    rest.push([left_, tos])
  }
  let room = MOST_PAIRS
  for (const [froms, all] of rest) {
    const tos = all.filter((to) => !isTaken.has(to))
    const effort = froms.length * tos.length
    if (effort > room) continue
    room -= effort
    for (const [from, to] of bestPairs(froms.length, tos.length, (i, j) =>
      alike(froms[i], tos[j]),
    )) {
      pair(froms[from] ?? 0, tos[to] ?? 0)
    }
  }
}

function printAt<Item>(items: readonly Item[], place: number, { print }: ItemReader<Item>) {
  const item = items[place]
  return item === undefined ? -1 : print(item)
}

function inOrder<Item>(
  left: readonly Item[],
  right: readonly Item[],
  toRight: Int32Array,
  taken: Uint8Array,
): ItemMatch<Item>[] {
  const froms = [...toRight.keys()].filter((from) => (toRight[from] ?? -1) >= 0)
  const kept = new Set(longestRising(froms.map((from) => toRight[from] ?? 0)))
  const byRight = new Map(
    froms.map((from, index) => [toRight[from] ?? 0, { from, isMoved: !kept.has(index) }]),
  )
  const matches: ItemMatch<Item>[] = []
  let at = 0
  const removedUpTo = (end: number) => {
    for (; at < end; at += 1) {
      const item = left[at]
      if (item !== undefined && (toRight[at] ?? -1) < 0) {
        matches.push({ kind: 'removed', left: item, from: at })
      }
    }
  }
  const nextKept = new Int32Array(right.length).fill(left.length)
  for (let to = right.length - 1, next = left.length; to >= 0; to -= 1) {
    const match = byRight.get(to)
    if (match !== undefined && !match.isMoved) next = match.from
    nextKept[to] = next
  }
  for (const [to, item] of right.entries()) {
    const match = taken[to] === 1 ? byRight.get(to) : undefined
    if (match === undefined) {
      // Between the same neighbours, what went stands before what came.
      removedUpTo(nextKept[to] ?? 0)
      matches.push({ kind: 'added', right: item, to })
      continue
    }
    const { from, isMoved } = match
    if (!isMoved) removedUpTo(from)
    const one = left[from]
    if (one !== undefined) matches.push({ kind: 'pair', left: one, right: item, from, to, isMoved })
  }
  removedUpTo(left.length)
  return matches
}
