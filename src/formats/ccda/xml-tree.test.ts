import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeContent } from '../text/decode-content.ts'
import { readClinicalDocument } from './clinical-document.ts'
import { rawText, readXml, textOf } from './xml-tree.ts'

describe('readXml', () => {
  it.each([
    ['<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>', 'refused for safety'],
    ['<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', 'refused for safety'],
    ['', 'no XML element'],
    ['no markup', 'no XML element'],
  ])('refuses %s', (text, reason) => {
    expect(readXml(text)).toEqual({ type: 'refused', reason: expect.stringMatching(reason) })
  })

  it('ignores an external document type, and never expands what is not declared', () => {
    const xml = readXml('<!DOCTYPE x SYSTEM "http://host.example/x.dtd"><x>&copy;</x>')
    expect(xml).toMatchObject({ root: { name: 'x', children: ['&copy;'] } })
    expect(xml.type === 'tree' && xml.problems[0]?.text).toMatch(/entity/i)
  })

  it('keeps what a cut or broken file has, and says it', () => {
    const cut = readXml('<a><b>one</b><c>two')
    expect(cut).toMatchObject({
      root: { children: [{ name: 'b' }, { name: 'c', children: ['two'] }] },
    })
    expect(cut.type === 'tree' && cut.problems.length).toBeGreaterThan(0)
    expect(readXml('<a><b>one</a>')).toMatchObject({ root: { name: 'a' } })
  })

  it.each([
    ['that closes nothing', '<a><b>one</b></x>\n<b>two</b></a>', 'x', 1],
    ['that closes what goes on', '<a><c><b>one</b></a>\n<b>two</b></c></a>', 'a', 1],
    ['on a later line', '<a>\n<!-- </y> --><b>one</b>\n</x ><b>two</b></a>', 'x', 3],
  ])('passes over a closing tag %s, and says it', (_name, text, tag, line) => {
    const xml = readXml(text)
    if (xml.type !== 'tree') throw new Error(xml.reason)
    expect(rawText(xml.root).replaceAll(/\s/g, '')).toBe('onetwo')
    expect(xml.root.end).toBe(text.length)
    expect(xml.problems[0]).toEqual({
      line,
      text: `The closing tag </${tag}> closes nothing here, and was passed over.`,
    })
  })

  it('closes what was left open, by the tag around it', () => {
    const xml = readXml('<a><b>one<c>two</b><b>three</b></a>')
    expect(xml).toMatchObject({ root: { children: [{ name: 'b' }, { children: ['three'] }] } })
  })

  it('keeps what follows behind the end', () => {
    expect(readXml('<a>one</a><b>two</b>')).toMatchObject({
      root: { name: 'a', children: ['one', { name: 'b', children: ['two'] }] },
      problems: [{ text: expect.stringContaining('one root') }],
    })
  })

  it('bounds depth and number, keeping the text', () => {
    const deep = readXml(`${'<a>'.repeat(100_000)}x${'</a>'.repeat(100_000)}<!-- end -->`)
    expect(deep.type === 'tree' && textOf(deep.root)).toBe('x')
    expect(deep.type === 'tree' && deep.problems[0]?.text).toMatch('deeper than 256')
    const many = readXml(`<r>${'<a/>'.repeat(20)}</r>`, { elements: 10, depth: 5 })
    expect(many.type === 'tree' && many.root.children).toHaveLength(9)
  })

  it('never throws on any text', () => {
    const token = fc.constantFrom(
      '<',
      '>',
      '/',
      '<a>',
      '</a>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?x',
      '?>',
      '&',
      ';',
      '&#x41;',
      '="',
      '"',
      ' ',
      '<!DOCTYPE ',
      '[',
      'ClinicalDocument',
      'x',
      '\u0000',
      '💊',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(token, fc.string({ unit: 'binary' }))), (tokens) => {
        const text = tokens.join('')
        const xml = readXml(text)
        if (xml.type === 'tree') readClinicalDocument(xml.root, xml.problems, text)
      }),
      { numRuns: 1000 },
    )
  })

  it('stops when it is told to', () => {
    expect(() => readXml('<a/>', undefined, AbortSignal.abort(new Error('stopped')))).toThrow(
      'stopped',
    )
  })

  it('reads ten megabytes in one line', () => {
    const text = `<section><text>${'x'.repeat(10_000_000)}</text></section>`
    const xml = readXml(text)
    expect(xml.type === 'tree' && rawText(xml.root)).toHaveLength(10_000_000)
  })
})

describe('the encoding of a document', () => {
  it.each([
    ['iso-8859-15', 0xa4, '€'],
    ['ISO-8859-2', 0xb3, 'ł'],
    ['windows-1251', 0xd0, 'Р'],
  ])('heeds encoding="%s"', async (encoding, byte, letter) => {
    const head = new TextEncoder().encode(`<?xml version="1.0" encoding="${encoding}"?><a>`)
    const { text } = await decodeContent(Uint8Array.from([...head, byte]), { kind: 'ccda' })
    expect(text.endsWith(letter)).toBe(true)
  })
})
