import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesOf, GZIP, join, MP3, ole, PNG, utf16, utf8, zip } from '#test/format-samples.ts'
import { makeDocx, makeZip, paragraph } from '#test/make-docx.ts'
import { makeMsg } from '#test/make-msg.ts'
import { makePdf } from '#test/make-pdf.ts'
import { rtf } from '#test/make-rtf.ts'
import { makeOds, makeXlsx } from '#test/make-sheet.ts'
import { MOST_BYTES, readWords } from './read-words.ts'
import { MOST_LETTERS } from './words.ts'

const pdfjs = new URL('../../../node_modules/pdfjs-dist/', import.meta.url)
const pdf = {
  cMapUrl: fileURLToPath(new URL('cmaps/', pdfjs)),
  standardFontDataUrl: fileURLToPath(new URL('standard_fonts/', pdfjs)),
}

type Bytes = Uint8Array<ArrayBuffer>

async function wordsOf(bytes: Bytes, contentType?: string, size = bytes.length) {
  return readWords({ bytes, size, contentType }, pdf)
}

/** The text with single blanks. */
async function textOf(bytes: Bytes, contentType?: string): Promise<string> {
  const words = await wordsOf(bytes, contentType)
  return words.type === 'text' ? words.text.replaceAll(/\s+/g, ' ') : words.type
}

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

describe('there are none of', () => {
  test.each<[name: string, bytes: Bytes, type?: string]>([
    ['nothing', new Uint8Array()],
    ['blanks', utf8(' \n\t \n'), 'text/plain'],
    ['a picture', PNG, 'image/png'],
    ['sound', MP3],
    ['an archive', zip({ 'a.txt': 'words' })],
    ['packed data', GZIP],
    ['an older document', ole('WordDocument')],
    ['a PDF without text', makePdf({ pages: [{ content: '0 0 99 99 re f' }] })],
    [
      'bytes that are nothing',
      crypto.getRandomValues(new Uint8Array(500)),
      'application/octet-stream',
    ],
  ])('%s', async (_, bytes, type) => {
    expect(await wordsOf(bytes, type)).toEqual({ type: 'none' })
  })
})

describe('what should have words and can’t be read says why', () => {
  test.each<[name: string, bytes: Bytes, size: number | undefined, why: string]>([
    [
      'a cut Word document',
      makeDocx({ body: paragraph('x') }).slice(0, 200),
      undefined,
      'cut or broken',
    ],
    ['an encrypted document', ole('EncryptedPackage'), undefined, ''],
    ['a broken PDF', utf8('%PDF-1.7\n1 0 obj\n<<>>\nendobj\nnothing more'), undefined, 'damaged'],
    ['a PDF that is too large', makePdf({ pages: [{ text: 'x' }] }), MOST_BYTES + 1, 'larger than'],
  ])('%s', async (_, bytes, size, why) => {
    const type =
      bytes[0] === 0x50
        ? 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
        : undefined
    const words = await wordsOf(bytes, type, size)
    if (why === '') expect(words.type).not.toBe('text')
    else expect(words).toEqual({ type: 'unreadable', why: expect.stringContaining(why) as string })
  })
})

describe('bounds', () => {
  test('a long text is kept up to so many letters, and never half of one', async () => {
    const words = await wordsOf(utf8(`x${'😀 '.repeat(MOST_LETTERS / 2)}`), 'text/plain')
    expect(words).toMatchObject({ type: 'text', isWhole: false })
    const text = words.type === 'text' ? words.text : ''
    expect(text.length).toBeLessThanOrEqual(MOST_LETTERS)
    expect(text.isWellFormed()).toBe(true)
  })

  test('of a text that is larger than what is read the beginning counts', async () => {
    const bytes = utf8('first line\nsecond lin')
    expect(await wordsOf(bytes, 'text/plain', 10 ** 9)).toEqual({
      type: 'text',
      text: 'first line',
      isWhole: false,
    })
  })

  test('a sheet of very many cells ends at the bound', async () => {
    const row = `<row><c t="inlineStr"><is><t>${'word '.repeat(200)}</t></is></c></row>`
    const words = await wordsOf(makeXlsx({ sheets: [{ name: 'Labs', xml: row.repeat(2000) }] }))
    expect(words).toMatchObject({ type: 'text', isWhole: false })
  })

  test('entities that grow without end are not written out', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`,
    )
    const text = await textOf(
      utf8(`<!DOCTYPE a [<!ENTITY e0 "lol">${levels.join('')}]><a>&e12; words</a>`),
      'application/xml',
    )
    expect(text).toContain('words')
    expect(text.length).toBeLessThan(10_000)
  })
})

test('no bytes of any label throw', async () => {
  const samples = [
    makePdf({ pages: [{ text: 'one' }] }),
    makeDocx({ body: paragraph('two') }),
    rtf('three'),
    utf8(CDA),
    bytesOf(MESSAGE),
    makeXlsx({ sheets: [{ name: 'Labs', xml: '<row r="1"><c r="A1"><v>1</v></c></row>' }] }),
    makeMsg({ texts: { 0x0037: 'four' } }),
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 8 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (sample, edits, kept) => {
        const bytes = sample.slice(0, Math.ceil(sample.length * kept))
        for (const [at, byte] of edits) if (bytes.length > 0) bytes[at % bytes.length] = byte
        expect((await wordsOf(bytes)).type).toMatch(/^(text|none|unreadable)$/)
      },
    ),
    { numRuns: 120 },
  )
})
