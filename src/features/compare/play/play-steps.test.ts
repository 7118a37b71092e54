import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coverOf, nextStep, regrown, stepsToRead, type Known } from './play-steps.ts'

const known = fc.array(fc.constantFrom<Known>('picture', 'skipped', undefined), { minLength: 1 })

test('the next is the first behind that may be a picture', () => {
  expect(nextStep(['picture', 'skipped', undefined], 0)).toBe(2)
  expect(nextStep(['picture', 'skipped', 'skipped'], 0)).toBeUndefined()
  expect(nextStep(['picture'], 0)).toBeUndefined()
})

test('no more than two are read ahead, none of them twice, none that is skipped, and none while it stands still', () => {
  fc.assert(
    fc.property(known, fc.nat(), (all, place) => {
      const at = place % all.length
      expect(stepsToRead(all, at, false)).toEqual([at])
      const [first, ...ahead] = stepsToRead(all, at, true)
      expect(first).toBe(at)
      expect(ahead.length).toBeLessThanOrEqual(2)
      const left = all.flatMap((one, index) => (index > at && one !== 'skipped' ? [index] : []))
      expect(ahead).toEqual(left.slice(0, 2))
    }),
  )
})

test('a cover that grows leaves the upper left corner where it is on the screen', () => {
  const size = fc.record({
    width: fc.integer({ min: 1, max: 5000 }),
    height: fc.integer({ min: 1, max: 5000 }),
  })
  fc.assert(
    fc.property(size, size, fc.integer({ min: 1, max: 8 }), (one, other, zoom) => {
      const after = coverOf([one, other])
      const view = { zoom, x: 12, y: -7, turn: 0 } as const
      const next = regrown(view, one, after)
      const left = (of: { x: number }, width: number) => of.x - (width / 2) * zoom
      const top = (of: { y: number }, height: number) => of.y - (height / 2) * zoom
      expect(left(next, after.width)).toBeCloseTo(left(view, one.width))
      expect(top(next, after.height)).toBeCloseTo(top(view, one.height))
      expect(next.zoom).toBe(zoom)
    }),
  )
  const fitted = { zoom: undefined, x: 0, y: 0, turn: 0 } as const
  expect(regrown(fitted, { width: 1, height: 1 }, { width: 9, height: 9 })).toBe(fitted)
})
