import { describe, expect, it } from 'vitest'
import type { ArchiveEntry } from './archive-entry.ts'
import { EntryTree } from './entry-tree.ts'

function entry(path: string, size = 1, time = 0): ArchiveEntry {
  return {
    path,
    type: path.endsWith('/') ? 'folder' : 'file',
    size,
    packedSize: size,
    time: { type: 'instant', time },
    isEncrypted: false,
    remarks: path.includes('..') ? ['odd'] : [],
  }
}

const namesOf = (tree: EntryTree) =>
  tree.slice(0, tree.rows).map(({ name, level }) => `${' '.repeat(level - 1)}${name}`)

describe('EntryTree', () => {
  const tree = () =>
    new EntryTree([
      entry('b/scan 10', 30),
      entry('b/scan 9', 20),
      entry('a/', 0),
      entry('a/x/deep', 5),
      entry('top', 1),
    ])

  it('has the folders that no entry tells of, sums them up, and sorts folders first', () => {
    expect(namesOf(tree())).toEqual(['a', ' x', '  deep', 'b', ' scan 9', ' scan 10', 'top'])
    const rows = tree().slice(0, 10)
    expect(rows.map(({ size }) => size)).toEqual([5, 5, 5, 50, 20, 30, 1])
    expect(tree().about(rows[3]?.node ?? 0)).toEqual({ path: 'b/', files: 2, size: 50 })
    expect(rows[4]).toMatchObject({ level: 2, siblings: 2, isFolder: false })
  })

  it('sorts by size within each folder, and leaves the archive’s order', () => {
    const sorted = tree()
    sorted.sort({ by: 'size', direction: 'descending' })
    expect(namesOf(sorted)).toEqual(['b', ' scan 10', ' scan 9', 'a', ' x', '  deep', 'top'])
    sorted.sort(undefined)
    expect(namesOf(sorted)).toEqual(['b', ' scan 10', ' scan 9', 'a', ' x', '  deep', 'top'])
  })

  it('opens and closes folders, and knows the folder of a line', () => {
    const closed = tree()
    const [first] = closed.slice(0, 1)
    closed.setOpen(first?.node ?? 0, false)
    expect(namesOf(closed)).toEqual(['a', 'b', ' scan 9', ' scan 10', 'top'])
    expect(closed.slice(0, 9).map(({ parent }) => parent)).toEqual([-1, -1, 1, 1, -1])
  })

  it('filters by the whole path, whatever the case, into one list', () => {
    const filtered = tree()
    filtered.filter('SCAN')
    expect(namesOf(filtered)).toEqual(['b/scan 9', 'b/scan 10'])
    filtered.filter('nothing')
    expect(filtered.rows).toBe(0)
    filtered.filter('')
    expect(filtered.rows).toBe(7)
  })

  it('keeps odd paths apart and bounded: none is followed', () => {
    const odd = new EntryTree([
      entry('../up'),
      entry('/abs'),
      entry('x'),
      entry('x'),
      entry('d/'.repeat(9000) + 'f'),
    ])
    const names = namesOf(odd)
    expect(names.slice(0, 2)).toEqual(['', ' abs'])
    expect(names.filter((name) => name === 'x')).toHaveLength(2)
    expect(names.length).toBeLessThan(80)
    expect(odd.slice(2, 4).map(({ name, isOdd }) => [name, isOdd])).toEqual([
      ['..', false],
      ['up', true],
    ])
  })

  it('shows what was packed as the folder “.” without that folder', () => {
    const packed = new EntryTree([entry('./'), entry('./a/'), entry('./a/b'), entry('./c')])
    expect(namesOf(packed)).toEqual(['a', ' b', 'c'])
    expect(packed.about(packed.slice(2, 3)[0]?.node ?? 0).path).toBe('./c')
  })

  it('holds 100,000 entries, of which only what is asked for is made', () => {
    const many = new EntryTree(
      Array.from({ length: 100_000 }, (_, at) => entry(`f${at % 10}/n${at}`)),
    )
    expect(many.rows).toBe(10)
    many.setOpen(many.slice(3, 4)[0]?.node ?? 0, true)
    expect(many.rows).toBe(10_010)
    expect(many.slice(5000, 5003)).toHaveLength(3)
  })
})
