import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeTar } from '#test/make-tar.ts'
import { makeZip, type ZipPart } from '#test/make-zip.ts'
import { compareEntries, type EntryPair } from './compare-entries.ts'
import { describeArchives } from './describe-archives.ts'
import { listArchive } from './list-archive.ts'

const zip = async (parts: readonly ZipPart[]) =>
  listArchive({ blob: new Blob([makeZip({ parts })]), kind: 'zip' })

const folder = fc.dictionary(
  fc.constantFrom('a', 'b', 'c/d', 'c/e', 'f'),
  fc.constantFrom('', 'one', 'two', 'other words'),
)
const partsOf = (files: Record<string, string>) =>
  Object.entries(files).map(([name, data]) => ({ name, data }))

/** The newer files, made of the older ones and what the difference takes from the newer. */
function applied(pairs: readonly EntryPair[], left: [string, string][], right: [string, string][]) {
  const made = new Map<string, string>()
  for (const pair of pairs) {
    if (pair.kind === 'removed') continue
    const path = right[pair.right]?.[0] ?? ''
    const isKept = pair.kind === 'same' || pair.kind === 'moved'
    made.set(path, (isKept ? left[pair.left]?.[1] : right[pair.right]?.[1]) ?? '')
  }
  return made
}

describe('any two archives', () => {
  it('the difference applied to the older files gives the newer ones; equal ones have none; swapped ones mirror', async () => {
    await fc.assert(
      fc.asyncProperty(folder, folder, async (before, after) => {
        const [left, right] = [await zip(partsOf(before)), await zip(partsOf(after))]
        const pairs = await compareEntries(left, right)
        expect(applied(pairs, Object.entries(before), Object.entries(after))).toEqual(
          new Map(Object.entries(after)),
        )
        const none = await compareEntries(left, left)
        expect(none.every(({ kind }) => kind === 'same')).toBe(true)
        const count = (list: readonly EntryPair[]) =>
          (['same', 'changed', 'moved', 'added', 'removed'] as const).map(
            (kind) => list.filter((one) => one.kind === kind).length,
          )
        const [same, changed, moved, added, removed] = count(pairs)
        expect(count(await compareEntries(right, left))).toEqual([
          same,
          changed,
          moved,
          removed,
          added,
        ])
      }),
      { numRuns: 60 },
    )
  })
})

describe('known answers', () => {
  it('tells added, removed, changed and moved entries by their paths', async () => {
    const left = await zip([
      { name: 'keep', data: 'k' },
      { name: 'old', data: 'moved words' },
      { name: 'gone', data: 'x' },
      { name: 'note', data: '1' },
    ])
    const right = await zip([
      { name: 'note', data: '22' },
      { name: 'in/new', data: 'moved words' },
      { name: 'keep', data: 'k' },
      { name: 'more', data: 'yy' },
    ])
    const words = describeArchives(left, right, await compareEntries(left, right))
    expect(words.summary).toBe('1 entry changed, 1 added, 1 removed and 1 moved; 1 entry the same.')
    expect(words.lines.map(({ pair }) => `${pair.kind} ${pair.path}`)).toEqual([
      'removed gone',
      'moved in/new',
      'added more',
      'changed note',
    ])
  })

  it('does not believe a checksum and a size that are the same', async () => {
    const forged = { name: 'dose', crc: 0x1234_5678 }
    const left = await zip([{ ...forged, data: '5 mg' }])
    const right = await zip([{ ...forged, data: '9 mg' }])
    const [pair] = await compareEntries(left, right)
    // Unpacking tells that neither is what its checksum says.
    expect(pair).toMatchObject({ kind: 'unclear', path: 'dose' })
    const words = describeArchives(left, right, await compareEntries(left, right))
    expect(words.notCompared[0]).toContain('“dose” could not be compared')
    expect(words.summary).not.toContain('All entries are the same')
  })

  it('what may not be unpacked is said, not called the same', async () => {
    const left = await zip([{ name: 'a', data: 'abcdef', crc: 0 }])
    const right = await zip([{ name: 'a', data: 'abcdeg', crc: 0 }])
    const [pair] = await compareEntries(left, right, { limits: { entry: 3, all: 3 } })
    expect(pair).toMatchObject({ kind: 'unclear', why: 'it is too large to be unpacked here' })
  })

  it('compares tar archives, too, and entries of one name by their order', async () => {
    const tar = (data: string) =>
      listArchive({
        blob: new Blob([
          makeTar([
            { name: 'a', data: 'x' },
            { name: 'a', data },
          ]),
        ]),
        kind: 'tar',
      })
    const pairs = await compareEntries(await tar('1'), await tar('2'))
    expect(pairs.map(({ kind }) => kind)).toEqual(['same', 'changed'])
  })

  it('ends when it is told to', async () => {
    const entries = await zip([{ name: 'a', data: 'x' }])
    const signal = AbortSignal.abort(new Error('left'))
    await expect(compareEntries(entries, entries, { signal })).rejects.toThrow('left')
  })
})
