import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StoreBusy, UnknownOrganization } from '#server/store/errors.ts'
import { ANSWERED, answeredLabel, faultLabel, FAULTS, STATUSES, statusLabel } from './labels.ts'

test('whatever an answer is, its labels are of the lists', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.double()), fc.boolean(), (status, isWhole) => {
      expect(STATUSES).toContain(statusLabel(status, isWhole))
    }),
  )
  fc.assert(
    fc.property(
      fc.option(fc.constantFrom('read' as const, 'search' as const), { nil: undefined }),
      fc.option(fc.oneof(fc.string(), fc.constantFrom('/healthz', '__proto__', 'toString')), {
        nil: undefined,
      }),
      (interaction, route) => {
        expect(ANSWERED).toContain(answeredLabel(interaction, route))
      },
    ),
  )
  fc.assert(
    fc.property(fc.anything(), (thrown) => {
      expect([undefined, ...FAULTS]).toContain(faultLabel(thrown))
    }),
  )
})

test('says what it is counted as', () => {
  expect(answeredLabel('patch', '/organizations/:org/fhir/4/Binary/:id')).toBe('patch')
  expect(answeredLabel(undefined, '/readyz')).toBe('health')
  expect(answeredLabel(undefined, '/assets/*')).toBe('console')
  expect(answeredLabel(undefined, undefined)).toBe('unknown')
  expect([200, 418, 302, 999].map((status) => statusLabel(status, true))).toEqual([
    '200',
    '4xx',
    '3xx',
    '5xx',
  ])
  expect(statusLabel(200, false)).toBe('cut')
  expect(faultLabel(new StoreBusy())).toBe('busy')
  expect(faultLabel(new Error('other'))).toBe('other')
  // What is the caller's, and what was stopped, is not the engine's.
  expect(faultLabel(new UnknownOrganization())).toBeUndefined()
  expect(faultLabel(new DOMException('stopped', 'AbortError'))).toBeUndefined()
})
