import fc from 'fast-check'
import { expect, it } from 'vitest'
import { columnsIn, defaultWidth, layOut, placeAfter } from './column-layout.ts'

it('lays columns out one after another, with widths set by hand', () => {
  expect(layOut([100, 50, 80], new Map([[1, 60]])).starts).toEqual([0, 100, 160, 240])
  expect(defaultWidth(0)).toBe(72)
  expect(defaultWidth(1000)).toBe(360)
})

it('finds the columns in view', () => {
  const layout = layOut([100, 50, 80], new Map())
  expect(columnsIn(layout, 0, 100)).toEqual([0, 2])
  expect(columnsIn(layout, 120, 10)).toEqual([1, 2])
  expect(columnsIn(layout, 9999, 10)).toEqual([2, 3])
  expect(columnsIn(layOut([], new Map()), 0, 100)).toEqual([0, 0])
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
      fc.nat(20_000),
      fc.integer({ min: 1, max: 2000 }),
      (widths, left, width) => {
        const layout = layOut(widths, new Map())
        const [from, to] = columnsIn(layout, left, width)
        for (const [column, start] of layout.starts.slice(0, -1).entries()) {
          const isSeen = start < left + width && start + widths[column]! > left
          if (isSeen) expect(column >= from && column < to).toBe(true)
        }
      },
    ),
  )
})

it.each([
  ['ArrowDown', false, { row: 5, column: 2 }],
  ['ArrowDown', true, { row: 99, column: 2 }],
  ['ArrowUp', true, { row: 0, column: 2 }],
  ['ArrowRight', false, { row: 4, column: 3 }],
  ['ArrowLeft', true, { row: 4, column: 0 }],
  ['PageDown', false, { row: 24, column: 2 }],
  ['PageUp', false, { row: 0, column: 2 }],
  ['Home', false, { row: 4, column: 0 }],
  ['End', true, { row: 99, column: 9 }],
])('%s (ctrl %s)', (key, ctrlKey, place) => {
  const size = { rows: 100, columns: 10, page: 20 }
  expect(placeAfter({ key, ctrlKey }, { row: 4, column: 2 }, size)).toEqual(place)
})

it('goes up to the header and stays inside', () => {
  const size = { rows: 1, columns: 1, page: 20 }
  expect(placeAfter({ key: 'ArrowUp', ctrlKey: false }, { row: 0, column: 0 }, size)?.row).toBe(-1)
  expect(placeAfter({ key: 'ArrowUp', ctrlKey: false }, { row: -1, column: 0 }, size)?.row).toBe(-1)
  expect(placeAfter({ key: 'x', ctrlKey: false }, { row: 0, column: 0 }, size)).toBeUndefined()
})
