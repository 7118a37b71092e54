import { expect, it } from 'vitest'
import { isOtherForm } from './resource-form.ts'

it.each([
  ['application/fhir+xml', true],
  ['Application/FHIR+XML; charset=utf-8; fhirVersion=4.0', true],
  ['application/xml+fhir', true],
  ['text/fhir+xml', true],
  ['application/fhir+turtle', true],
  ['application/fhir+json', false],
  ['application/fhir+ndjson', false],
  ['application/xml', false],
  ['text/xml', false],
  ['text/turtle', false],
  ['application/fhir+xmlx', false],
  ['nonsense', false],
  [undefined, false],
])('%s: %s', (type, is) => {
  expect(isOtherForm(type)).toBe(is)
})
