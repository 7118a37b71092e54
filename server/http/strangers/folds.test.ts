import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Folds, OTHERS } from './folds.ts'
import type { Stranger } from './folds.ts'

const stranger: fc.Arbitrary<Stranger> = fc.record({
  at: fc.nat(300_000),
  address: fc.nat(12).map((last) => `10.0.0.${last}`),
  organization: fc.constantFrom('a', 'b', undefined),
  status: fc.constantFrom(401, 400),
})

test('whoever comes, all are counted once, and few folds are held', () => {
  fc.assert(
    fc.property(
      fc.array(stranger, { maxLength: 200 }),
      fc.integer({ min: 1, max: 20 }),
      (all, most) => {
        const folds = new Folds<number>(most)
        let firsts = 0
        for (const [at, one] of all.entries()) if (folds.count(one, at).isFirst) firsts += 1
        const held = folds.all()
        expect(held.reduce((sum, { count }) => sum + count, 0)).toBe(all.length)
        expect(firsts).toBe(held.length)
        // Of the others there is one for each minute and status.
        const others = held.filter(({ address }) => address === OTHERS)
        expect(held.length - others.length).toBeLessThanOrEqual(most)
        expect(others.length).toBeLessThanOrEqual(6 * 2)
        for (const { first, until, minute, count, address } of held) {
          const own = all.filter((one) => Math.floor(one.at / 60_000) === minute)
          expect(Math.floor(until / 60_000)).toBe(minute)
          expect(own).toContain(all[first])
          if (address === OTHERS) continue
          const { organization, status } = all[first] as Stranger
          const same = own.filter(
            (one) =>
              one.address === address && one.organization === organization && one.status === status,
          )
          expect(count).toBeLessThanOrEqual(same.length)
          if (others.length === 0) {
            expect(count).toBe(same.length)
            expect(until).toBe(Math.max(...same.map(({ at }) => at)))
          }
        }
      },
    ),
  )
})

test('what is forgotten is counted anew', () => {
  const folds = new Folds<string>()
  const one: Stranger = { at: 1, address: '10.0.0.1', organization: undefined, status: 401 }
  const { fold } = folds.count(one, 'first')
  folds.count({ ...one, at: 5 }, 'second')
  expect(fold).toMatchObject({ count: 2, until: 5, first: 'first' })
  folds.forget(fold)
  expect(folds.count(one, 'third')).toMatchObject({ isFirst: true, fold: { count: 1 } })
  expect(folds.size).toBe(1)
})
