import { describe, expect, test } from 'vitest'
import { bytesOf, join, utf16, utf8 } from '#test/format-samples.ts'
import { makeDocx, makeZip, paragraph } from '#test/make-docx.ts'
import { makeMsg } from '#test/make-msg.ts'
import { makePdf } from '#test/make-pdf.ts'
import { rtf } from '#test/make-rtf.ts'
import { makeOds, makeXlsx } from '#test/make-sheet.ts'
import { textOf, wordsOf } from '#test/read-words.ts'

type Bytes = Uint8Array<ArrayBuffer>

const MESSAGE = [
  String.raw`MSH|^~\&|LAB|H|||202601011200||ORU^R01|1|P|2.5|||||||`,
  String.raw`PID|1||3310^^^H||Jansen^Maria~Vries&de^M`,
  String.raw`OBX|1|TX|1^Note||Chest \T\ abdomen\.br\caf\XE9\ clear||||||F`,
].join('\r')

const CDA = `<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="urn:xsi"><recordTarget><patientRole><id extension="3310" root="1.2"/><patient><name><given>Maria</given></name></patient></patientRole></recordTarget><component><structuredBody><component><section><title>Findings</title><text><paragraph>Fracture of the <content styleCode="Bold">radius</content></paragraph></text><entry><observation><code displayName="Pain severity"/></observation></entry></section></component></structuredBody></component></ClinicalDocument>`

