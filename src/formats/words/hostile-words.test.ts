import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GZIP, MP3, ole, PNG, utf8, zip } from '#test/format-samples.ts'
import { makeDocx, paragraph } from '#test/make-docx.ts'
import { makeMsg } from '#test/make-msg.ts'
import { makePdf } from '#test/make-pdf.ts'
import { rtf } from '#test/make-rtf.ts'
import { makeXlsx } from '#test/make-sheet.ts'
import { textOf, wordsOf } from '#test/read-words.ts'
import { MOST_BYTES } from './read-words.ts'
import { MOST_LETTERS } from './words.ts'

type Bytes = Uint8Array<ArrayBuffer>

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
    utf8('<a><b c="said">text</b></a>'),
    utf8(String.raw`MSH|^~\&|LAB|H|||2026||ORU^R01|1|P|2.5`),
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
