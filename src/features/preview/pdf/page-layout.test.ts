import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  LARGEST_ZOOM,
  layOutPages,
  PAGE_GAP,
  pagesNear,
  placeAt,
  POINT,
  SMALLEST_ZOOM,
  topOfPlace,
  zoomOf,
  type PageSize,
} from './page-layout.ts'

const a4: PageSize = { width: 595, height: 842 }
const view = { width: 619, height: 800 }
const many = (count: number) => Array.from({ length: count }, () => a4)

it('fits the widest page to the width', () => {
  const layout = layOutPages([a4, { width: 1190, height: 842 }], 'width', 0, view)
  expect(layout.pages[1]?.width).toBeCloseTo(view.width - 2 * PAGE_GAP)
  expect(layout.pages[0]?.width).toBeCloseTo((view.width - 2 * PAGE_GAP) / 2)
})

it('fits a whole page, and turns it', () => {
  const upright = layOutPages([a4], 'page', 0, view)
  expect(upright.pages[0]?.height).toBeCloseTo(view.height - 2 * PAGE_GAP)
  const turned = layOutPages([a4], 'page', 90, view)
  expect(turned.pages[0]?.width).toBeCloseTo(view.width - 2 * PAGE_GAP)
})

it('keeps a number within what can be drawn, and has a scale before there is a view', () => {
  expect(zoomOf(layOutPages([a4], 100, 0, view))).toBeCloseTo(LARGEST_ZOOM)
  expect(zoomOf(layOutPages([a4], 0, 0, view))).toBeCloseTo(SMALLEST_ZOOM)
  expect(layOutPages([a4], 'width', 0, { width: 0, height: 0 }).scale).toBeGreaterThan(0)
  expect(layOutPages([a4], 1, 0, view).scale).toBe(POINT)
})

it('has few pages near, however many there are', () => {
  const layout = layOutPages(many(5000), 'width', 0, view)
  const middle = layout.pages[2500]?.top ?? 0
  const near = pagesNear(layout, middle, view.height)
  expect(near).toContain(2501)
  expect(near.length).toBeLessThan(6)
  expect(pagesNear(layOutPages([], 'width', 0, view), 0, view.height)).toEqual([])
})

it('finds the same place again in another layout', () => {
  const top = fc.integer({ min: 0, max: 20_000 })
  const zoom = fc.double({ min: 0.2, max: 4, noNaN: true })
  fc.assert(
    fc.property(top, zoom, (top, zoom) => {
      const before = layOutPages(many(30), 'width', 0, view)
      const after = layOutPages(many(30), zoom, 0, view)
      const place = placeAt(before, top, view.height)
      const back = placeAt(before, topOfPlace(before, place), view.height)
      expect(back.page).toBe(place.page)
      expect(topOfPlace(after, place)).toBeGreaterThanOrEqual(0)
    }),
  )
})
