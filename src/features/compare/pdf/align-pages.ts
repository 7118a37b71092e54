import { matchSequences } from '../align/match-sequences.ts'

/** A page of either document, from 0, and how it stands to the other's. */
export type PagePair =
  | { kind: 'same' | 'changed'; left: number; right: number }
  /** It stands elsewhere among its neighbours; its text may have changed too. */
  | { kind: 'moved'; left: number; right: number; isChanged: boolean }
  | { kind: 'removed'; left: number }
  | { kind: 'added'; right: number }

/** How alike the texts of two pages are to be taken for the same page, and for one that has moved. */
const ALIKE = 0.5
const ALIKE_MOVED = 0.8
/** Pages between two that are the same, for which each is held against each. */
const MOST_IN_GAP = 80

/**
 * Matches the pages of two documents by the likeness of their texts, never by their numbers alone: an inserted page does
 * not make all behind it differ. Pages without a text match in their order. With sides swapped the result is mirrored.
 *
 * @param left the texts of the older document's pages, without differences of white space
 */
export function alignPages(left: readonly string[], right: readonly string[]): PagePair[] {
  const isMirrored = comesBefore(right, left)
  const pairs = isMirrored ? align(right, left).map(mirrored) : align(left, right)
  return inOrder(pairs)
}

export function mirrored(pair: PagePair): PagePair {
  switch (pair.kind) {
    case 'same':
    case 'changed':
      return { kind: pair.kind, left: pair.right, right: pair.left }
    case 'moved':
      return { ...pair, left: pair.right, right: pair.left }
    case 'removed':
      return { kind: 'added', right: pair.left }
    case 'added':
      return { kind: 'removed', left: pair.right }
  }
}

function comesBefore(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return one.length < other.length
  const at = one.findIndex((text, index) => text !== other[index])
  return at >= 0 && (one[at] ?? '') < (other[at] ?? '')
}

function align(left: readonly string[], right: readonly string[]): PagePair[] {
  const { toRight } = matchSequences(...numbered(left, right))
  const likeness = likenessOf(left, right)
  const pairs: PagePair[] = []
  let [from, to] = [0, 0]
  const gap = (fromEnd: number, toEnd: number) => {
    pairs.push(...matchGap(range(from, fromEnd), range(to, toEnd), likeness))
  }
  for (const [page, match] of toRight.entries()) {
    if (match < 0) continue
    gap(page, match)
    pairs.push({ kind: 'same', left: page, right: match })
    from = page + 1
    to = match + 1
  }
  gap(left.length, right.length)
  return findMoved(pairs, likeness)
}

/** The same number for the same text. */
function numbered(left: readonly string[], right: readonly string[]): [number[], number[]] {
  const numbers = new Map<string, number>()
  const numberOf = (text: string) => {
    const known = numbers.get(text) ?? numbers.size
    numbers.set(text, known)
    return known
  }
  return [left.map(numberOf), right.map(numberOf)]
}

type Likeness = (left: number, right: number) => number

/** Pages between two that are the same: in their order, so that the sum of their likeness is the largest. */
function matchGap(
  left: readonly number[],
  right: readonly number[],
  likeness: Likeness,
): PagePair[] {
  const isLarge = left.length > MOST_IN_GAP || right.length > MOST_IN_GAP
  const matches = isLarge ? byOrder(left, right, likeness) : byLikeness(left, right, likeness)
  const pairs: PagePair[] = []
  let [l, r] = [0, 0]
  for (const [one, other] of [...matches, [left.length, right.length] as const]) {
    for (; l < one; l += 1) pairs.push({ kind: 'removed', left: left[l] ?? 0 })
    for (; r < other; r += 1) pairs.push({ kind: 'added', right: right[r] ?? 0 })
    if (one === left.length) break
    pairs.push({ kind: 'changed', left: left[one] ?? 0, right: right[other] ?? 0 })
    l += 1
    r += 1
  }
  return pairs
}

function byOrder(left: readonly number[], right: readonly number[], likeness: Likeness) {
  return range(0, Math.min(left.length, right.length))
    .filter((at) => likeness(left[at] ?? 0, right[at] ?? 0) >= ALIKE)
    .map((at) => [at, at] as const)
}

