import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeWords, headline } from '../changes.ts'
import { diffTables } from './diff-tables.ts'

const csv = (...rows: (string | number)[][]) => rows.map((row) => row.join(',')).join('\n')
const words = (left: string, right: string) =>
  diffTables(left, right).changes.map((change) => changeWords(change))
const fates = (left: string, right: string) => diffTables(left, right).rows.map(({ fate }) => fate)

const HEAD = ['id', 'name', 'potassium']

describe('by a key', () => {
  const left = csv(HEAD, [1, 'Ada', 6.4], [2, 'Bo', 4.1], [3, 'Cy', 3.9])

  test('a cell, by the key and the name of the column', () => {
    const diff = diffTables(left, left.replace('6.4', '4.6'))
    expect(diff.summary).toBe('1 row changed.')
    expect(headline(diff)).toBe('1, potassium 6.4 → 4.6')
    expect(diff.remarks).toEqual(['Rows are matched by id.'])
  })

  test('rows added and removed; a row of another key is never one that changed', () => {
    const diff = diffTables(left, csv(HEAD, [1, 'Ada', 6.4], [4, 'Bo', 4.1], [3, 'Cy', 3.9]))
    expect(diff.rows.map(({ fate }) => fate)).not.toContain('changed')
    expect(diff.summary).toBe('1 row added, 1 removed.')
  })

  test('another order of rows is moves', () => {
    const diff = diffTables(left, csv(HEAD, [3, 'Cy', 3.9], [1, 'Ada', 6.4], [2, 'Bo', 4.1]))
    expect(diff.summary).toBe('1 row moved.')
  })

  test('columns added, removed and moved', () => {
    const right = csv(['name', 'id', 'sodium'], ['Ada', 1, 140], ['Bo', 2, 141], ['Cy', 3, 139])
    const diff = diffTables(left, right)
    expect(diff.summary).toBe('1 column added, 1 column removed, 1 column moved.')
    expect(diff.columns.map(({ name }) => name)).toEqual(['name', 'id', 'potassium', 'sodium'])
  })

  test('several columns together', () => {
    const head = ['patient', 'code', 'date', 'value']
    const of = (value: number) =>
      csv(head, ['p1', 'K', 'd1', value], ['p1', 'Na', 'd1', 140], ['p2', 'K', 'd1', 4])
    expect(words(of(6.4), of(4.6))).toEqual(['p1, K, value 6.4 → 4.6'])
  })

  test('a number of a row that went to another patient is not a changed value', () => {
    const head = ['id', 'patient', 'potassium']
    const of = (patient: string, value: number) =>
      csv(head, [1, patient, value], [2, 'p8', 4], [3, 'p9', 5])
    expect(fates(of('p1', 6.4), of('p2', 4.6))).not.toContain('changed')
    expect(words(of('p1', 6.4), of('p1', 4.6))).toEqual(['1, potassium 6.4 → 4.6'])
  })

  test('a time, where nothing else names a row', () => {
    const of = (...pulses: number[]) =>
      csv(['time', 'pulse'], ...pulses.map((pulse, i) => [`2026-01-01T0${i}:00`, pulse]))
    expect(words(of(60, 70, 80), of(60, 75, 80))).toEqual(['2026-01-01T01:00, pulse 70 → 75'])
  })
})

describe('by likeness', () => {
  test('rows that differ in what they are about are removed and added', () => {
    const head = ['patient', 'value', 'unit', 'state']
    const of = (patient: string) =>
      csv(head, [patient, 5, 'mmol', 'final'], ['p9', 6, 'mmol', 'final'], ['p9', 7, 'mmol', 'x'])
    expect(fates(of('p1'), of('p2'))).not.toContain('changed')
  })

  test('without a header, by places', () => {
    const left = csv([1, 2, 3], [4, 5, 6], [7, 8, 9])
    expect(words(left, left.replace('5', '55'))).toEqual(['Row 2, Column 2 5 → 55'])
  })
})

describe('ways of writing', () => {
  test('quotes and delimiters make no difference, blanks and numbers are', () => {
    const left = csv(HEAD, [1, 'Ada', 6.4], [2, 'Bo', 1])
    expect(diffTables(left, left.replace('Ada', '"Ada"'))).toMatchObject({
      total: 0,
      summary: 'All cells are the same; only quotes, delimiters, line ends or blank lines differ.',
    })
    expect(diffTables(left, left.replaceAll(',', ';'))).toMatchObject({
      total: 0,
      remarks: ['The delimiter of the cells changed.'],
    })
    expect(diffTables(left, left.replace('6.4', '6.40')).total).toBe(1)
    expect(diffTables(left, left.replace('Ada', 'Ada ')).total).toBe(1)
  })
})

