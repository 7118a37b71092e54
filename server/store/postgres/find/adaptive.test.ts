import fc from 'fast-check'
import { expect, test } from 'vitest'
import { adaptive, type Ways } from './adaptive.ts'

type Order = { low: number; high: number; descending: boolean }

/** Files of which some are hits, as an index and a table of them tell of them. */
function waysOf(
  hits: ReadonlySet<number>,
  count: number,
  {
    first,
    most,
    mostFound,
    expected,
  }: { first: number; most: number; mostFound: number; expected: number },
): Ways<{ sequence: number }> {
  const all = Array.from({ length: count }, (_, at) => at + 1)
  const inside = ({ low, high, descending }: Order) => {
    const some = all.filter((sequence) => sequence >= low && sequence <= high)
    return descending ? some.toReversed() : some
  }
  return {
    expected: async () => expected,
    first,
    most,
    look: async (asked, files) => {
      const looked = inside(asked).slice(0, files)
      const found = looked.filter((sequence) => hits.has(sequence)).slice(0, asked.limit)
      const isFull = found.length === asked.limit
      const until = isFull ? found.at(-1) : looked.length < files ? undefined : looked.at(-1)
      return { files: found.map((sequence) => ({ sequence })), until, looked: looked.length }
    },
    find: async (asked) => {
      const found = inside(asked).filter((sequence) => hits.has(sequence))
      if (found.length > mostFound) return undefined
      const files = found.slice(0, asked.limit).map((sequence) => ({ sequence }))
      return { files, until: files.length < asked.limit ? undefined : files.at(-1)?.sequence }
    },
  }
}

test('names every file once and in order, however few or many there are, and whichever way it takes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        count: fc.integer({ min: 0, max: 300 }),
        share: fc.constantFrom(1, 2, 7, 60, 1000),
        first: fc.integer({ min: 1, max: 80 }),
        most: fc.integer({ min: 1, max: 80 }),
        mostFound: fc.integer({ min: 0, max: 200 }),
        expected: fc.constantFrom(0, 30, 100, 500, Infinity),
        limits: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
        low: fc.integer({ min: 1, max: 20 }),
        descending: fc.boolean(),
        seed: fc.nat(1000),
      }),
      async ({ count, share, limits, low, descending, seed, ...bounds }) => {
        const hits = new Set<number>()
        for (let at = 1; at <= count; at += 1) if ((at * 7919 + seed) % share === 0) hits.add(at)
        const stream = adaptive(waysOf(hits, count, bounds))
        const found: number[] = []
        let range = { low, high: count, descending }
        for (let turn = 0; range.low <= range.high && turn < 2000; turn += 1) {
          const limit = limits[turn % limits.length] ?? 1
          const { files, until } = await stream({ ...range, limit })
          expect(files.length).toBeLessThanOrEqual(limit)
          found.push(...files.map(({ sequence }) => sequence))
          if (until === undefined) break
          range = descending ? { ...range, high: until - 1 } : { ...range, low: until + 1 }
        }
        const expected = [...hits].filter((sequence) => sequence >= low)
        expect(found).toEqual(descending ? expected.toReversed() : expected)
      },
    ),
    { numRuns: 300 },
  )
})

test.each([
  ['at once for what few files have', 5, [10]],
  ['after a longer look for what more have', 100, [210]],
  ['never for what too many have', Infinity, []],
])('asks the index %s, where the newest have it not', async (_, expected, after) => {
  const asked: number[] = []
  const stream = adaptive<{ sequence: number }>({
    expected: async () => expected,
    first: 10,
    most: 1000,
    look: async ({ high }, files) => {
      const until = high - files + 1
      return { files: [], until: until > 1 ? until : undefined, looked: files }
    },
    find: async ({ high }) => {
      asked.push(1000 - high)
      return { files: [], until: undefined }
    },
  })
  let until: number | undefined = 1001
  while (until !== undefined)
    ({ until } = await stream({ low: 1, high: until - 1, descending: true, limit: 10 }))
  expect(asked).toEqual(after)
})
