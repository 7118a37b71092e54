import { expect, test } from 'vitest'
import { AUTHOR_EXTENSION, FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import { keptFields } from '#fhir/binary/field-edits.ts'
import type { Binary, Coding } from '#fhir/types.ts'
import { rebasedFields } from './kept-fields.ts'

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

test('extensions that are not the server’s own are kept', () => {
  const own = { url: 'urn:x', valueString: 'kept' }
  const extension = [{ url: AUTHOR_EXTENSION, valueString: 'A' }, own]
  expect(keptFields({ ...base, meta: { ...base.meta, extension } }).meta?.extension).toEqual([own])
})

test('a tag that either side added stays, and the file keeps one name', () => {
  const named = (code: string) => ({ system: FILENAME_SYSTEM, code })
  const of = (...tag: Coding[]): Binary => ({ ...base, meta: { tag } })
  const [start, a, b] = [{ code: 'start' }, { code: 'a' }, { code: 'b' }]
  expect(
    rebasedFields(of(named('mine.pdf'), start, a), of(named('x'), start), of(named('x'), b)).meta,
  ).toEqual({ tag: [b, named('mine.pdf'), a] })
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
