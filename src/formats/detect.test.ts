import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as make from '#test/format-samples.ts'
import { detect } from './detect.ts'

const { bytesOf, hex, join, utf8, utf16 } = make
const OPEN_XML = 'application/vnd.openxmlformats-officedocument'
const office = (part: string) => make.zip({ '[Content_Types].xml': '<Types/>', [part]: '<x/>' })

const CDA = '<ClinicalDocument xmlns="urn:hl7-org:v3"><realmCode/></ClinicalDocument>'
const MAIL = 'Message-ID: <1@x>\r\nFrom: a@b\r\nTo: c@d\r\nSubject: x\r\n\r\nHello\r\n'

describe('text that begins like something else', () => {
  const STARTS = (
    'BM~BMI,weight\n22,70~ID3~MZ~solid ~Painfree~Bedwide~Carefree free~GIF89a~RIFF~RIFFxxxxWAVE~OggS~fLaC~II*~MM~' +
    `PK~%PDF-~%PDF-1.4 is a format~#!AMR\n~.snd~FORM~BZh~Rar!~7z~ftyp~xxxxftyp~xxxxmoov~xxxxmdat~{\\~[~{~<~` +
    `MSHELL~From~${'G'.repeat(400)}~0~SCPECG`
  ).split('~')

  it('is text, whatever stands behind', async () => {
    const text = fc
      .string({ unit: 'grapheme' })
      .map((tail) => tail.replaceAll(/(?![\t\n\v\f\r])\p{Cc}/gu, ' '))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...STARTS), text, async (start, tail) => {
        const { kind, charset } = await detect(utf8(`${start}${tail}`), 'text/plain', 'note.txt')
        expect(['text', 'json', 'xml', 'html', 'csv']).toContain(kind)
        expect(charset?.encoding).toBe('utf-8')
      }),
      { numRuns: 1000 },
    )
  })

  it.each(STARTS)('%j before a sentence is plain text without any label', async (start) => {
    const text = `${start} and so on, as the ward has it.\nThe patient was seen at noon.\n`
    expect(await detect(utf8(text))).toMatchObject({ kind: 'text', contentType: 'text/plain' })
  })

  it.each([
    '[draft] of a letter',
    '[1] Smith\n[2] Jones\n',
    '<3 to all',
    '{not json}',
    'Dear Ann, hello\nwe met, and talked, at noon',
    'Dear Ann, hi\nI am, fine\n',
    'From: Dr. A\nTo: Dr. B\nSubject: Patient C\nDate: 3 May\n\nPlease see him.\n',
    'See the part %PDF-1.4, and then:\n1 0 obj\n',
  ])('%j is plain text', async (text) => {
    expect(await detect(utf8(text))).toMatchObject({ kind: 'text', contentType: 'text/plain' })
  })

  it('may hold runs of NUL, as logs do after a crash', async () => {
    const log = bytesOf('2026-03-01 started\n\0\0\0\0\n2026-03-01 stopped\n')
    expect(await detect(log, 'text/plain', 'a.log')).toMatchObject({ kind: 'text' })
  })
})

