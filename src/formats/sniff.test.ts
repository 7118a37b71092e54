import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extensionDisagrees, sniff } from './sniff.ts'

const files = new URL('../../server/demo/files/', import.meta.url)
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

async function head(name: string): Promise<Uint8Array> {
  return (await readFile(new URL(name, files))).subarray(0, 65_536)
}

async function typeOf(content: string | number[], fileName?: string): Promise<string> {
  const bytes =
    typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content)
  return (await sniff(bytes, fileName)).contentType
}

describe('sniff', () => {
  it.each([
    ['lab-report.v1.pdf', 'application/pdf'],
    ['chest.v1.png', 'image/png'],
    ['wound.jpg', 'image/jpeg'],
    ['referral.tif', 'image/tiff'],
    ['head.dcm', 'application/dicom'],
    ['heart.wav', 'audio/wav'],
    ['export.zip', 'application/zip'],
    ['consentement.rtf', 'application/rtf'],
    ['result.v1.hl7', 'x-application/hl7-v2+er7'],
    ['result.json', 'application/fhir+json'],
    ['ccd.xml', 'application/xml'],
    ['body-chart.svg', 'image/svg+xml'],
    ['portal.html', 'text/html'],
  ])('knows %s by its bytes alone', async (name, contentType) => {
    expect(await sniff(await head(name))).toEqual({ contentType, certain: true })
  })

  it.each([
    ['vitals.v1.csv', 'text/csv'],
    ['discharge.v1.txt', 'text/plain'],
    ['entlassung.txt', 'text/plain'],
    ['protocol.docx', docx],
  ])('takes %s for what it is', async (name, contentType) => {
    expect((await sniff(await head(name), name)).contentType).toBe(contentType)
  })

  it.each([
    ['\ufeff{"a":1}', 'application/json'],
    ['[1,2]', 'application/json'],
    ['{not json}', 'text/plain'],
    ['[draft] of a letter', 'text/plain'],
    ['<?xml version="1.0"?><!-- x --><!DOCTYPE a [<!ENTITY b "c">]><ns:a/>', 'application/xml'],
    ['<?xml version="1.0"?>\n<svg xmlns="x"/>', 'image/svg+xml'],
    ['  <!DOCTYPE HTML><p>', 'text/html'],
    ['<3 to all', 'text/plain'],
    ['MSH#^~\\&#LAB\r', 'x-application/hl7-v2+er7'],
    ['\u000bMSH|^~\\&|LAB\r\u001c\r', 'x-application/hl7-v2+er7'],
    ['MSHELL is no message', 'text/plain'],
    ['a;b;c\n1;2;3\n4;5;6\n', 'text/csv'],
    ['a\t"b\tb"\n1\t2\n', 'text/csv'],
    ['Dear Ann, hello\nwe met, and talked, at noon', 'text/plain'],
  ])('reads the text %j as %s', async (text, contentType) => {
    expect(await typeOf(text)).toBe(contentType)
  })

  it('names the encoding of text that is not UTF-8', async () => {
    expect(await typeOf([0xff, 0xfe, 0x61, 0x00, 0x0a, 0x00])).toBe('text/plain; charset=utf-16le')
    expect(await typeOf([0x47, 0x72, 0xfc, 0xdf, 0x65])).toBe('text/plain; charset=windows-1252')
  })

  it('does not mind a character that the head cuts', async () => {
    const text = new TextEncoder().encode('Müller'.repeat(3))
    expect((await sniff(text.subarray(0, 2))).contentType).toBe('text/plain')
  })

  it('asks the name where the bytes say nothing', async () => {
    expect(await typeOf([], 'a.pdf')).toBe('application/pdf')
    expect(await typeOf([0, 1, 2, 3])).toBe('application/octet-stream')
    expect(await typeOf([0, 1, 2, 3], 'x.constructor')).toBe('application/octet-stream')
    expect(await typeOf('x', 'table.csv')).toBe('text/csv')
  })

  it('never fails, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.string(), async (bytes, name) => {
        expect((await sniff(bytes, name)).contentType).toMatch(/^[^/]+\/[^/]+$/)
      }),
    )
  })

  it('bears signatures whose structure is cut off', async () => {
    for (const start of ['PK\u0003\u0004', 'RIFF', 'ID3', 'OggS', 'II*\0', 'GIF89a', '%PDF-']) {
      expect(await typeOf(Array.from(start, (char) => char.charCodeAt(0)))).toContain('/')
    }
  })
})

describe('extensionDisagrees', () => {
  it.each([
    ['scan.pdf', 'image/png', true],
    ['scan.pdf', 'application/pdf', false],
    ['scan.PDF', 'text/plain', true],
    ['letter.txt', 'application/rtf', true],
    ['message.hl7', 'text/plain', false],
    ['table.csv', 'text/plain', false],
    ['ccd.xml', 'application/hl7-cda+xml', false],
    ['notes.txt', 'application/fhir+json', false],
    ['letter.docx', 'application/zip', true],
    ['unknown.xyz', 'application/pdf', false],
    ['no-extension', 'application/pdf', false],
    ['photo.jpg', 'image/png', false],
  ])('%s as %s: %s', (name, contentType, expected) => {
    expect(extensionDisagrees(name, contentType)).toBe(expected)
  })
})
