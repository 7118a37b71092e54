import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchSequences } from './match-sequences.ts'

/** The pairs, after checking that they are sound: equal items, both in rising order. */
function pairs(left: number[], right: number[]): [number, number][] {
  const { toRight } = matchSequences(left, right)
  const found = [...toRight.entries()].filter(([, other]) => other >= 0)
  let last = -1
  for (const [one, other] of found) {
    expect(right[other]).toBe(left[one])
    expect(other).toBeGreaterThan(last)
    last = other
  }
  return found
}

/** By the square table of every textbook. */
function longestCommon(left: number[], right: number[]): number {
  let row = right.map(() => 0)
  for (const item of left) {
    const next: number[] = []
    for (const [j, other] of right.entries()) {
      const diagonal = j === 0 ? 0 : (row[j - 1] ?? 0)
      next.push(item === other ? diagonal + 1 : Math.max(row[j] ?? 0, next[j - 1] ?? 0))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

const few = fc.array(fc.nat(3), { maxLength: 40 })
const many = fc.array(fc.nat(30), { maxLength: 60 })

test('without anything that stands once, no match is missed', () => {
  fc.assert(
    fc.property(few, few, (one, other) => {
      // Each item twice on either side, so that there is no frame of single items.
      const [left, right] = [
        [0, 1, 2, 3, 0, 1, 2, 3, ...one],
        [...other, 0, 1, 2, 3, 0, 1, 2, 3],
      ]
      expect(pairs(left, right)).toHaveLength(longestCommon(left, right))
    }),
    { numRuns: 300 },
  )
})

test('matches are sound, and no more than there are', () => {
  fc.assert(
    fc.property(many, many, (left, right) => {
      const found = pairs(left, right).length
      expect(found).toBeLessThanOrEqual(longestCommon(left, right))
      if (longestCommon(left, right) > 0) expect(found).toBeGreaterThan(0)
    }),
    { numRuns: 300 },
  )
})

test('equal lists match whole, and single edits cost one match', () => {
  fc.assert(
    fc.property(many, fc.nat(60), (list, at) => {
      expect(pairs(list, list)).toHaveLength(list.length)
      const edited = list.toSpliced(at, 0, 99)
      expect(pairs(list, edited)).toHaveLength(list.length)
      expect(pairs(edited, list)).toHaveLength(list.length)
    }),
  )
})

test('long lists of few items without order end, and say that the match is rough', () => {
  const item = (seed: number) => (i: number) => ((i * 7919 + seed) ^ (i >> 3)) % 5
  const left = Array.from({ length: 200_000 }, (_, i) => item(1)(i))
  const right = Array.from({ length: 200_000 }, (_, i) => item(3)(i * 31))
  const { toRight } = matchSequences(left, right)
  expect(toRight.filter((other) => other >= 0).length).toBeGreaterThan(1000)
})

test('nothing in common', () => {
  expect(pairs([1, 2], [3, 4])).toEqual([])
  expect(pairs([], [3])).toEqual([])
})