describe('bytes and label', () => {
  it.each<[string, Uint8Array, string, string, string]>([
    ['a PDF as PNG', make.PDF, 'image/png', 'pdf', 'a PDF document'],
    ['a PNG as text', make.PNG, 'text/plain', 'image', 'a PNG image'],
    ['a JPEG as PNG', make.JPEG, 'image/png', 'image', 'a JPEG image'],
    ['an SVG as PNG', utf8('<svg/>'), 'image/png', 'svg', 'an SVG drawing'],
    ['letters as PDF', utf8('Dear colleague,\n'), 'application/pdf', 'text', 'plain text'],
    ['letters as JSON', utf8('Dear colleague,\n'), 'application/json', 'text', 'plain text'],
    ['RTF as old Word', utf8('{\\rtf1 x}'), 'application/msword', 'rtf', 'an RTF document'],
    ['HL7 as DICOM', utf8('MSH|^~\\&|A|B\r'), 'application/dicom', 'hl7v2', 'an HL7 v2 message'],
    ['XML as C-CDA', utf8('<a/>'), 'application/hl7-cda+xml', 'xml', 'XML'],
    [
      'a signed file as PNG',
      utf8('-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n'),
      'image/png',
      'signed',
      'a signed file in PEM',
    ],
    ['noise as PNG', hex('0001020304'), 'image/png', 'other', 'not of any known kind'],
    ['a program as transport stream', utf8('export {}\n'), 'video/mp2t', 'text', 'plain text'],
    [
      'a ZIP as Word',
      make.zip({ a: 'b' }),
      `${OPEN_XML}.wordprocessingml.document`,
      'zip',
      'a ZIP archive',
    ],
  ])('%s: the bytes win, and it is said', async (_name, bytes, label, kind, words) => {
    const found = await detect(bytes, label)
    expect(found.kind).toBe(kind)
    expect(found.disagreement).toBe(`Labelled as ${label}, but the content is ${words}.`)
    expect(found.contentType).not.toBe(label)
  })

  it.each<[string, Uint8Array, string, string]>([
    ['PDF with parameters', make.PDF, 'application/pdf; version=1.7', 'pdf'],
    ['HTML', utf8('<!doctype html><p>x'), 'text/html; charset=utf-8', 'html'],
    ['a fragment of HTML', utf8('hello <b>you</b>'), 'text/html', 'html'],
    ['a fragment that begins with a tag', utf8('<ul><li>x<li>y</ul>'), 'text/html', 'html'],
    ['the same under the label of XML', utf8('<form><x/></form>'), 'application/xml', 'xml'],
    ['CSV', utf8('a,b\n1,2\n'), 'text/csv', 'csv'],
    ['prose as CSV', utf8('one cell'), 'text/csv', 'csv'],
    ['C-CDA', utf8(CDA), 'application/x-cda', 'ccda'],
    ['damaged JSON', utf8('{"a":'), 'application/json', 'json'],
    ['damaged XML', utf8('<a'), 'application/xml', 'xml'],
    ['MP4 of sound', make.MP4, 'audio/mp4', 'audio'],
    ['a kind that is not known', hex('000102'), 'application/x-holter', 'other'],
    ['old DICOM of no known coding', hex('000102'), 'application/dicom', 'dicom'],
    [
      'an encrypted Word document',
      make.ole('EncryptedPackage'),
      `${OPEN_XML}.wordprocessingml.document`,
      'docx',
    ],
  ])('%s under its own label keeps it', async (_name, bytes, label, kind) => {
    const found = await detect(bytes, label)
    expect(found).toMatchObject({ kind, contentType: label })
    expect(found.disagreement).toBeUndefined()
  })

  it.each<[string, Uint8Array, string, string]>([
    ['JSON as text', utf8('{"a":1}'), 'text/plain', 'json'],
    ['C-CDA as XML', utf8(CDA), 'text/xml', 'ccda'],
    ['C-CDA as text', utf8(CDA), 'text/plain', 'ccda'],
    ['mail as text', utf8(MAIL), 'text/plain', 'mail'],
    ['mail with little of a header', utf8('Subject: x\n\ny'), 'message/rfc822', 'mail'],
    ['FHIR as JSON', utf8('{"resourceType":"Patient"}'), 'application/json', 'json'],
    ['Word as ZIP', office('word/document.xml'), 'application/zip', 'docx'],
    [
      'XHTML as XML',
      utf8('<html xmlns="http://www.w3.org/1999/xhtml"/>'),
      'application/xml',
      'html',
    ],
    [
      'a flat OpenDocument text as XML',
      utf8(
        '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:mimetype="application/vnd.oasis.opendocument.text"/>',
      ),
      'text/xml',
      'odt',
    ],
  ])('%s is right as far as it goes', async (_name, bytes, label, kind) => {
    const found = await detect(bytes, label)
    expect(found.kind).toBe(kind)
    expect(found.disagreement).toBeUndefined()
  })

  it.each([undefined, 'application/octet-stream', 'nonsense'])(
    'a label that says nothing (%s) contradicts nothing, and the name may help',
    async (label) => {
      expect((await detect(make.PDF, label)).disagreement).toBeUndefined()
      expect(await detect(utf8('plain words'), label)).toMatchObject({ kind: 'text' })
      expect(await detect(utf8('one'), label, 'a.csv')).toMatchObject({ contentType: 'text/csv' })
      expect(await detect(utf8('# one'), label, 'a.md')).toMatchObject({
        contentType: 'text/markdown',
      })
      expect(await detect(utf8('one'), label, 'a.pdf')).toMatchObject({ contentType: 'text/plain' })
      expect(await detect(hex('0102'), label, 'a.pdf')).toMatchObject({ kind: 'other' })
      expect(await detect(hex('0102'), label, 'x.constructor')).toMatchObject({ kind: 'other' })
    },
  )

  it('bears an empty content', async () => {
    expect(await detect(new Uint8Array(), 'image/png')).toMatchObject({
      kind: 'image',
      contentType: 'image/png',
    })
    expect(await detect(new Uint8Array(), undefined, 'a.pdf')).toMatchObject({ kind: 'pdf' })
    expect(await detect(new Uint8Array())).toMatchObject({ kind: 'other' })
  })

  it('never fails, whatever the bytes', async () => {
    const heads = 'PK\x03\x04~RIFF~ID3~OggS~II*\0~GIF89a~%PDF-~~0\x80'.split('~')
    const start = fc.constantFrom(...heads)
    const label = fc.constantFrom(undefined, 'text/plain', 'image/png', 'application/pdf', 'a/b')
    await fc.assert(
      fc.asyncProperty(
        start,
        fc.uint8Array({ maxLength: 200 }),
        label,
        fc.string(),
        async (head, tail, type, name) => {
          const found = await detect(join(bytesOf(head), tail), type, name)
          expect(found.contentType).toMatch(/^[^/]+\/[^/]+$/)
        },
      ),
    )
  })
})

describe('the charset', () => {
  it('is never guessed into a content type', async () => {
    expect(await detect(bytesOf('Gr\xf6\xdfe und Gewicht\n'))).toMatchObject({
      contentType: 'text/plain',
      charset: { encoding: 'windows-1252', from: 'guess' },
    })
    const wide = join(hex('fffe'), utf16('Befund'))
    expect(await detect(wide)).toMatchObject({ contentType: 'text/plain; charset=utf-16le' })
  })

  it('that the label names stays with a narrower kind', async () => {
    expect(await detect(bytesOf('{"a":"\xf6"}'), 'text/plain; charset=iso-8859-2')).toMatchObject({
      contentType: 'application/json; charset=iso-8859-2',
      charset: { encoding: 'iso-8859-2', from: 'label' },
    })
  })
})
