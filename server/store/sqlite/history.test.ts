import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstSince } from './history.ts'

test('firstSince finds what looking at each would find, in a handful of looks', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), fc.integer({ min: -1, max: 11 }), (steps, since) => {
      const instants = steps.toSorted((one, other) => one - other)
      let looks = 0
      const found = firstSince(since, instants.length, (number) => {
        looks += 1
        return instants[number - 1] ?? expect.fail(`looked at ${number}`)
      })
      const plain = instants.findIndex((instant) => instant >= since)
      expect(found).toBe(plain === -1 ? instants.length + 1 : plain + 1)
      expect(looks).toBeLessThanOrEqual(Math.ceil(Math.log2(instants.length + 1)))
    }),
  )
})
