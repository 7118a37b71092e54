import { describe, expect, it } from 'vitest'
import { hex, utf16 } from '#test/format-samples.ts'
import { makeDocx, makeZip, paragraph } from '#test/make-docx.ts'
import { textOfBlocks } from '../flow/join-inlines.ts'
import { readDocx } from './read-docx.ts'

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const latin1 = (whole: Uint8Array) => new TextDecoder('latin1').decode(whole)
const main = (document: string | Uint8Array) => makeZip({ 'word/document.xml': document })
const body = (inside: string) => `<w:document><w:body>${inside}</w:body></w:document>`

describe('documents of any health', () => {
  it('are read whatever their prefixes, namespaces, encodings and paths', async () => {
    const own =
      '<x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:r><x:t>ä</x:t></x:r></x:p></x:body></x:document>'
    const wide = `<?xml version="1.0" encoding="UTF-16"?>${own}`
    const files = [
      main(`\ufeff${own}`),
      main(Uint8Array.of(0xff, 0xfe, ...utf16(wide))),
      makeZip({
        '_rels/.rels':
          '<Relationships><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/Word/text.xml"/></Relationships>',
        'word\\text.xml': own,
      }),
    ]
    for (const file of files) {
      const { blocks, faults } = await readDocx(file)
      expect(textOfBlocks(blocks)).toBe('ä')
      expect(faults).toEqual([])
    }
  })

  it('say where they are encrypted, older, empty or no document', async () => {
    const ole = (name: string) =>
      Uint8Array.of(...hex('d0cf11e0a1b11ae1'), ...new Uint8Array(600), ...utf16(name))
    await expect(readDocx(ole('EncryptedPackage'))).rejects.toThrow('encrypted with a password')
    await expect(readDocx(ole('WordDocument'))).rejects.toThrow('older kind')
    await expect(readDocx(bytes('no zip'))).rejects.toThrow('cut or broken')
    await expect(readDocx(main('<w:other/>'))).rejects.toThrow('no text of a Word document')
  })

  it('are read as far as they go where the file is cut', async () => {
    const whole = makeDocx({ body: paragraph('first') + paragraph('second') })
    const at = latin1(whole).indexOf('second')
    const { blocks, faults } = await readDocx(whole.slice(0, at + 3))
    expect(textOfBlocks(blocks)).toBe('first\nsec')
    expect(faults?.join(' ')).toMatch(/cut or broken.*not whole/)
  })

  it('are read past a part whose checksum is wrong, which is said', async () => {
    const whole = makeDocx({ body: paragraph('dose 10 mg') })
    const at = latin1(whole).indexOf('10 mg')
    whole[at] = 0x37
    const { blocks, faults } = await readDocx(whole)
    expect(textOfBlocks(blocks)).toBe('dose 70 mg')
    expect(faults?.join(' ')).toContain('not whole')
  })

  it('refuse entities of their own', async () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'ha'.repeat(50)}"><!ENTITY b "&a;&a;">]>${body('&b;')}`
    await expect(readDocx(main(bomb))).rejects.toThrow('refused for safety')
  })

  it('show what is nested deeper than is read as text, and say it', async () => {
    const deep = 5000
    const { blocks, faults } = await readDocx(
      main(
        body(
          `${'<w:tbl><w:tr><w:tc>'.repeat(deep)}${paragraph('at the bottom')}${'</w:tc></w:tr></w:tbl>'.repeat(deep)}${paragraph('after')}`,
        ),
      ),
    )
    expect(textOfBlocks(blocks)).toMatch(/at the bottom\s+after/)
    expect(faults?.join(' ')).toContain('nested deeper')
  })

  it('are not unpacked beyond what they declare, nor where they declare too much', async () => {
    const whole = makeDocx({ body: paragraph('x'.repeat(5000)) })
    const view = new DataView(whole.buffer)
    const directory = latin1(whole).lastIndexOf('word/document.xml') - 46
    view.setUint32(directory + 24, 2_000_000_000, true)
    await expect(readDocx(whole)).rejects.toThrow('unpacks to more than')
    view.setUint32(directory + 24, 3000, true)
    const { blocks, faults } = await readDocx(whole)
    expect(textOfBlocks(blocks).length).toBeLessThan(3000)
    expect(faults?.join(' ')).toContain('not whole')
  })

  it('are read with all their bodies', async () => {
    const one = `<w:body>${paragraph('one')}</w:body>`
    const { blocks } = await readDocx(main(`<w:document>${one}${one}</w:document>`))
    expect(textOfBlocks(blocks)).toBe('one\none')
  })

  it('show what follows a field that is never closed', async () => {
    const mark = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`
    const instruction = (words: string) => `<w:r><w:instrText>${words}</w:instrText></w:r>`
    const words = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`
    const closed = `${mark('begin')}${instruction('REF b')}${mark('separate')}${words('5 mg')}${mark('end')}`
    const { blocks, remarks } = await readDocx(
      main(
        body(
          `<w:p>${mark('begin')}${instruction('REF a')}${words('dose')}</w:p><w:p>${closed}</w:p>${paragraph('after')}`,
        ),
      ),
    )
    expect(textOfBlocks(blocks)).toBe('dose\n5 mg\nafter')
    expect(remarks).toEqual(['A field is never closed; what follows it is shown as text.'])
  })

  it('end a field by its own end, however deep fields stand in it', async () => {
    const mark = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`
    const deep = 60
    const inside = `${mark('begin').repeat(deep)}${mark('end').repeat(deep)}`
    const { blocks } = await readDocx(
      main(
        body(
          `<w:p>${mark('begin')}${inside}<w:r><w:t>asked</w:t></w:r>${mark('separate')}<w:r><w:t>shown</w:t></w:r>${mark('end')}</w:p>${paragraph('after')}`,
        ),
      ),
    )
    expect(textOfBlocks(blocks)).toBe('shown\nafter')
  })

  it('say that a part is there twice', async () => {
    const zip = makeZip({
      'word/document.xml': body(paragraph('first')),
      'WORD/document.xml': body(paragraph('other')),
    })
    const { blocks, faults } = await readDocx(zip)
    expect(textOfBlocks(blocks)).toBe('first')
    expect(faults?.join(' ')).toContain('twice')
  })

  it('name their template without fetching it', async () => {
    const { remarks } = await readDocx(
      makeDocx({
        body: paragraph('x'),
        settings: '',
        others: {
          'word/_rels/settings.xml.rels':
            '<Relationships><Relationship Id="t" Type="a/attachedTemplate" Target="https://host.example/t.dotm" TargetMode="External"/></Relationships>',
        },
      }),
    )
    expect(remarks.join(' ')).toContain('not fetched: https://host.example/t.dotm')
  })
})
