import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  clampRow,
  isScaled,
  rowAt,
  rowsInView,
  scrollHeight,
  TALLEST,
  topOf,
  type RowScroll,
} from './row-scroll.ts'

const small: RowScroll = { rows: 1000, rowHeight: 20, view: 400 }
const huge: RowScroll = { rows: 2 ** 26, rowHeight: 20, view: 400 }

it('gives a small file a bar of its own height', () => {
  expect(scrollHeight(small)).toBe(20_000)
  expect(isScaled(small)).toBe(false)
  expect(rowAt(small, 200)).toBe(10)
  expect(topOf(small, 10)).toBe(200)
})

it('never asks the browser for more than it can lay out, and still reaches both ends', () => {
  expect(scrollHeight(huge)).toBe(TALLEST)
  expect(rowAt(huge, 0)).toBe(0)
  expect(rowAt(huge, TALLEST - huge.view)).toBe(2 ** 26 - 20)
  expect(topOf(huge, 2 ** 26)).toBe(TALLEST - huge.view)
})

it('comes back to the same row from the place of the bar', () => {
  const rows = fc.integer({ min: 1, max: 350_000 })
  fc.assert(
    fc.property(rows, fc.nat(), (rows, wanted) => {
      const scroll = { ...small, rows }
      const row = clampRow(scroll, wanted % rows)
      expect(rowAt(scroll, topOf(scroll, row))).toBe(row)
    }),
  )
})

it('shows a file that is shorter than the view from its first row', () => {
  const short = { rows: 3, rowHeight: 20, view: 400 }
  expect(rowAt(short, 50)).toBe(0)
  expect(topOf(short, 2)).toBe(0)
  expect(rowsInView(short)).toBe(21)
})
