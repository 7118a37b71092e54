import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonEqual } from '#lib/json-equal.ts'
import { applyJsonPatch, PatchFailed } from '../patch/json-patch.ts'
import { smallestPatch } from '../patch/smallest-patch.ts'
import type { Binary, Coding } from '../types.ts'
import { FILENAME_SYSTEM } from './binary.ts'
import { guardTags } from './field-edits.ts'

/** Few of each, so that lists often differ in one place, or in their order alone. */
const coding: fc.Arbitrary<Coding> = fc.record(
  {
    system: fc.constantFrom(FILENAME_SYSTEM, 'urn:other'),
    code: fc.constantFrom('a', 'b', 'c'),
    display: fc.constant('A'),
  },
  { requiredKeys: [] },
)
const tags = fc.array(coding, { minLength: 1, maxLength: 4 })
const binary = (versionId: string, tag: Coding[] | undefined, language = 'en'): Binary => ({
  resourceType: 'Binary',
  contentType: 'text/plain',
  language,
  meta: { versionId, ...(tag && { tag }) },
})

test('a guarded patch makes its own change of the tags, or none', () => {
  fc.assert(
    fc.property(tags, fc.option(tags, { nil: undefined }), tags, (before, after, now) => {
      const patch = guardTags(
        binary('1', before),
        smallestPatch(binary('1', before), binary('1', after)),
      )
      expect(applyJsonPatch(binary('1', before), patch)).toEqual(binary('1', after))
      expect(patch.filter(({ op }) => op === 'test').length).toBeLessThan(2)
      if (patch.length === 0 || jsonEqual(now, before)) return
      expect(() => applyJsonPatch(binary('2', now), patch)).toThrow(PatchFailed)
    }),
    { numRuns: 1000 },
  )
})

test('a patch of other fields, and the first tag, are left as they are', () => {
  const language = smallestPatch(binary('1', [{ code: 'a' }]), binary('1', [{ code: 'a' }], 'de'))
  expect(guardTags(binary('1', [{ code: 'a' }]), language)).toEqual(language)
  const first = smallestPatch(binary('1', undefined), binary('1', [{ code: 'a' }]))
  expect(guardTags(binary('1', undefined), first)).toEqual(first)
})
