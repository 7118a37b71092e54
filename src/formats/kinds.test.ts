import { describe, expect, it } from 'vitest'
import { COMMON_CONTENT_TYPES } from './content-types.ts'
import {
  FORMATS,
  formatOfName,
  formatOfType,
  isKind,
  isText,
  isWithin,
  kindLabel,
  kindOfLabel,
  KINDS,
  nameDisagrees,
} from './kinds.ts'

describe('the table', () => {
  it('gives no type, other name or ending to two formats', () => {
    const types = FORMATS.flatMap(({ type, aliases }) => [type, ...aliases])
    const endings = FORMATS.flatMap((one) => one.endings)
    expect(new Set(types).size).toBe(types.length)
    expect(new Set(endings).size).toBe(endings.length)
    for (const { type, kind } of FORMATS) {
      expect(type).toBe(type.toLowerCase())
      expect(kindOfLabel(type)).toBe(kind)
      expect(formatOfType(`${type.toUpperCase()}; x=1`)?.kind).toBe(kind)
    }
  })

  it('names every kind, each within kinds that there are', () => {
    expect(new Set(KINDS.map(kindLabel)).size).toBe(KINDS.length)
    expect(KINDS.every(isKind)).toBe(true)
    expect(isKind('constructor')).toBe(false)
    expect(['ccda', 'json', 'text'].map((kind) => isKind(kind) && isText(kind))).toEqual([
      true,
      true,
      true,
    ])
    expect([isWithin('ccda', 'text'), isWithin('docx', 'zip'), isWithin('zip', 'docx')]).toEqual([
      true,
      true,
      false,
    ])
  })

  it('suggests what it knows', () => {
    const [unknown, ...known] = COMMON_CONTENT_TYPES.toReversed()
    expect(unknown?.value).toBe('application/octet-stream')
    for (const { value, label } of known) {
      expect(formatOfType(value)).toBeDefined()
      expect(label).toMatch(/^[A-Z]/)
    }
  })
})

describe('kindOfLabel', () => {
  it.each([
    ['image/png', 'image'],
    ['image/svg+xml', 'svg'],
    ['image/tiff', 'tiff'],
    ['image/x-portable-pixmap', 'image'],
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
    ['application/atom+xml', 'xml'],
    ['application/hl7-cda+xml', 'ccda'],
    ['x-application/hl7-v2+er7', 'hl7v2'],
    ['application/hl7-v2', 'hl7v2'],
    ['application/edi-hl7v2', 'hl7v2'],
    ['application/dicom', 'dicom'],
    ['audio/wav', 'audio'],
    ['audio/x-unheard-of', 'audio'],
    ['video/mp4', 'video'],
    ['application/zip', 'zip'],
    ['application/rtf', 'rtf'],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
    ['application/vnd.ms-excel', 'ole'],
    ['message/rfc822', 'mail'],
    ['application/octet-stream', 'other'],
    ['nonsense', 'other'],
    [undefined, 'other'],
  ] as const)('of %s is %s', (type, kind) => {
    expect(kindOfLabel(type)).toBe(kind)
  })

  it('asks the name only where the type says little', () => {
    expect(kindOfLabel('application/octet-stream', 'scan.PDF')).toBe('pdf')
    expect(kindOfLabel(undefined, 'fax.tif')).toBe('tiff')
    expect(kindOfLabel('text/plain', 'vitals.csv')).toBe('csv')
    expect(kindOfLabel('application/xml', 'summary.ccda')).toBe('ccda')
    expect(kindOfLabel('application/pdf', 'fake.png')).toBe('pdf')
    expect(kindOfLabel('application/x-holter', 'x.pdf')).toBe('other')
    expect(kindOfLabel(undefined, 'constructor')).toBe('other')
    expect(formatOfName('x.constructor')).toBeUndefined()
  })
})

describe('nameDisagrees', () => {
  it.each([
    ['scan.pdf', 'image/png', true],
    ['scan.pdf', 'application/pdf', false],
    ['scan.PDF', 'text/plain', true],
    ['letter.txt', 'application/pdf', true],
    ['message.hl7', 'text/plain', false],
    ['table.csv', 'text/plain', false],
    ['ccd.xml', 'application/hl7-cda+xml', false],
    ['notes.txt', 'application/fhir+json', false],
    ['letter.docx', 'application/zip', true],
    ['letter.rtf', 'text/plain', true],
    ['unknown.xyz', 'application/pdf', false],
    ['no-extension', 'application/pdf', false],
    ['photo.jpg', 'image/png', false],
  ])('%s as %s: %s', (name, contentType, expected) => {
    expect(nameDisagrees(name, contentType)).toBe(expected)
  })
})
