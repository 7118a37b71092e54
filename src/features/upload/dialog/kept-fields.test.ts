import { expect, test } from 'vitest'
import type { Binary } from '#fhir/types.ts'
import { keptFields, rebasedFields } from './kept-fields.ts'

const base: Binary = {
  resourceType: 'Binary',
  id: 'x',
  contentType: 'text/plain',
  language: 'de',
  securityContext: { reference: 'Patient/1' },
  meta: { versionId: '1', lastUpdated: 'z', security: [{ code: 'N' }] },
}

test('what the server gives is not kept', () => {
  expect(keptFields({ ...base, data: 'AA==', _data: {} })).toEqual({
    resourceType: 'Binary',
    contentType: 'text/plain',
    language: 'de',
    securityContext: { reference: 'Patient/1' },
    meta: { security: [{ code: 'N' }] },
  })
})

test('their corrections stay where nothing was changed here', () => {
  const mine = { ...keptFields(base), contentType: 'application/pdf', language: 'fr' }
  const theirs: Binary = {
    ...base,
    contentType: 'text/csv',
    language: 'en',
    securityContext: { reference: 'Patient/2' },
    meta: { versionId: '2', security: [{ code: 'R' }] },
    implicitRules: 'theirs',
  }
  expect(rebasedFields(mine, base, theirs)).toEqual({
    resourceType: 'Binary',
    contentType: 'application/pdf',
    language: 'fr',
    securityContext: { reference: 'Patient/2' },
    meta: { security: [{ code: 'R' }] },
    implicitRules: 'theirs',
  })
})

test('what I took away stays away, and so does what they did', () => {
  const { securityContext: _, ...mine } = keptFields(base)
  const { language: __, ...theirs } = base
  expect(rebasedFields(mine, base, theirs)).toEqual({
    resourceType: 'Binary',
    contentType: 'text/plain',
    meta: { security: [{ code: 'N' }] },
  })
})
