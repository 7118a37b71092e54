import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonBounds, LONG_STRING, type JsonLimits } from './json-bounds.ts'

/** @param lengths of the chunks, again and again */
function outcome(json: string, limits: JsonLimits, lengths: number[]): unknown {
  const bytes = new TextEncoder().encode(json)
  const bounds = new JsonBounds(limits)
  try {
    for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
      const length = lengths[turn % lengths.length] ?? 1
      bounds.push(bytes.subarray(at, at + length))
      at += length
    }
    return 'fits'
  } catch (error) {
    return error
  }
}

const chunks = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 })
const list = fc.array(
  fc.oneof(fc.string({ unit: fc.constantFrom('"', '\\', ',', '[', '{', 'x') }), fc.nat(9)),
  { minLength: 1 },
)

test('counts values however they are cut, and not what strings hold', () => {
  fc.assert(
    fc.property(list, chunks, (values, lengths) => {
      const json = JSON.stringify(values)
      expect(outcome(json, { values: values.length }, lengths)).toBe('fits')
      expect(outcome(json, { values: values.length - 1 }, lengths)).toMatchObject({
        kind: 'too-large',
      })
    }),
    { numRuns: 2000 },
  )
})

test('weighs all but the rest of long strings, however they are cut', () => {
  const texts = fc.array(fc.nat(3 * LONG_STRING), { maxLength: 4 })
  fc.assert(
    fc.property(
      texts,
      fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1 }),
      (sizes, cut) => {
        const json = JSON.stringify(sizes.map((size) => '\\'.repeat(size / 2)))
        const strings = sizes.map((size) => 2 * Math.trunc(size / 2) + 1)
        const weight = strings.reduce(
          (sum, length) => sum + Math.min(length, LONG_STRING) + 1,
          2 + Math.max(0, sizes.length - 1),
        )
        expect(outcome(json, { values: 10, bytes: weight }, cut)).toBe('fits')
        expect(outcome(json, { values: 10, bytes: weight - 1 }, cut)).toMatchObject({
          kind: 'too-large',
        })
      },
    ),
  )
})

test('refuses millions of small values once there are too many, whatever is still to come', () => {
  const bounds = new JsonBounds({ values: 100_000 })
  const chunk = new TextEncoder().encode('1,'.repeat(30_000))
  bounds.push(new TextEncoder().encode('['))
  for (let turn = 0; turn < 3; turn += 1) bounds.push(chunk)
  expect(() => bounds.push(chunk)).toThrow(expect.objectContaining({ kind: 'too-large' }))
})
