import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeContent } from '../text/decode-content.ts'
import { codeWords } from './code-tables.ts'
import { plainText, readEscapes } from './escapes.ts'
import { groupSegments } from './group-segments.ts'
import { readHl7Time } from './hl7-time.ts'
import { readHeader } from './message-header.ts'
import { readMessages, STANDARD, type Hl7Message } from './read-messages.ts'
import { readResult } from './read-results.ts'

const MSH = 'MSH|^~\\&|LAB|CLINIC|EHR|CLINIC|20261014154800||ORU^R01^ORU_R01|1|P|2.5.1'
const bytes = (text: string) => new TextEncoder().encode(text)

function first(text: string): Hl7Message {
  const message = readMessages(text).parts.find((part) => part.type === 'message')
  if (!message) throw new Error('no message')
  return message
}

describe('escapes', () => {
  it.each([
    [String.raw`a\F\b\S\c\T\d\R\e\E\f`, 'a|b^c&d~e\\f'],
    [String.raw`one\.br\two\.sp2\three`, 'one\ntwo\n\nthree'],
    [String.raw`caf\XC3A9\ \X0D0A\x`, 'café \nx'],
    [String.raw`\H\bold\N\ plain`, 'bold plain'],
    [String.raw`C:\temp\file`, String.raw`C:\temp\file`],
    [String.raw`ends in \ `, String.raw`ends in \ `],
    [String.raw`\Zlocal\x\C2842\y`, String.raw`\Zlocal\x\C2842\y`],
    [String.raw`\X00FF\x`, String.raw`\X00FF\x`],
    ['a\rb\nc', 'a\nb\nc'],
  ])('%s', (raw, text) => {
    expect(plainText(raw)).toBe(text)
  })

  it('never throws, and shows a text without the escape character as it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readEscapes(text)))
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[\\\r]/.test(text)),
        (text) => {
          expect(plainText(text, STANDARD)).toBe(text)
        },
      ),
    )
  })
})

describe('readHl7Time', () => {
  it.each([
    ['1961', '1961', '1961'],
    ['196103', 'March 1961', '1961-03'],
    ['19610314', 'March 14, 1961', '1961-03-14'],
    ['202610141548', 'October 14, 2026 at 3:48 PM', '2026-10-14T15:48'],
    ['2026101415', 'October 14, 2026 at 3 PM', '2026-10-14T15'],
    ['20261014154800', 'October 14, 2026 at 3:48:00 PM', '2026-10-14T15:48:00'],
    [
      '20261014154805+0200',
      'October 14, 2026 at 3:48:05 PM, UTC+02:00',
      '2026-10-14T15:48:05+02:00',
    ],
    [
      '20261014154805.1234-0500',
      'October 14, 2026 at 3:48:05 PM (05.1234 s), UTC−05:00',
      '2026-10-14T15:48:05.1234-05:00',
    ],
  ])('%s', (value, words, iso) => {
    const time = readHl7Time(value, 'en-US')
    expect(time?.words.replaceAll('\u202f', ' ')).toBe(words)
    expect(time?.iso).toBe(iso)
  })

  it.each(['', '20261301', '20260231', '202610142500', 'yesterday', '2026-10-14', '99'])(
    'is not fooled by %j',
    (value) => expect(readHl7Time(value)).toBeUndefined(),
  )
})

it('resolves bytes of the message’s own character set wherever a value is read', () => {
  const text = String.raw`MSH|^~\&|Caf\XE9\|B
PID|1||1||G\XF6\tz^ANNA
OBR|1|||X^Gr\XF6\sse
OBX|1|ST|Y^L\XE4\nge||gr\XFC\n|\XB5\m
NTE|1||\XFC\ber`
  const file = readMessages(text, undefined, 'windows-1252')
  const message = file.parts.find((part) => part.type === 'message')
  if (!message) throw new Error('no message')
  const { segments, separators } = message
  expect(readHeader(message)).toMatchObject({ from: 'Café, B', patient: { name: 'ANNA Götz' } })
  expect(groupSegments(message).at(-1)?.title).toBe('Order: Grösse')
  expect(readResult(segments[3]!, separators)).toMatchObject({
    test: 'Länge',
    values: [{ text: 'grün' }],
    unit: 'µm',
  })
  expect(plainText(segments[4]?.fields[3] ?? '', separators)).toBe('über')
})

