import { bestPairs, type Pairs } from '../align/best-pairs.ts'
import { likeness } from '../align/likeness.ts'
import type { Hunk } from './hunk.ts'
import { lineAt, type Lines } from './lines.ts'

/**
 * Removed lines next to added ones read as lines that changed where they are alike: each with the one that it became, in
 * order; so does a single line in the place of a single one. What else is like nothing stays removed and added.
 */
export function pairLines(hunks: readonly Hunk[], left: Lines, right: Lines): Hunk[] {
  const paired: Hunk[] = []
  for (let i = 0; i < hunks.length; i += 1) {
    const [hunk, next] = [hunks[i], hunks[i + 1]]
    if (hunk === undefined) continue
    if (hunk.kind !== 'removed' || next?.kind !== 'added') {
      paired.push(hunk)
      continue
    }
    i += 1
    if (hunk.count === 1 && next.count === 1) {
      paired.push({ kind: 'changed', left: hunk.left, right: next.right, count: 1 })
    } else {
      const pairs = pairsWithin(hunk.left, hunk.count, next.right, next.count, left, right)
      pushPaired(paired, pairs, hunk, next)
    }
  }
  return paired
}

/** Pairs of lines that are compared each with each; a larger block is gone through line by line. */
const SMALL = 1600

function pairsWithin(
  from: number,
  count: number,
  to: number,
  toCount: number,
  left: Lines,
  right: Lines,
): Pairs {
  const alike = (one: number, other: number) => {
    const score = likeness(lineAt(left, from + one), lineAt(right, to + other))
    return score < ALIKE ? 0 : score
  }
  if (count * toCount > SMALL) {
    const pairs: Pairs = []
    for (let i = 0; i < Math.min(count, toCount); i += 1) {
      if (alike(i, i) > 0) pairs.push([from + i, to + i])
    }
    return pairs
  }
  return bestPairs(count, toCount, alike).map(([one, other]) => [from + one, to + other])
}

const ALIKE = 0.3

function pushPaired(
  hunks: Hunk[],
  pairs: Pairs,
  removed: Extract<Hunk, { kind: 'removed' }>,
  added: Extract<Hunk, { kind: 'added' }>,
): void {
  let [left, right] = [removed.left, added.right]
  const upTo = (one: number, other: number) => {
    // One line in the place of one line has changed, alike or not.
    if (one - left === 1 && other - right === 1) return pushChanged(hunks, left, right)
    if (one > left) hunks.push({ kind: 'removed', left, count: one - left, to: undefined })
    if (other > right) hunks.push({ kind: 'added', right, count: other - right, from: undefined })
  }
  for (const [one, other] of pairs) {
    upTo(one, other)
    pushChanged(hunks, one, other)
    ;[left, right] = [one + 1, other + 1]
  }
  upTo(removed.left + removed.count, added.right + added.count)
}

/** Lines that changed one after another are one hunk. */
function pushChanged(hunks: Hunk[], left: number, right: number): void {
  const last = hunks.at(-1)
  const goesOn =
    last?.kind === 'changed' && last.left + last.count === left && last.right + last.count === right
  if (goesOn) last.count += 1
  else hunks.push({ kind: 'changed', left, right, count: 1 })
}
