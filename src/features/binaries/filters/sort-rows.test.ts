import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowOf, sortKey, type BinaryRow } from '../list/rows.ts'
import { COLUMN_IDS, type Sort } from '../search/search-view.ts'
import { compareBy, mergeRows, sortRows } from './sort-rows.ts'

test('agrees with the built-in sort, which is stable too', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 3000, size: 'max' }), anySort, (rows, sort) => {
      const compare = compareBy(sort)
      expect(finish(sortRows(rows, compare))).toEqual(rows.toSorted(compare))
    }),
    { numRuns: 30 },
  )
})

test('a merge is a sort of both, those of the first list first', () => {
  fc.assert(
    fc.property(fc.array(anyRow), fc.array(anyRow), anySort, (a, b, sort) => {
      const compare = compareBy(sort)
      const merged = finish(mergeRows(a.toSorted(compare), b.toSorted(compare), compare))
      expect(merged).toEqual([...a.toSorted(compare), ...b.toSorted(compare)].toSorted(compare))
    }),
  )
})

test('rows without a value stand last, up or down', () => {
  const [small, large, none] = [sized('small', 1), sized('large', 9), sized('none', undefined)]
  expect(order([none, large, small], { column: 'size', direction: 'asc' })).toEqual([
    'small',
    'large',
    'none',
  ])
  expect(order([none, large, small], { column: 'size', direction: 'desc' })).toEqual([
    'large',
    'small',
    'none',
  ])
})

test('names sort as people count', () => {
  expect(sortKey('scan 2.png') < sortKey('scan 10.png')).toBe(true)
  expect(sortKey('Änderung') < sortKey('anfang')).toBe(true)
  expect(sortKey('ZEBRA') > sortKey('apfel')).toBe(true)
})

test('version counters sort as numbers, others as they are', () => {
  const rows = ['10', '9', 'b-uuid', ''].map((versionId) =>
    make(versionId || 'none', { versionId }),
  )
  expect(order(rows, { column: 'version', direction: 'asc' })).toEqual([
    '9',
    '10',
    'b-uuid',
    'none',
  ])
})

test('yields often enough for a frame', () => {
  const rows = Array.from({ length: 20_000 }, (_, n) => sized(`r${n}`, (n * 7919) % 20_000))
  const steps = sortRows(rows, compareBy({ column: 'size', direction: 'asc' }))
  let yields = 0
  while (!steps.next().done) yields += 1
  // Merging alone handles 20,000 rows six times over.
  expect(yields).toBeGreaterThan(60)
})

function order(rows: BinaryRow[], sort: Sort): string[] {
  return finish(sortRows(rows, compareBy(sort))).map(({ id }) => id)
}

function finish<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

function make(id: string, meta: { versionId: string }): BinaryRow {
  return rowOf({ resourceType: 'Binary', id, meta })!
}

function sized(id: string, size: number | undefined): BinaryRow {
  return { ...make(id, { versionId: '1' }), size }
}

const anySort: fc.Arbitrary<Sort> = fc.record({
  column: fc.constantFrom(...COLUMN_IDS),
  direction: fc.constantFrom('asc', 'desc'),
})

const anyRow = fc
  .record({
    id: fc.stringMatching(/^[a-c]{1,3}$/),
    size: fc.option(fc.nat({ max: 5 }), { nil: undefined }),
    updated: fc.option(fc.nat({ max: 5 }), { nil: undefined }),
    language: fc.constantFrom('', 'de', 'en'),
    securityContext: fc.constantFrom('', 'Patient/1'),
    version: fc.constantFrom('', '1', '2', '10', 'x'),
  })
  .map(({ id, ...parts }) => ({ ...make(id, { versionId: '1' }), ...parts }))
