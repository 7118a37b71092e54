import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FileFacts } from '../queue/item.ts'
import { decide, matchFiles, type Missing } from './match-files.ts'

function facts(path: string, size = 10, lastModified = 1_000): FileFacts {
  return { name: path.split('/').at(-1) ?? '', size, lastModified, path }
}

function missing(key: string, of: FileFacts, sha256?: string): Missing {
  return { key, facts: of, sha256 }
}

const given = (...all: FileFacts[]) => all.map((one) => ({ facts: one }))
const kinds = (wanted: Missing[], files: ReturnType<typeof given>) =>
  [...matchFiles(wanted, files).values()].map(({ kind }) => kind)

describe('a file that is given again', () => {
  test('is the missing one when path, size and time are the same', () => {
    expect(kinds([missing('a', facts('s/a.pdf'))], given(facts('s/a.pdf')))).toEqual(['same'])
  })

  test('has changed when its size is another one, whatever its checksum', () => {
    const wanted = missing('a', facts('s/a.pdf', 10), 'ab')
    expect(kinds([wanted], given(facts('s/a.pdf', 11)))).toEqual(['changed'])
  })

  test('is told by its checksum when only the time is another one, and has changed without', () => {
    const other = given(facts('s/a.pdf', 10, 2_000))
    expect(kinds([missing('a', facts('s/a.pdf'), 'ab')], other)).toEqual(['doubtful'])
    expect(kinds([missing('a', facts('s/a.pdf'))], other)).toEqual(['changed'])
  })

  test('may come from a folder further up or down, or alone', () => {
    for (const path of ['home/s/2026/a.pdf', '2026/a.pdf', 'a.pdf']) {
      expect(kinds([missing('a', facts('s/2026/a.pdf'))], given(facts(path)))).toEqual(['same'])
    }
    expect(kinds([missing('a', facts('s/2026/a.pdf'))], given(facts('2025/a.pdf')))).toEqual([
      'absent',
    ])
  })

  test('does not fit into two of one name: then the checksum tells', () => {
    const two = [missing('x', facts('x/a.pdf'), 'ab'), missing('y', facts('y/a.pdf'), 'cd')]
    expect(kinds(two, given(facts('a.pdf')))).toEqual(['doubtful', 'doubtful'])
    const bare = two.map((one) => ({ ...one, sha256: undefined }))
    expect(kinds(bare, given(facts('a.pdf')))).toEqual(['absent', 'absent'])
    expect(kinds(two, given(facts('x/a.pdf'), facts('y/a.pdf')))).toEqual(['same', 'same'])
  })

  test('serves two uploads of the same file', () => {
    const two = [missing('one', facts('a.pdf')), missing('two', facts('a.pdf'))]
    expect(kinds(two, given(facts('a.pdf')))).toEqual(['same', 'same'])
  })
})

test('checksums decide for the one that has it', () => {
  const wanted = missing('a', facts('a'), 'cd')
  expect(decide(wanted, ['x', 'y'], ['ab', 'cd'])).toEqual({ kind: 'same', given: 'y' })
  expect(decide(wanted, ['x', 'y'], ['ab', undefined])).toEqual({ kind: 'changed', given: 'x' })
  expect(decide(missing('a', facts('a')), ['x'], ['ab'])).toEqual({ kind: 'changed', given: 'x' })
})

const folder = fc.constantFrom('', 'a/', 'a/b/', 'b/')
const path = fc.tuple(folder, fc.constantFrom('x', 'y', 'z')).map(([at, name]) => at + name)
const someFacts = fc
  .tuple(path, fc.nat({ max: 2 }), fc.nat({ max: 1 }))
  .map(([at, size, time]) => facts(at, size, time))
const distinct = fc.uniqueArray(someFacts, { selector: (one) => one.path, maxLength: 12 })

describe('for any files', () => {
  test('the same folder again gives each upload its own file, in whatever order', () => {
    fc.assert(
      fc.property(distinct, fc.infiniteStream(fc.nat()), (all, mix) => {
        const wanted = all.map((one) => missing(one.path, one))
        const shuffled = given(...all)
          .map((one) => ({ one, by: mix.next().value as number }))
          .toSorted((a, b) => a.by - b.by)
          .map(({ one }) => one)
        for (const [key, match] of matchFiles(wanted, shuffled)) {
          expect(match).toEqual({
            kind: 'same',
            given: { facts: wanted.find((w) => w.key === key)?.facts },
          })
        }
      }),
    )
  })

  test('a match has the name, the size and the time of what is missing, and one file is not two', () => {
    fc.assert(
      fc.property(distinct, distinct, (lost, found) => {
        const wanted = lost.map((one) => missing(one.path, one))
        const used = new Map<unknown, string>()
        for (const [key, match] of matchFiles(wanted, given(...found))) {
          const of = lost.find((one) => one.path === key)
          if (match.kind !== 'same') continue
          expect(match.given.facts.name).toBe(of?.name)
          expect(match.given.facts.size).toBe(of?.size)
          expect(match.given.facts.lastModified).toBe(of?.lastModified)
          expect(used.has(match.given)).toBe(false)
          used.set(match.given, key)
        }
      }),
    )
  })
})
