import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { COLUMN_IDS } from '../search/search-view.ts'
import {
  DEFAULT_COLUMNS,
  fittingColumns,
  formatColumns,
  moveColumn,
  NARROWEST,
  parseColumns,
  setHidden,
  setWidth,
  visibleColumns,
  WIDEST,
  type ColumnSettings,
} from './column-settings.ts'

test('settings come back as they were kept', () => {
  fc.assert(
    fc.property(anySettings, (settings) => {
      expect(parseColumns(formatColumns(settings))).toEqual(settings)
    }),
  )
})

describe('what was kept may be anything', () => {
  test('never throws, and always names every column once and shows the name', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const settings = parseColumns(text)
        expect([...settings.order].toSorted()).toEqual([...COLUMN_IDS].toSorted())
        expect(visibleColumns(settings)).toContain('name')
      }),
    )
  })

  test.each([null, '', '[]', '7', '{"order":"name"}', '{"widths":{"__proto__":5,"colour":90}}'])(
    '%s is the default',
    (text) => {
      expect(parseColumns(text)).toEqual(DEFAULT_COLUMNS)
    },
  )

  test('a column of a later version is dropped, one that is new since stands at its place', () => {
    const kept = JSON.stringify({
      order: ['size', 'thumbnail', 'kind', 'name'],
      hidden: ['author'],
    })
    const { order, hidden } = parseColumns(kept)
    expect(order.slice(0, 4)).toEqual(['size', 'version', 'updated', 'securityContext'])
    expect(order.slice(4)).toEqual(['folder', 'kind', 'name', 'contentType', 'language'])
    expect(hidden).toEqual(['folder'])
  })

  test('widths are held within what can be used', () => {
    const { widths } = parseColumns('{"widths":{"size":1,"name":99999,"kind":"wide"}}')
    expect(widths).toEqual({ size: NARROWEST, name: WIDEST })
  })
})

test('moving passes over hidden columns and stops at the edges', () => {
  const settings = setHidden(DEFAULT_COLUMNS, 'name', false)
  const hidden = setHidden(settings, 'contentType', true)
  expect(visibleColumns(moveColumn(hidden, 'name', 1)).slice(0, 3)).toEqual([
    'kind',
    'language',
    'name',
  ])
  expect(moveColumn(hidden, 'kind', -1)).toBe(hidden)
  expect(moveColumn(hidden, 'contentType', 1)).toBe(hidden)
})

test('there and back is where it was', () => {
  const moved = moveColumn(moveColumn(DEFAULT_COLUMNS, 'size', 1), 'size', -1)
  expect(moved).toEqual(DEFAULT_COLUMNS)
})

test('the name stays', () => {
  expect(setHidden(DEFAULT_COLUMNS, 'name', true)).toEqual(DEFAULT_COLUMNS)
})

describe('columns that do not fit', () => {
  const widthOf = () => 100
  const all = visibleColumns(DEFAULT_COLUMNS)

  test('leave by need, and come back with the room', () => {
    const fit = (room: number) => fittingColumns(all, DEFAULT_COLUMNS, room, widthOf)
    expect(fit(800)).toEqual(all)
    expect(fit(700)).toEqual(all.filter((column) => column !== 'version'))
    expect(fit(300)).toEqual(['name', 'updated', 'securityContext'])
    expect(fit(0)).toEqual(['name'])
  })

  test('stay where they were sized by hand', () => {
    const sized = setWidth(DEFAULT_COLUMNS, 'version', 100)
    expect(fittingColumns(all, sized, 300, widthOf)).toEqual(['name', 'version', 'updated'])
  })
})

test('a width that is not a number is ignored', () => {
  expect(setWidth(DEFAULT_COLUMNS, 'size', Number.NaN)).toBe(DEFAULT_COLUMNS)
})

const anySettings: fc.Arbitrary<ColumnSettings> = fc.record({
  order: fc.shuffledSubarray([...COLUMN_IDS], { minLength: COLUMN_IDS.length }),
  hidden: fc.subarray(COLUMN_IDS.filter((column) => column !== 'name')),
  widths: fc.dictionary(
    fc.constantFrom(...COLUMN_IDS),
    fc.integer({ min: NARROWEST, max: WIDEST }),
    { noNullPrototype: true },
  ),
})
