import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignBytes, mirrored, type ByteSpan } from './align-bytes.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)
const text = (words: string) => new TextEncoder().encode(words)

/** The newer bytes, made of the older ones and what the difference takes from the newer. */
function applied(spans: readonly ByteSpan[], left: Uint8Array, right: Uint8Array): number[] {
  return spans.flatMap(({ kind, left: l, right: r, leftLength, rightLength }) =>
    kind === 'same'
      ? [...left.subarray(l, l + leftLength)]
      : [...right.subarray(r, r + rightLength)],
  )
}

const few = fc.uint8Array({ max: 3, maxLength: 300 })
/** Two contents that share much: one is cut out of and into the other. */
const alike = fc
  .tuple(fc.uint8Array({ maxLength: 2000 }), fc.uint8Array({ maxLength: 60 }), fc.nat(), fc.nat(40))
  .map(([content, inserted, place, taken]) => {
    const at = content.length === 0 ? 0 : place % content.length
    return [
      content,
      Uint8Array.from([...content.slice(0, at), ...inserted, ...content.slice(at + taken)]),
    ] as const
  })
const pairs = fc.oneof(fc.tuple(few, few), alike)

describe('any two contents', () => {
  it('the difference applied to the older gives the newer, and covers both in order', () => {
    fc.assert(
      fc.property(pairs, ([left, right]) => {
        const spans = alignBytes(left, right)
        expect(applied(spans, left, right)).toEqual([...right])
        let [l, r] = [0, 0]
        for (const span of spans) {
          expect([span.left, span.right]).toEqual([l, r])
          l += span.leftLength
          r += span.rightLength
        }
        expect([l, r]).toEqual([left.length, right.length])
      }),
    )
  })

  it('equal contents have one span that is the same, or none', () => {
    fc.assert(
      fc.property(few, (content) => {
        const spans = alignBytes(content, content.slice())
        expect(spans.every(({ kind }) => kind === 'same')).toBe(true)
        expect(spans.length).toBe(content.length === 0 ? 0 : 1)
      }),
    )
  })

  it('swapped sides give the mirror image', () => {
    fc.assert(
      fc.property(pairs, ([left, right]) => {
        expect(alignBytes(right, left)).toEqual(alignBytes(left, right).map(mirrored))
      }),
    )
  })
})

describe('known answers', () => {
  it('finds what was inserted, and what follows stands beside its like', () => {
    expect(alignBytes(text('The dose is 5 mg a day.'), text('The dose is 2.5 mg a day.'))).toEqual([
      { kind: 'same', left: 0, right: 0, leftLength: 12, rightLength: 12 },
      { kind: 'added', left: 12, right: 12, leftLength: 0, rightLength: 2 },
      { kind: 'same', left: 12, right: 14, leftLength: 11, rightLength: 11 },
    ])
  })

  it('calls a byte that is another one changed in place', () => {
    expect(alignBytes(bytes(1, 2, 3), bytes(1, 9, 3))[1]).toEqual({
      kind: 'changed',
      left: 1,
      right: 1,
      leftLength: 1,
      rightLength: 1,
    })
  })

  it('finds three insertions in a million bytes', () => {
    let state = 1
    const left = Uint8Array.from({ length: 1_000_000 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return state >>> 16
    })
    const right = new Uint8Array(1_000_011)
    right.set(left.subarray(0, 200_000))
    right.set(text('hello'), 200_000)
    right.set(left.subarray(200_000, 700_000), 200_005)
    right.set(text('world!'), 700_005)
    right.set(left.subarray(700_000), 700_011)
    const changed = alignBytes(left, right).filter(({ kind }) => kind !== 'same')
    expect(changed.map(({ kind, rightLength }) => [kind, rightLength])).toEqual([
      ['added', 5],
      ['added', 6],
    ])
  })

  it('ends for contents that share nothing, and for ones that repeat themselves', () => {
    const zeros = new Uint8Array(3_000_000)
    const ones = new Uint8Array(2_900_000).fill(1)
    expect(alignBytes(zeros, ones).map(({ kind }) => kind)).toEqual(['changed', 'removed'])
    const inserted = new Uint8Array(3_000_001)
    inserted[1_500_000] = 7
    expect(alignBytes(zeros, inserted).map(({ kind }) => kind)).toEqual(['same', 'added', 'same'])
  })
})
