import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineAt, linesOf } from '../text/lines.ts'
import {
  beginFollowing,
  followHistory,
  readsFor,
  type Followed,
  type PastVersion,
  type Reading,
} from './follow-history.ts'
import { linesByOrigin, OPEN, placesInOlder } from './follow-lines.ts'

interface TestVersion extends PastVersion {
  /** Its text; of another kind where there is none. */
  text: string | undefined
  size?: number
}

/** @param texts oldest first; `null` is a deletion, `undefined` a PDF */
function history(texts: readonly (string | null | undefined)[], hasSums = false): TestVersion[] {
  return texts
    .map((text, at) => ({
      versionId: String(at + 1),
      isDeletion: text === null,
      sum: hasSums ? `sum of ${text}` : undefined,
      text: text ?? undefined,
    }))
    .toReversed()
}

interface Options {
  isWhole?: boolean
  from?: Followed<string>
  signal?: AbortSignal
  onStep?: (followed: Followed<string>) => void
}

async function follow(versions: TestVersion[], options: Options = {}) {
  const first = versions[0]?.text ?? ''
  const read: string[] = []
  const ports = {
    read: async (version: TestVersion & { versionId: string }): Promise<Reading<string>> => {
      read.push(version.versionId)
      if (version.size !== undefined) return { type: 'too-large', size: version.size }
      return version.text === undefined
        ? { type: 'other', what: 'a PDF' }
        : { type: 'text', content: version.text }
    },
    match: async (older: string, newer: string) => placesInOlder(linesOf(older), linesOf(newer)),
  }
  const followed = await followHistory(
    versions,
    options.from ?? beginFollowing(first, linesOf(first).count),
    { isWhole: options.isWhole ?? true, ports },
    options.signal ?? new AbortController().signal,
    options.onStep ?? (() => undefined),
  )
  return { followed, read, since: sinceOf(versions, followed) }
}

/** "a since 2", and "a up to 2" for what may be older. */
function sinceOf(versions: TestVersion[], { lines }: Followed<string>): string[] {
  const text = linesOf(versions[0]?.text ?? '')
  return Array.from(lines.origins, (origin, line) => {
    const at = origin === OPEN ? lines.reached : origin
    const word = origin === OPEN ? 'up to' : 'since'
    return `${lineAt(text, line)} ${word} ${versions[at]?.versionId}`
  })
}

const line = fc.constantFrom('a', 'b', 'c', 'dose 5 mg', 'dose 10 mg', '', '  a')
const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'))
const texts = fc.array(text, { minLength: 1, maxLength: 8 })
const allLines = (of: string) => {
  const lines = linesOf(of)
  return Array.from({ length: lines.count }, (_, at) => lineAt(lines, at))
}

describe('properties', () => {
  test('each line has one origin, which holds it, as do all between; the version before it has no such line in the comparison', async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.boolean(), async (all, hasSums) => {
        const versions = history(all, hasSums)
        const { followed } = await follow(versions)
        const newest = allLines(versions[0]?.text ?? '')
        expect(followed.lines.origins).toHaveLength(newest.length)
        for (const [at, origin] of followed.lines.origins.entries()) {
          expect(origin).not.toBe(OPEN)
          let place = at
          for (let version = 0; version <= origin; version += 1) {
            const [here, before] = [versions[version]?.text ?? '', versions[version + 1]?.text]
            expect(allLines(here)[place]).toBe(newest[at])
            if (before === undefined) continue
            const older = placesInOlder(linesOf(before), linesOf(here)).places[place]
            expect(older === OPEN).toBe(version === origin)
            place = older ?? OPEN
          }
        }
      }),
    )
  })

  test('lines that are never alike and keep their order are dated to the version that brought them', async () => {
    const change = fc.record({ drop: fc.array(fc.nat()), add: fc.array(fc.nat()) })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        let lines: { name: string; since: number }[] = []
        let given = 0
        const all = changes.map(({ drop, add }, at) => {
          for (const place of drop) lines = lines.filter((_, index) => index !== place % 20)
          for (const place of add) {
            const born = { name: `line ${(given += 1)}`, since: at + 1 }
            lines = lines.toSpliced(place % (lines.length + 1), 0, born)
          }
          return lines.map(({ name }) => name).join('\n')
        })
        const { since } = await follow(history(all))
        expect(since).toEqual(lines.map(({ name, since }) => `${name} since ${since}`))
      }),
    )
  })

  test('equal versions bring nothing: every line is of the first', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 6 }), async (same, count) => {
        const versions = history(Array.from({ length: count }, () => same))
        const { followed } = await follow(versions)
        const lines = linesOf(same).count
        expect(linesByOrigin(followed.lines)).toEqual(
          lines === 0 ? new Map() : new Map([[count - 1, lines]]),
        )
      }),
    )
  })

  test('stopped anywhere and gone on from there, it comes to the same', async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(7), async (all, steps) => {
        const versions = history(all)
        const controller = new AbortController()
        let [last, count]: [Followed<string> | undefined, number] = [undefined, 0]
        const onStep = (followed: Followed<string>) => {
          last = followed
          if ((count += 1) === steps) controller.abort(new Error('enough'))
        }
        await follow(versions, { signal: controller.signal, onStep }).catch(() => undefined)
        const resumed = await follow(versions, last === undefined ? {} : { from: last })
        expect(resumed.since).toEqual((await follow(versions)).since)
      }),
    )
  })
})