describe('the words of', () => {
  test.each<[name: string, bytes: Bytes, type: string | undefined, found: string[]]>([
    ['plain text', utf8('Discharge letter\nof 3310'), 'text/plain', ['Discharge letter of 3310']],
    ['text of no type', utf8('A note of its own.'), undefined, ['A note of its own.']],
    [
      'Western text',
      bytesOf('M\xfcller, caf\xe9'),
      'text/plain; charset=iso-8859-1',
      ['Müller, café'],
    ],
    ['wide text', join(Uint8Array.of(0xff, 0xfe), utf16('première')), 'text/plain', ['première']],
    ['CSV', utf8('name;age\n"Jansen, M";41\n'), 'text/csv', ['Jansen, M', '41']],
    [
      'JSON',
      utf8(String.raw`{"a":"caf\u00e9\nna\u00efve \"x\"","b":[3310]}`),
      'application/json',
      ['café naïve "x"', '3310'],
    ],
    ['broken JSON', utf8('{"a": "left open'), 'application/json', ['left open']],
    ['lines of JSON', utf8('{"a":"one"}\n{"a":"two"}\n'), 'application/x-ndjson', ['one', 'two']],
    [
      'XML',
      utf8('<a><b c="said &amp; done">text <i>inside</i></b></a>'),
      'application/xml',
      ['said & done', 'text', 'inside'],
    ],
    [
      'FHIR in XML',
      utf8('<Patient xmlns="http://hl7.org/fhir"><name><family value="Jansen"/></name></Patient>'),
      'application/fhir+xml',
      ['Jansen'],
    ],
    ['broken XML', utf8('<a><b>kept</c> and after'), 'application/xml', ['kept']],
    [
      'XML with entities',
      utf8('<!DOCTYPE a [<!ENTITY who "Jansen">]><a>of &who;</a>'),
      'application/xml',
      ['of Jansen'],
    ],
    [
      'C-CDA',
      utf8(CDA),
      'application/xml',
      ['Maria', '3310', 'Findings', 'Fracture of the', 'radius', 'Pain severity'],
    ],
    [
      'SVG',
      utf8('<svg xmlns="http://www.w3.org/2000/svg"><text>Ward 7</text></svg>'),
      'image/svg+xml',
      ['Ward 7'],
    ],
    [
      'HTML',
      utf8(
        '<html><head><title>Top</title><style>.hide{}</style><script>var code</script></head><body><p>caf&eacute;</p><p>end</body></html>',
      ),
      'text/html',
      ['café', 'end'],
    ],
    ['RTF', rtf(String.raw`Caf\'e9 {\b bold} \u8364?`), 'application/rtf', ['Café bold €']],
    [
      'Word',
      makeDocx({
        body: paragraph('Discharge letter'),
        footnotes: '<w:footnote w:id="2"><w:p><w:r><w:t>below</w:t></w:r></w:p></w:footnote>',
      }),
      undefined,
      ['Discharge letter', 'below'],
    ],
    [
      'Excel',
      makeXlsx({
        sheets: [
          {
            name: 'Labs',
            xml: '<row r="1"><c r="A1" t="inlineStr"><is><t>Sodium</t></is></c><c r="B1"><v>141</v></c></row>',
          },
        ],
      }),
      undefined,
      ['Sodium', '141'],
    ],
    [
      'an OpenDocument sheet',
      makeOds(
        '<table:table table:name="Labs"><table:table-row><table:table-cell office:value-type="string"><text:p>Potassium</text:p></table:table-cell></table:table-row></table:table>',
      ),
      undefined,
      ['Labs', 'Potassium'],
    ],
    [
      'an OpenDocument text',
      makeZip({
        mimetype: 'application/vnd.oasis.opendocument.text',
        'content.xml':
          '<office:document-content><office:body><office:text><text:p>Open letter</text:p></office:text></office:body></office:document-content>',
      }),
      undefined,
      ['Open letter'],
    ],
    [
      'mail',
      utf8(
        'From: =?utf-8?q?M=C3=BCller?= <m@x.org>\r\nTo: a@b.org\r\nSubject: Result\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nQ2hlc3QgcGFpbg==\r\n',
      ),
      'message/rfc822',
      ['Müller', 'm@x.org', 'Result', 'Chest pain'],
    ],
    [
      'an Outlook message',
      makeMsg({ texts: { 0x001a: 'IPM.Note', 0x0037: 'Second opinion', 0x1000: 'All is well.' } }),
      undefined,
      ['Second opinion', 'All is well.'],
    ],
    [
      'PDF',
      makePdf({ pages: [{ text: 'Discharge letter' }, { text: 'of 3310' }] }),
      undefined,
      ['Discharge letter', 'of 3310'],
    ],
    [
      'HL7 v2',
      bytesOf(MESSAGE),
      undefined,
      ['Jansen Maria Vries de', '3310', 'Chest & abdomen', 'LAB'],
    ],
  ])('%s', async (_, bytes, type, found) => {
    const text = await textOf(bytes, type)
    for (const part of found) expect(text).toContain(part)
    expect(await wordsOf(bytes, type)).toMatchObject({ isWhole: true })
  })

  test('HTML are not those of its scripts and styles', async () => {
    const page = utf8('<html><style>.secret{}</style><script>var hidden</script><p>seen</p></html>')
    expect(await textOf(page, 'text/html')).not.toMatch(/secret|hidden/)
  })

  test('fields and notes of a PDF are among them', async () => {
    const form = makePdf({
      pages: [{ extra: '/Annots [4 0 R 5 0 R]' }],
      catalog: '/AcroForm << /Fields [4 0 R] >>',
      objects: [
        '<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Jansen) /Rect [0 0 9 9] >>',
        '<< /Type /Annot /Subtype /Text /Contents (Call back) /Rect [0 0 9 9] >>',
      ],
    })
    const text = await textOf(form)
    expect(text).toContain('Jansen')
    expect(text).toContain('Call back')
  })

  test('a file inside a C-CDA are among them, as deep as is reasonable', async () => {
    const inside = makePdf({ pages: [{ text: 'Scanned letter' }] }).toBase64()
    const document = (data: string) =>
      utf8(
        `<ClinicalDocument xmlns="urn:hl7-org:v3"><component><nonXMLBody><text mediaType="application/pdf" representation="B64">${data}</text></nonXMLBody></component></ClinicalDocument>`,
      )
    expect(await textOf(document(inside))).toContain('Scanned letter')
    expect(await textOf(document('not base64!'))).not.toContain('Scanned')
    let nested = utf8('<a>bottom</a>')
    for (let depth = 0; depth < 50; depth += 1)
      nested = utf8(
        `<a><b mediaType="application/xml" representation="B64">${nested.toBase64()}</b></a>`,
      )
    expect(await textOf(nested, 'application/xml')).not.toContain('bottom')
  })

  test('data in letters are left out', async () => {
    const data = crypto.getRandomValues(new Uint8Array(6000)).toBase64()
    const lines = data.replaceAll(/.{76}/g, '$& ')
    expect(await textOf(utf8(`{"data":"${data}","b":"after"}`), 'application/json')).toBe(
      '{"data":" ","b":"after"}',
    )
    expect((await textOf(utf8(`before ${lines} after`), 'text/plain')).length).toBeLessThan(20)
  })
})