function byLikeness(left: readonly number[], right: readonly number[], likeness: Likeness) {
  const width = right.length + 1
  // The best sum from here to the end (Needleman and Wunsch 1970).
  const best = new Float64Array((left.length + 1) * width)
  const scores = new Float64Array(left.length * right.length)
  for (let l = left.length - 1; l >= 0; l -= 1) {
    for (let r = right.length - 1; r >= 0; r -= 1) {
      const score = likeness(left[l] ?? 0, right[r] ?? 0)
      scores[l * right.length + r] = score
      const skip = Math.max(best[(l + 1) * width + r] ?? 0, best[l * width + r + 1] ?? 0)
      const take = score >= ALIKE ? score + (best[(l + 1) * width + r + 1] ?? 0) : 0
      best[l * width + r] = Math.max(skip, take)
    }
  }
  const matches: (readonly [number, number])[] = []
  for (let l = 0, r = 0; l < left.length && r < right.length;) {
    const here = best[l * width + r] ?? 0
    const score = scores[l * right.length + r] ?? 0
    if (score >= ALIKE && here === score + (best[(l + 1) * width + r + 1] ?? 0)) {
      matches.push([l, r])
      l += 1
      r += 1
    } else if (here === (best[(l + 1) * width + r] ?? 0)) l += 1
    else r += 1
  }
  return matches
}

/** Removed pages that were added elsewhere. */
function findMoved(pairs: readonly PagePair[], likeness: Likeness): PagePair[] {
  const removed = pairs.flatMap((pair) => (pair.kind === 'removed' ? [pair.left] : []))
  const added = pairs.flatMap((pair) => (pair.kind === 'added' ? [pair.right] : []))
  if (removed.length * added.length > MOST_IN_GAP ** 2) return [...pairs]
  const found = removed
    .flatMap((left) => added.map((right) => ({ left, right, alike: likeness(left, right) })))
    .filter(({ alike }) => alike >= ALIKE_MOVED)
    .toSorted(
      (one, other) => other.alike - one.alike || one.left - other.left || one.right - other.right,
    )
  const toRight = new Map<number, { right: number; isChanged: boolean }>()
  const taken = new Set<number>()
  for (const { left, right, alike } of found) {
    if (toRight.has(left) || taken.has(right)) continue
    toRight.set(left, { right, isChanged: alike < 1 })
    taken.add(right)
  }
  return pairs.flatMap((pair): PagePair[] => {
    if (pair.kind === 'added' && taken.has(pair.right)) return []
    const moved = pair.kind === 'removed' ? toRight.get(pair.left) : undefined
    return moved === undefined || pair.kind !== 'removed'
      ? [pair]
      : [{ kind: 'moved', left: pair.left, ...moved }]
  })
}

/** In the order of the newer document, what is gone where it was. */
function inOrder(pairs: readonly PagePair[]): PagePair[] {
  const rest = pairs.filter(({ kind }) => kind !== 'moved')
  const result: PagePair[] = [...rest]
  for (const pair of pairs) {
    if (pair.kind !== 'moved') continue
    const at = result.findIndex((one) => one.kind !== 'removed' && one.right > pair.right)
    result.splice(at < 0 ? result.length : at, 0, pair)
  }
  return settle(result)
}

/** Removed before added, so that the order does not depend on the side it was found from. */
function settle(pairs: readonly PagePair[]): PagePair[] {
  const result: PagePair[] = []
  let removed: PagePair[] = []
  let added: PagePair[] = []
  for (const pair of pairs) {
    if (pair.kind === 'removed') removed.push(pair)
    else if (pair.kind === 'added') added.push(pair)
    else {
      result.push(...removed, ...added, pair)
      removed = []
      added = []
    }
  }
  return [...result, ...removed, ...added]
}

/** From 0 to 1: the share of words that two pages have in common; a page without words is like one without words. */
function likenessOf(left: readonly string[], right: readonly string[]): Likeness {
  const known = new Map<string, Map<string, number>>()
  const wordsOf = (text: string) => {
    const counted = known.get(text) ?? new Map<string, number>()
    if (!known.has(text)) {
      for (const word of text.split(' '))
        if (word !== '') counted.set(word, (counted.get(word) ?? 0) + 1)
      known.set(text, counted)
    }
    return counted
  }
  return (one, other) => {
    const [a, b] = [left[one] ?? '', right[other] ?? '']
    if (a === b) return 1
    const [words, others] = [wordsOf(a), wordsOf(b)]
    let [shared, total] = [0, 0]
    for (const [word, count] of words) {
      shared += Math.min(count, others.get(word) ?? 0)
      total += count
    }
    for (const count of others.values()) total += count
    // Words in another order are not the same text.
    return total === 0 ? 1 : Math.min(0.999, (2 * shared) / total)
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
}
