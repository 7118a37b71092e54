import { expect, it } from 'vitest'
import {
  CONTENT_EXTENSION,
  contentSize,
  FILENAME_SYSTEM,
  SUBSETTED,
  withFileName,
  withFolder,
} from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { stripContent } from '../binaries/read-resource.ts'
import { rawHeaders } from './raw-headers.ts'

const pdf: Binary = { resourceType: 'Binary', contentType: 'application/pdf' }

it('carries the fields in headers, all ASCII', () => {
  const fields = {
    ...withFileName(pdf, "Müller's (1)*.pdf"),
    language: 'de-CH',
    securityContext: { reference: 'Patient/1' },
  }
  expect(rawHeaders(fields)).toEqual({
    'Content-Type': 'application/pdf',
    'Content-Language': 'de-CH',
    'X-Security-Context': 'Patient/1',
    'Content-Disposition': "attachment; filename*=UTF-8''M%C3%BCller%27s%20%281%29%2A.pdf",
  })
})

it('carries the folder beside the name', () => {
  expect(rawHeaders(withFolder(withFileName(pdf, 'a.pdf'), 'Scans/März'))).toMatchObject({
    'Content-Disposition': "attachment; filename*=UTF-8''a.pdf; folder*=UTF-8''Scans%2FM%C3%A4rz",
  })
})

it.each<[string, Binary]>([
  [
    'a name that says more',
    { ...pdf, meta: { tag: [{ system: FILENAME_SYSTEM, code: 'a', display: 'A' }] } },
  ],
  ['no type', { resourceType: 'Binary' }],
  ['no media type', { ...pdf, contentType: 'pdf' }],
  ['JSON', { ...pdf, contentType: 'application/json' }],
  ['FHIR JSON', { ...pdf, contentType: 'application/fhir+json; fhirVersion=4.0' }],
  ['FHIR XML', { ...pdf, contentType: 'application/fhir+xml; charset=utf-8' }],
  ['old FHIR JSON', { ...pdf, contentType: 'application/json+fhir' }],
  ['other tags', { ...pdf, meta: { tag: [{ system: 's', code: 'c' }] } }],
  ['profiles', { ...pdf, meta: { profile: ['p'] } }],
  ['rules', { ...pdf, implicitRules: 'r' }],
  ['a display', { ...pdf, securityContext: { reference: 'Patient/1', display: 'Ann' } }],
  ['an identifier alone', { ...pdf, securityContext: { identifier: { value: '7' } } }],
  ['a reference beyond ASCII', { ...pdf, securityContext: { reference: 'Patient/ä' } }],
  ['a line break', { ...pdf, securityContext: { reference: 'a\r\nX: y' } }],
  ['a type with a line break', { ...pdf, contentType: 'text/plain;\n charset=utf-8' }],
])('leaves it to JSON with %s', (_, fields) => {
  expect(rawHeaders(fields)).toBeUndefined()
})

it('strips content and keeps its size and all else', () => {
  const binary: Binary = {
    ...pdf,
    id: 'x',
    meta: {
      versionId: '1',
      tag: [SUBSETTED, { code: 'SUBSETTED', system: 'http://hl7.org/fhir/v3/ObservationValue' }],
    },
    data: 'YWJj',
  }
  const stripped = stripContent(binary)
  expect(stripped).toEqual({
    ...pdf,
    id: 'x',
    meta: { versionId: '1' },
    _data: { extension: [{ url: CONTENT_EXTENSION, valueAttachment: { size: 3 } }] },
  })
  expect(stripContent(stripped)).toEqual(stripped)
  expect(contentSize(stripContent({ ...pdf, data: '@data:1' }, [5, 7]))).toBe(7)
  expect(stripContent(pdf)).toEqual(pdf)
})
