import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '#test/torture.ts'
import { LEAST_PART, planParts } from './plan-parts.ts'
import type { PlannedPart, Source } from './plan-parts.ts'

const MIB = 1024 ** 2

const sourcesOf = (part: PlannedPart): Source[] =>
  part.kind === 'copy' ? [part.source] : part.sources
const sizeOf = (part: PlannedPart): number =>
  sourcesOf(part).reduce((sum, { size }) => sum + size, 0)

test('parts have all bytes in their order, are large enough but for the last, and need little memory', () => {
  const size = fc.oneof(
    fc.integer({ min: 1, max: 1000 }),
    fc.integer({ min: LEAST_PART - 2, max: LEAST_PART + 2 }),
    fc.integer({ min: 1, max: 8 * MIB }),
  )
  fc.assert(
    fc.property(fc.array(size, { minLength: 1, maxLength: 60 }), (sizes) => {
      const sources = sizes.map((bytes, index) => ({ key: `k${index}`, size: bytes }))
      const parts = planParts(sources)
      expect(parts.flatMap(sourcesOf)).toEqual(sources)
      for (const part of parts.slice(0, -1)) expect(sizeOf(part)).toBeGreaterThanOrEqual(LEAST_PART)
      for (const part of parts)
        if (part.kind === 'bytes') expect(sizeOf(part)).toBeLessThan(LEAST_PART + 8 * MIB)
    }),
    runs(200),
  )
})

test('what is large enough is copied, and not read', () => {
  const sources = [8, 8, 8, 1].map((size, index) => ({ key: `k${index}`, size: size * MIB }))
  expect(planParts(sources).map(({ kind }) => kind)).toEqual(['copy', 'copy', 'copy', 'copy'])
})
