import { describe, expect, it } from 'vitest'
import { makeDocx, relationsXml, wordPart, type DocxParts } from '#test/make-docx.ts'
import { textOfBlocks } from '../flow/join-inlines.ts'
import { readDocx } from './read-docx.ts'

const read = (parts: DocxParts) => readDocx(makeDocx(parts))
const run = (inside: string) => `<w:r>${inside}</w:r>`
const text = (words: string) => run(`<w:t xml:space="preserve">${words}</w:t>`)
const para = (inside: string, props = '') => `<w:p><w:pPr>${props}</w:pPr>${inside}</w:p>`

describe('notes, headers and what belongs to the text', () => {
  it('numbers notes in their order, keeps comments with their author, words and answers', async () => {
    const { notes, blocks } = await read({
      body: para(
        `${run('<w:footnoteReference w:id="7"/>')}<w:commentRangeStart w:id="0"/>${text('dose')}<w:commentRangeEnd w:id="0"/>${run('<w:commentReference w:id="0"/>')}${run('<w:endnoteReference w:id="2"/>')}`,
      ),
      footnotes: `<w:footnote w:type="separator" w:id="0">${para(text('-'))}</w:footnote><w:footnote w:id="7">${para(text('foot'))}</w:footnote>`,
      endnotes: `<w:endnote w:id="2">${para(text('end'))}</w:endnote>`,
      comments: `<w:comment w:id="0" w:author="B" w:date="d"><w:p w14:paraId="1">${text('sure?')}</w:p></w:comment><w:comment w:id="1" w:author="C"><w:p w14:paraId="2">${text('yes')}</w:p></w:comment>`,
      commentsExtended:
        '<w15:commentEx w15:paraId="1" w15:done="1"/><w15:commentEx w15:paraId="2" w15:paraIdParent="1"/>',
    })
    expect(blocks).toMatchObject([{ children: [{ type: 'note', key: 'footnote-7' }, {}, {}, {}] }])
    expect(notes.map(({ blocks, ...note }) => ({ ...note, text: textOfBlocks(blocks) }))).toEqual([
      { key: 'footnote-7', type: 'footnote', marker: '1', text: 'foot' },
      { key: 'endnote-2', type: 'endnote', marker: 'i', text: 'end' },
      {
        key: 'comment-0',
        type: 'comment',
        marker: '1',
        author: 'B',
        date: 'd',
        about: 'dose',
        status: 'Resolved',
        text: 'sure?',
      },
      {
        key: 'comment-1',
        type: 'comment',
        marker: '2',
        author: 'C',
        status: 'Answer to comment 1',
        text: 'yes',
      },
    ])
  })

  it('reads each distinct header once, with the links of its own part', async () => {
    const header = wordPart('hdr', para(`<w:hyperlink r:id="x">${text('H')}</w:hyperlink>`))
    const { margins } = await read({
      body: `${para('', '<w:sectPr><w:headerReference r:id="h1"/></w:sectPr>')}<w:sectPr><w:headerReference r:id="h2"/><w:footerReference w:type="first" r:id="f"/></w:sectPr>`,
      relations: ['h1 header h1.xml', 'h2 header h2.xml', 'f footer f.xml'],
      others: {
        'word/h1.xml': header,
        'word/h2.xml': header,
        'word/f.xml': wordPart('ftr', para(text('F'))),
        'word/_rels/h1.xml.rels': relationsXml(['x hyperlink https://host.example/ External']),
        'word/_rels/h2.xml.rels': relationsXml(['x hyperlink https://host.example/ External']),
      },
    })
    expect(margins.map(({ title, blocks }) => `${title}: ${textOfBlocks(blocks)}`)).toEqual([
      'Header: H',
      'Footer of first pages: F',
    ])
    expect(JSON.stringify(margins[0])).toContain('"href":"https://host.example/"')
  })
})