describe('properties', () => {
  const cell = fc.constantFrom('a', 'b', '1', '2', '')
  const table = fc
    .uniqueArray(fc.tuple(fc.nat(20), cell, cell), {
      selector: ([id]) => id,
      minLength: 2,
      maxLength: 12,
    })
    .map((rows) => rows.map(([id, ...cells]) => [`k${id}`, ...cells]))
  const text = (rows: string[][]) => csv(['id', 'one', 'two'], ...rows)

  test('the difference applied to the older gives the newer', () => {
    fc.assert(
      fc.property(table, table, (left, right) => {
        const whole = text(right)
        const { rows } = diffTables(text(left), whole)
        const untold = new Map(left.map((cells) => [cells[0], cells]))
        const drawn = rows.flatMap(({ fate, after }) => (fate === 'removed' ? [] : [after]))
        for (const { fate, before } of rows) if (fate === 'removed') untold.delete(before[0])
        for (const cells of drawn) untold.set(cells[0], [...cells])
        const order = (all: Iterable<string[]>) => [...all].map((cells) => cells.join()).toSorted()
        expect(order(untold.values())).toEqual(order(right))
      }),
    )
  })

  test('equal tables have no difference, others have one', () => {
    fc.assert(
      fc.property(table, table, (left, right) => {
        expect(diffTables(text(left), text(left)).total).toBe(0)
        const isEqual = text(left) === text(right)
        expect(diffTables(text(left), text(right)).total > 0).toBe(!isEqual)
      }),
    )
  })

  test('swapped sides mirror it', () => {
    fc.assert(
      fc.property(table, table, (left, right) => {
        const count = (one: string[][], other: string[][], fate: string) =>
          fates(text(one), text(other)).filter((found) => found === fate).length
        expect(count(left, right, 'added')).toBe(count(right, left, 'removed'))
        expect(count(left, right, 'changed')).toBe(count(right, left, 'changed'))
      }),
    )
  })
})

describe('bounds', () => {
  test('a row beyond the million is said not to be compared', () => {
    const many = (last: string) => `id,v\n${'1,2\n'.repeat(1_000_000)}${last}`
    expect(diffTables(many('a,1'), many('a,2')).notCompared).toEqual([
      'Only the first 1,000,000 rows of the first one are compared.',
      'Only the first 1,000,000 rows of the second one are compared.',
    ])
  })

  test('large tables without anything in common end', () => {
    const many = (name: string) =>
      csv(HEAD, ...Array.from({ length: 50_000 }, (_, i) => [`${name}${i}`, name, i]))
    const diff = diffTables(many('a'), many('b'))
    expect(diff.summary).toBe('50,000 rows added, 50,000 removed.')
    expect(diff.notCompared).toEqual(['Only the first changed rows are drawn.'])
  })
})

test('a row that changed and moved is told as both, a cell behind the last column as a column', () => {
  const moved = diffTables('id,d\n1,5\n2,6\n3,7', 'id,d\n3,8\n1,5\n2,6')
  expect(moved.remarks).toContain('Of the rows that changed 1 moved, too.')
  const longer = diffTables('id,d\n1,5\n2,6', 'id,d\n1,5,9\n2,6')
  expect(longer.changes).toMatchObject([{ kind: 'added', label: 'Column 3' }])
})

describe('a column with another name', () => {
  const table = (name: string, dose: number) => csv(['id', name], [1, dose], [2, 6], [3, 7], [4, 8])

  test('is one that was renamed where its cells are the same, and what changed in them is told', () => {
    const diff = diffTables(table('dose mg', 5), table('dose g', 50))
    expect(diff.changes.map((change) => changeWords(change))).toEqual([
      'Name of column 2 dose mg → dose g',
      '1, dose g 5 → 50',
    ])
    expect(diff.summary).toBe('1 row changed, 1 column renamed.')
  })

  test('is another column where they are not', () => {
    const other = csv(['id', 'pulse'], [1, 60], [2, 70], [3, 80], [4, 90])
    const diff = diffTables(table('dose', 5), other)
    expect(diff.summary).toBe('1 column added, 1 column removed.')
    expect(diff.changes.map((change) => changeWords(change))).toEqual([
      'Column dose (5, 6, 7, 8) removed',
      'Column pulse (60, 70, 80, 90) added',
    ])
  })
})
