import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignPages, mirrored, type PagePair } from './align-pages.ts'

const page = (n: number) => Array.from({ length: 30 }, (_, at) => `word${n * 30 + at}`).join(' ')
const pages = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 6 }).map(page),
    fc.constant(''),
    fc.constantFrom('a b c d', 'a b c e'),
  ),
  { maxLength: 12 },
)

const leftOf = (pair: PagePair) => (pair.kind === 'added' ? [] : [pair.left])
const rightOf = (pair: PagePair) => (pair.kind === 'removed' ? [] : [pair.right])
const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)

describe('any two documents', () => {
  it('each page of either stands in one pair; what is called the same is; the newer is in its order', () => {
    fc.assert(
      fc.property(pages, pages, (left, right) => {
        const pairs = alignPages(left, right)
        expect(sorted(pairs.flatMap(leftOf))).toEqual(left.map((_, at) => at))
        expect(pairs.flatMap(rightOf)).toEqual(right.map((_, at) => at))
        for (const pair of pairs) {
          if (pair.kind === 'same') expect(left[pair.left]).toBe(right[pair.right])
          if (pair.kind === 'changed') expect(left[pair.left]).not.toBe(right[pair.right])
          if (pair.kind === 'moved')
            expect(left[pair.left] === right[pair.right]).toBe(!pair.isChanged)
        }
      }),
    )
  })

  it('equal ones have only pages that are the same; swapped ones mirror', () => {
    const key = (pair: PagePair) =>
      JSON.stringify([pair.kind, ...leftOf(pair), 'x', ...rightOf(pair)])
    fc.assert(
      fc.property(pages, pages, (left, right) => {
        expect(alignPages(left, left).every(({ kind }) => kind === 'same')).toBe(true)
        const back = alignPages(right, left).map(mirrored)
        expect(back.map(key).toSorted()).toEqual(alignPages(left, right).map(key).toSorted())
      }),
    )
  })
})

describe('known answers', () => {
  const five = [0, 1, 2, 3, 4].map(page)

  it('an inserted page makes none behind it differ', () => {
    const right = [...five.slice(0, 2), page(9), ...five.slice(2)]
    expect(alignPages(five, right).filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'added', right: 2 },
    ])
    expect(alignPages(right, five).filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'removed', left: 2 },
    ])
  })

  it('a changed page beside an inserted one is found by its words', () => {
    const changed = five[2]?.replace('word65', 'other') ?? ''
    const right = [five[0], five[1], page(9), changed, five[3], five[4]].map((text) => text ?? '')
    expect(alignPages(five, right).filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'added', right: 2 },
      { kind: 'changed', left: 2, right: 3 },
    ])
  })

  it('a page that moved is one, and its new text is told', () => {
    const right = [five[0], five[2], five[3], five[4], five[1]].map((text) => text ?? '')
    expect(alignPages(five, right).filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'moved', left: 1, right: 4, isChanged: false },
    ])
  })

  it('scanned pages have no text, and match in their order', () => {
    expect(alignPages(['', '', ''], ['', '', '', ''])).toEqual([
      { kind: 'same', left: 0, right: 0 },
      { kind: 'same', left: 1, right: 1 },
      { kind: 'same', left: 2, right: 2 },
      { kind: 'added', right: 3 },
    ])
  })

  it('ends for thousands of pages that share nothing', () => {
    const left = Array.from({ length: 2000 }, (_, n) => page(n))
    const right = Array.from({ length: 1500 }, (_, n) => page(n + 5000))
    expect(alignPages(left, right).length).toBe(3500)
  })
})
