import { describe, expect, it } from 'vitest'
import { mediaKind, mediaKindLabel } from './kinds.ts'

describe('mediaKind', () => {
  it.each([
    ['image/png', 'image'],
    ['image/svg+xml', 'image'],
    ['image/tiff', 'tiff'],
    ['application/pdf', 'pdf'],
    ['Text/Plain; charset=utf-8', 'text'],
    ['text/csv', 'csv'],
    ['text/html', 'html'],
    ['application/xhtml+xml', 'html'],
    ['application/json', 'json'],
    ['application/fhir+json; fhirVersion=4.0', 'json'],
    ['application/json+fhir', 'json'],
    ['application/fhir+xml', 'xml'],
    ['text/xml', 'xml'],
    ['application/hl7-cda+xml', 'ccda'],
    ['x-application/hl7-v2+er7', 'hl7v2'],
    ['application/hl7-v2', 'hl7v2'],
    ['application/edi-hl7v2', 'hl7v2'],
    ['application/dicom', 'dicom'],
    ['audio/wav', 'audio'],
    ['video/mp4', 'video'],
    ['application/zip', 'zip'],
    ['application/rtf', 'rtf'],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
    ['application/octet-stream', 'other'],
    ['application/vnd.ms-excel', 'other'],
    ['nonsense', 'other'],
    [undefined, 'other'],
  ] as const)('of %s is %s', (type, kind) => {
    expect(mediaKind(type)).toBe(kind)
    expect(mediaKindLabel(kind)).not.toBe('')
  })

  it('asks the name only where the type says little', () => {
    expect(mediaKind('application/octet-stream', 'scan.PDF')).toBe('pdf')
    expect(mediaKind(undefined, 'fax.tif')).toBe('tiff')
    expect(mediaKind('text/plain', 'vitals.csv')).toBe('csv')
    expect(mediaKind('application/xml', 'summary.ccda')).toBe('ccda')
    expect(mediaKind('application/pdf', 'fake.png')).toBe('pdf')
    expect(mediaKind('application/vnd.ms-excel', 'x.pdf')).toBe('other')
    expect(mediaKind(undefined, 'constructor')).toBe('other')
    expect(mediaKind(undefined, 'x.constructor')).toBe('other')
  })
})