describe('groups, header and results', () => {
  const text = [
    MSH.replace('|P|', '|T|'),
    'PID|1||1042^^^HARBOUR^MR||SAMPLETON^MAREN^^^MRS||19610314|F',
    'NTE|1||about the patient',
    'ZPI|x',
    'PV1|1|I',
    'AL1|1|DA|^Penicillin',
    'ORC|RE|1',
    'OBR|1|1|2|24323-8^Panel^LN',
    'OBX|1|NM|2823-3^Potassium^LN||6.4|mmol/L|3.5-5.1|HH~A|||C|||20261014',
    'NTE|1||hemolytic',
    'OBR|2|1|3|X^Culture',
    String.raw`OBX|1|CWE|o^Organism^L||1^E. coli^SCT~2^Other|||||F`,
    'OBX|2|ED|pdf^Report^L||LAB^application^pdf^Base64^JVBERi0=||||||F',
    'OBX|3|RP|x||https://host.example/a.pdf^A&1&ISO^^PDF',
    'OBX|4|SN|x||>^100',
    'OBX|5|FT|x||a\\.br\\b',
    'OBX|6|TX|x||""',
    'OBX|7|ED|x||^TEXT^^A^plain^and more',
  ].join('\r')
  const message = first(text)

  it('groups by what the segments are about', () => {
    expect(groupSegments(message).map(({ title, segments }) => [title, segments.length])).toEqual([
      ['Message', 1],
      ['Patient', 3],
      ['Visit', 1],
      ['Allergies, diagnoses, procedures', 1],
      ['Order 1: Panel', 4],
      ['Order 2: Culture', 8],
    ])
  })

  it('says what the message is, and that it is a test', () => {
    expect(readHeader(message)).toMatchObject({
      title: 'Observation result: unsolicited observation',
      type: 'ORU^R01',
      from: 'LAB, CLINIC',
      to: 'EHR, CLINIC',
      notProduction: 'Training (test)',
      patient: { name: 'MRS MAREN SAMPLETON', id: '1042 (HARBOUR)', sex: 'Female' },
    })
  })

  it('reads observations as results', () => {
    const rows = message.segments
      .filter(({ id }) => id === 'OBX')
      .map((obx) => readResult(obx, message.separators))
    expect(rows[0]).toMatchObject({
      key: 'OBX[1]',
      test: 'Potassium',
      code: '2823-3',
      unit: 'mmol/L',
      range: '3.5-5.1',
      values: [{ type: 'text', text: '6.4' }],
      flags: [
        { words: 'Critically high', tone: 'critical', sign: '▲▲' },
        { words: 'Abnormal', tone: 'abnormal', sign: '!' },
      ],
      status: 'Corrected, replaces a final result',
    })
    expect(rows.slice(1).map(({ values }) => values)).toMatchObject([
      [
        { text: 'E. coli', code: '1' },
        { text: 'Other', code: '2' },
      ],
      [
        {
          type: 'document',
          document: { contentType: 'application/pdf', encoding: 'base64', data: 'JVBERi0=' },
        },
      ],
      [{ type: 'pointer', text: 'https://host.example/a.pdf, A&1&ISO, PDF' }],
      [{ text: '> 100' }],
      [{ text: 'a\nb' }],
      [{ type: 'deleted' }],
      [
        {
          type: 'document',
          document: { contentType: 'text/plain', encoding: 'text', data: 'plain^and more' },
        },
      ],
    ])
  })

  it.each([
    ['0076', 'ORU', 'Observation result'],
    ['0078', '<', 'Below the scale'],
    ['0078', 'll', 'Critically low'],
    ['0085', 'W', 'Wrong, sent for the wrong patient'],
    ['0003', 'A01', 'Admission'],
    ['0001', 'Q', undefined],
    ['9999', 'Q', undefined],
  ])('table %s says %s as %s', (table, code, words) => {
    expect(codeWords(table, code)).toBe(words)
  })
})

describe('the character set of a message', () => {
  const named = (charset: string, tail: number[]) =>
    Uint8Array.from([...bytes(`${MSH}||||||${charset}\rPID|`), ...tail])

  it.each([
    ['8859/2', [0xb3], 'ł', 'iso-8859-2'],
    ['~ISO IR87', [0x1b, 0x24, 0x42, 0x3b, 0x33, 0x1b, 0x28, 0x42], '山', 'iso-2022-jp'],
    ['UNICODE UTF-8', [0xc3, 0xa9], 'é', 'utf-8'],
  ])('MSH-18 %s', async (charset, tail, letter, encoding) => {
    const decoded = await decodeContent(named(charset, tail), { kind: 'hl7v2' })
    expect(decoded.text.endsWith(letter)).toBe(true)
    expect(decoded.encoding).toBe(encoding)
  })

  it('that is declared and does not fit, or is not known, is told', async () => {
    const problem = async (charset: string) =>
      (await decodeContent(named(charset, [0xe9]), { kind: 'hl7v2' })).problem
    expect(await problem('UNICODE UTF-8')).toMatch('not valid in it')
    expect(await problem('KLINGON')).toMatch('not known here')
  })

  it('is that of the byte order mark, which is dropped', async () => {
    const marked = Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes(MSH)])
    expect(await decodeContent(marked, { kind: 'hl7v2' })).toMatchObject({
      text: MSH,
      from: 'mark',
    })
  })
})