test('tells since when each line stands, and reads no more than it takes', async () => {
  const all = ['name\nold', 'a\nb', 'a\nB\nc', 'a\nB\nc\nd']
  const { since, read } = await follow(history(all))
  expect(since).toEqual(['a since 2', 'B since 3', 'c since 3', 'd since 4'])
  expect(read).toEqual(['3', '2', '1'])
  const settled = await follow(history(['x', 'y', 'z', 'a\nb']))
  expect(settled.read).toEqual(['3'])
  expect(settled.since).toEqual(['a since 4', 'b since 4'])
})

test('what has the same bytes as the version after it is not read', async () => {
  const { since, read } = await follow(history(['a', 'a', 'a\nb', 'a\nb', 'a\nb'], true))
  expect(since).toEqual(['a since 1', 'b since 3'])
  expect(read).toEqual(['2'])
  const versions = history(['a', 'a', 'a\nb', 'a\nb', 'a\nb'], true)
  expect(readsFor(versions, () => 10)).toEqual({ count: 2, bytes: 20 })
  expect(readsFor(history(['a', null, 'a']), () => 10)).toEqual({ count: 2, bytes: 20 })
})

test('passes over deletions, other kinds and what can’t be named, and tells so', async () => {
  const versions = history(['a', null, 'a\nb', undefined, 'a\nb\nc'])
  const { since, followed } = await follow(versions)
  expect(since).toEqual(['a since 1', 'b since 3', 'c since 5'])
  expect(followed.passed).toEqual([
    { at: 1, why: { what: 'a PDF' } },
    { at: 3, why: 'deletion' },
  ])
  const unnamed = versions.map((one) =>
    one.versionId === '3' ? { ...one, versionId: undefined } : one,
  )
  const without = await follow(unnamed)
  expect(without.since).toEqual(['a since 1', 'b since 5', 'c since 5'])
  expect(without.followed.passed).toContainEqual({ at: 2, why: 'no-id' })
})

test('where older versions are not known, a line is of the oldest or older', async () => {
  const { since, followed } = await follow(history(['a', 'a\nb']), { isWhole: false })
  expect(since).toEqual(['a up to 1', 'b since 2'])
  expect(followed.lines.open).toBe(1)
})

test('ends at a version that is too large, with what is known by then', async () => {
  const versions = history(['a', 'a\nb', 'a\nb\nc'])
  const large = versions.map((one) => (one.versionId === '2' ? { ...one, size: 9e9 } : one))
  const { since, followed, read } = await follow(large)
  expect(since).toEqual(['a up to 3', 'b up to 3', 'c up to 3'])
  expect(followed.tooLarge).toBe(9e9)
  expect(read).toEqual(['2'])
})

test('abort ends it, before anything is read and between two versions', async () => {
  const versions = history(['a', 'a\nb', 'a\nb\nc'])
  const aborted = AbortSignal.abort(new Error('enough'))
  let read = 0
  await expect(follow(versions, { signal: aborted, onStep: () => (read += 1) })).rejects.toThrow(
    'enough',
  )
  expect(read).toBe(0)
  const controller = new AbortController()
  const steps: number[] = []
  const onStep = ({ lines }: Followed<string>) => {
    steps.push(lines.reached)
    controller.abort(new Error('enough'))
  }
  await expect(follow(versions, { signal: controller.signal, onStep })).rejects.toThrow('enough')
  expect(steps).toEqual([1])
})

test('a history of 200 versions, each a line longer, of a text of 5,000 lines', async () => {
  const old = Array.from({ length: 5000 }, (_, at) => `line ${at}`)
  const all = Array.from({ length: 200 }, (_, at) =>
    [...old, ...Array.from({ length: at }, (_, added) => `added ${added + 2}`)].join('\n'),
  )
  const { since } = await follow(history(all))
  expect(since.slice(0, 2)).toEqual(['line 0 since 1', 'line 1 since 1'])
  expect(since.slice(5000)).toEqual(
    Array.from({ length: 199 }, (_, at) => `added ${at + 2} since ${at + 2}`),
  )
}, 60_000)
