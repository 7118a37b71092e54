import { describe, expect, it } from 'vitest'
import * as make from '#test/format-samples.ts'
import { blobSource } from './content-source.ts'
import { detect, detectSource } from './detect.ts'

const { hex, join, utf8, utf16 } = make
const OPEN_XML = 'application/vnd.openxmlformats-officedocument'
const office = (part: string) => make.zip({ '[Content_Types].xml': '<Types/>', [part]: '<x/>' })

const CDA = '<ClinicalDocument xmlns="urn:hl7-org:v3"><realmCode/></ClinicalDocument>'
const MAIL = 'Message-ID: <1@x>\r\nFrom: a@b\r\nTo: c@d\r\nSubject: x\r\n\r\nHello\r\n'

describe('bytes alone', () => {
  it.each<[string, Uint8Array, string, string]>([
    ['PNG', make.PNG, 'image', 'image/png'],
    ['JPEG', make.JPEG, 'image', 'image/jpeg'],
    ['GIF', make.GIF, 'image', 'image/gif'],
    ['BMP', make.BMP, 'image', 'image/bmp'],
    ['HEIC', make.HEIC, 'heic', 'image/heic'],
    ['JPEG 2000', hex('0000000c6a5020200d0a870a 00000014'), 'jpeg2000', 'image/jp2'],
    ['PDF', make.PDF, 'pdf', 'application/pdf'],
    ['PDF behind a line break', join(utf8('\n'), make.PDF), 'pdf', 'application/pdf'],
    [
      'PDF behind a kilobyte of something',
      join(make.tiff(900), make.PDF),
      'pdf',
      'application/pdf',
    ],
    ['TIFF', make.tiff(8), 'tiff', 'image/tiff'],
    ['TIFF, big endian', make.tiff(8, true), 'tiff', 'image/tiff'],
    ['DICOM', make.dicom(), 'dicom', 'application/dicom'],
    ['DICOM that begins as a TIFF', make.dicom(make.tiff(8)), 'dicom', 'application/dicom'],
    ['DICOM without a preamble', make.dataSet('explicit'), 'dicom', 'application/dicom'],
    [
      'DICOM behind a byte of its lost head',
      join(hex('20'), make.dataSet('explicit')),
      'dicom',
      'application/dicom',
    ],
    ['DICOM in big endian', make.dataSet('big'), 'dicom', 'application/dicom'],
    ['DICOM, implicit', make.dataSet('implicit'), 'dicom', 'application/dicom'],
    ['WAV', make.WAV, 'audio', 'audio/wav'],
    ['MP3', make.MP3, 'audio', 'audio/mpeg'],
    ['MP3 with a tag', make.MP3_WITH_TAG, 'audio', 'audio/mpeg'],
    ['MP4', make.MP4, 'video', 'video/mp4'],
    ['QuickTime without a brand', make.QUICKTIME, 'video', 'video/quicktime'],
    ['ZIP', make.zip({ 'a.txt': 'a' }), 'zip', 'application/zip'],
    ['ZIP of nothing', make.zip({}), 'zip', 'application/zip'],
    ['Word', office('word/document.xml'), 'docx', `${OPEN_XML}.wordprocessingml.document`],
    ['Excel', office('xl/workbook.xml'), 'xlsx', `${OPEN_XML}.spreadsheetml.sheet`],
    [
      'PowerPoint',
      office('ppt/presentation.xml'),
      'pptx',
      `${OPEN_XML}.presentationml.presentation`,
    ],
    ['a ZIP with a folder "word"', make.zip({ 'word/a': 'a' }), 'zip', 'application/zip'],
    [
      'OpenDocument',
      make.zip({ mimetype: 'application/vnd.oasis.opendocument.text', a: 'b' }),
      'odt',
      'application/vnd.oasis.opendocument.text',
    ],
    ['old Word', make.ole('WordDocument'), 'ole', 'application/msword'],
    ['old Excel', make.ole('Workbook'), 'ole', 'application/vnd.ms-excel'],
    ['Outlook', make.ole('__properties_version1.0'), 'msg', 'application/vnd.ms-outlook'],
    ['gzip', make.GZIP, 'gzip', 'application/gzip'],
    ['tar', make.tar(), 'tar', 'application/x-tar'],
    ['7z', make.SEVEN_ZIP, 'archive', 'application/x-7z-compressed'],
    ['RAR', make.RAR, 'archive', 'application/vnd.rar'],
    ['signed', make.SIGNED, 'signed', 'application/pkcs7-mime'],
    ['a signature apart', make.SIGNATURE, 'signed', 'application/pkcs7-signature'],
    ['SCP', make.scp(), 'scp', 'application/x-scp-ecg'],
    ['SCP that was cut off', make.scp().slice(0, 40), 'scp', 'application/x-scp-ecg'],
  ])('%s', async (_name, bytes, kind, contentType) => {
    expect(await detect(bytes)).toEqual({ kind, contentType, confidence: 'proven' })
  })

  it.each<[string, string, string]>([
    ['{\\rtf1\\ansi Hello}', 'rtf', 'application/rtf'],
    ['{"a":1}', 'json', 'application/json'],
    ['\ufeff[1,2]', 'json', 'application/json'],
    ['{"resourceType":"Patient"}', 'json', 'application/fhir+json'],
    ['{"a":1}\n{"a":2}\n', 'json', 'application/x-ndjson'],
    ['<?xml version="1.0"?><a/>', 'xml', 'application/xml'],
    ['<!-- x --><!DOCTYPE a [<!ENTITY b "c>">]><ns:a/>', 'xml', 'application/xml'],
    ['<Patient xmlns="http://hl7.org/fhir"><id/></Patient>', 'xml', 'application/fhir+xml'],
    [CDA, 'ccda', 'application/hl7-cda+xml'],
    [
      `<?xml version="1.0"?>\n<?xml-stylesheet href="CDA.xsl"?>\n${CDA}`,
      'ccda',
      'application/hl7-cda+xml',
    ],
    ['<c:ClinicalDocument xmlns:c="urn:hl7-org:v3"/>', 'ccda', 'application/hl7-cda+xml'],
    ['<ClinicalDocument xmlns="urn:other"/>', 'xml', 'application/xml'],
    ['<AnnotatedECG xmlns="urn:hl7-org:v3"></AnnotatedECG>', 'ecg', 'application/xml'],
    ['<svg xmlns="http://www.w3.org/2000/svg"></svg>', 'svg', 'image/svg+xml'],
    ['  <!DOCTYPE HTML><p>', 'html', 'text/html'],
    ['<!-- a page --><script>1</script><p>', 'html', 'text/html'],
    ['<script>document.write(1)</script>', 'html', 'text/html'],
    ['<html xmlns="http://www.w3.org/1999/xhtml">', 'html', 'application/xhtml+xml'],
    ['MSH|^~\\&|LAB|A\rPID|1\r', 'hl7v2', 'x-application/hl7-v2+er7'],
    ['\u000bMSH|^~\\&|LAB\r\u001c\r', 'hl7v2', 'x-application/hl7-v2+er7'],
    ['\ufeff\r\n\r\n# from LAB\nMSH#^~\\&#LAB\r', 'hl7v2', 'x-application/hl7-v2+er7'],
    ['FHS|^~\\&|LAB\rBHS|^~\\&|LAB\rMSH|^~\\&|LAB\r', 'hl7v2', 'x-application/hl7-v2+er7'],
    [MAIL, 'mail', 'message/rfc822'],
    [
      'From a@b.c Sun May  8 19:07:09 2005\nFrom: a@b.c\nSubject: x\n\ntext',
      'mail',
      'message/rfc822',
    ],
    ['BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n', 'text', 'text/calendar'],
    ['-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n', 'signed', 'application/x-pem-file'],
    [
      'subject=CN=x\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      'signed',
      'application/x-pem-file',
    ],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIB\n', 'signed', 'application/x-pem-file'],
    ['MIIBBgkqhkiG9w0BBwKgggEAMIIB\n'.repeat(3), 'signed', 'application/pkcs7-mime'],
  ])('%j', async (text, kind, contentType) => {
    expect(await detect(utf8(text))).toMatchObject({ kind, contentType, confidence: 'proven' })
    // However it is written: as UTF-16 it is the same.
    const wide = join(hex('fffe'), utf16(text.replace(/^\ufeff/, '')))
    expect(await detect(wide)).toMatchObject({ kind, contentType })
  })

  it.each<[string, string]>([
    ['a;b;c\n1;2;3\n4;5;6\n', 'text/csv'],
    ['name,note\n"A","two\nlines, and ""more"""\n"B",x\n', 'text/csv'],
    ['a\t"b\tb"\n1\t2\n', 'text/tab-separated-values'],
  ])('a table without a name: %j', async (text, contentType) => {
    expect(await detect(utf8(text))).toMatchObject({
      kind: 'csv',
      contentType,
      confidence: 'likely',
    })
  })

  it('reads of a TIFF and a ZIP what lies beyond the first 64 KiB', async () => {
    const far = make.tiff(200_000)
    expect(await detectSource(blobSource(new Blob([far])))).toMatchObject({
      kind: 'tiff',
      confidence: 'proven',
    })
    expect(
      await detect(far.subarray(0, 65_536), undefined, undefined, { size: far.length }),
    ).toMatchObject({ kind: 'tiff', confidence: 'likely' })
    const program = join(hex('4d5a900003000000'), make.zip({ 'a.txt': 'hello' }))
    expect(await detect(program)).toMatchObject({ kind: 'zip' })
    const late = make.zip({
      'a.bin': '\x00'.repeat(100_000),
      '[Content_Types].xml': 'x',
      'word/a': 'b',
    })
    expect(await detectSource(blobSource(new Blob([late])))).toMatchObject({ kind: 'docx' })
    const head = late.subarray(0, 65_536)
    const rest = { size: late.length }
    expect(await detect(head, undefined, undefined, rest)).toMatchObject({ kind: 'zip' })
    expect(await detect(head, undefined, 'a.docx', rest)).toMatchObject({ kind: 'docx' })
  })

  it.each(['-----BEGIN PUBLIC KEY-----\nMIIB\n', 'MIIBBgkqhkiG9w0BBwO, and more words'])(
    'takes what only begins like something signed for text: %j',
    async (text) => {
      expect(await detect(utf8(text))).toMatchObject({ kind: 'text' })
    },
  )

  it('knows a table whose first line fills the head, and no program of one line', async () => {
    const names = Array.from({ length: 9000 }, (_, at) => `gene_${at}`).join(',')
    const table = new TextEncoder().encode(`${names}\n1,2,3`)
    const found = await detect(table.subarray(0, 65_536), undefined, undefined, {
      size: table.length,
    })
    expect(found).toMatchObject({ kind: 'csv', contentType: 'text/csv' })
    const calls = new TextEncoder().encode('f(a,b),g({c:1},d);'.repeat(5000))
    const program = { size: calls.length }
    expect(await detect(calls.subarray(0, 65_536), undefined, undefined, program)).toMatchObject({
      kind: 'text',
    })
  })

  it('knows a table whose second line goes on beyond the head', async () => {
    const names = Array.from({ length: 9000 }, (_, at) => `g${at}`).join(',')
    const table = new TextEncoder().encode(`${names}\r\n${'TRUE,'.repeat(9000)}`)
    expect(names.length).toBeLessThan(65_536)
    expect(table.length).toBeGreaterThan(65_536)
    const size = { size: table.length }
    expect(await detect(table.subarray(0, 65_536), undefined, undefined, size)).toMatchObject({
      kind: 'csv',
    })
    const prose = new TextEncoder().encode(`One, two\r\n${'three, four and '.repeat(9000)}`)
    const rest = { size: prose.length }
    expect(await detect(prose.subarray(0, 65_536), undefined, undefined, rest)).toMatchObject({
      kind: 'text',
    })
  })

  it('says of text in an encoding that can’t be read which one the label names', async () => {
    const ebcdic = hex('d781a3898595a34089a240a68593934b15d596408396949793818995a3a24b15')
    const named = await detect(ebcdic, 'text/plain; charset=IBM500')
    expect(named).toMatchObject({
      kind: 'other',
      disagreement: 'Labelled as text/plain in IBM500, an encoding that can’t be read here.',
    })
    const other = await detect(ebcdic, 'text/plain; charset=utf-8')
    expect(other.disagreement).toBe(
      'Labelled as text/plain, but the content is not of any known kind.',
    )
  })

  it('knows nothing of noise', async () => {
    const noise = Uint8Array.from({ length: 300 }, (_, at) => (at * 89 + 7) % 256)
    expect(await detect(noise)).toEqual({
      kind: 'other',
      contentType: 'application/octet-stream',
      confidence: 'assumed',
    })
  })
})
