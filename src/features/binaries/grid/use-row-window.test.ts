import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { offsetFor, rowsInView } from './use-row-window.ts'

const size = { count: 1000, rowHeight: 36, headHeight: 36 }

describe('rowsInView', () => {
  test('the rows in view, with a margin on either side', () => {
    expect(rowsInView({ top: 0, height: 396 }, size)).toEqual({
      from: 0,
      to: 16,
      seen: 10,
      page: 10,
    })
    expect(rowsInView({ top: 3600, height: 396 }, size)).toMatchObject({ from: 96, to: 116 })
    expect(rowsInView({ top: 990 * 36, height: 396 }, size)).toMatchObject({ to: 1000, seen: 1000 })
  })

  test('nothing before the height is known', () => {
    expect(rowsInView({ top: 500, height: 0 }, size)).toMatchObject({ from: 0, to: 0, seen: 0 })
  })

  test('covers every row that shows, and stays within the list, wherever it is scrolled to', () => {
    const viewport = fc.record({
      top: fc.integer({ min: -50, max: 50_000 }),
      height: fc.integer({ min: 37, max: 2000 }),
    })
    fc.assert(
      fc.property(viewport, fc.nat({ max: 2000 }), ({ top, height }, count) => {
        const { from, to } = rowsInView({ top, height }, { ...size, count })
        expect(from).toBeLessThanOrEqual(Math.max(to, 0))
        expect(to).toBeLessThanOrEqual(count)
        for (let row = 0; row < count; row += 1) {
          const above = row * 36 - top
          if (above > -36 && above < height - 36) expect(row >= from && row < to).toBe(true)
        }
      }),
    )
  })
})

test('offsetFor scrolls as little as it takes, and never under the head', () => {
  const view = { top: 3600, height: 396 }
  expect(offsetFor(105, view, size)).toBe(3600)
  expect(offsetFor(99, view, size)).toBe(99 * 36)
  expect(offsetFor(110, view, size)).toBe(3636)
  expect(offsetFor(0, view, size)).toBe(0)
})
