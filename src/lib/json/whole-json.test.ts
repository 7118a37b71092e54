import fc from 'fast-check'
import { expect, test } from 'vitest'
import { copyJson } from './whole-json.ts'

const names = fc.oneof(fc.constant('__proto__'), fc.string())
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.string(),
    fc.double({ noNaN: true }),
    fc.constant(null),
    fc.array(tie('value')),
    fc
      .array(fc.tuple(names, tie('value')))
      .map((members) => Object.fromEntries(members) as unknown),
  ),
})).value

test('says the same and shares no list and no object, whatever its members are called', () => {
  fc.assert(
    fc.property(json, (value) => {
      const copy = copyJson(value)
      expect(JSON.stringify(copy)).toBe(JSON.stringify(value))
      for (const part of partsOf(copy)) expect(partsOf(value)).not.toContain(part)
      for (const part of partsOf(copy))
        expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(part))
    }),
  )
})

function partsOf(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(partsOf)]
}
