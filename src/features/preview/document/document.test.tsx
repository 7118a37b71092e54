import { describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { makeDocx, paragraph } from '#test/make-docx.ts'
import { Preview } from '../Preview.tsx'

const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const PNG_PIXEL: Uint8Array<ArrayBuffer> = Uint8Array.fromBase64(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
)

function showDocument(content: BlobPart, contentType = TYPE) {
  return render(
    <div style={{ display: 'flex', inlineSize: 1000, blockSize: 700 }}>
      <Preview
        content={{ state: 'ready', blob: new Blob([content]), contentType }}
        name="letter.docx"
      />
    </div>,
  )
}

const text = () => page.getByRole('article', { name: 'Text of letter.docx' })
const heading = (words: string, level = 0) => paragraph(words, `<w:outlineLvl w:val="${level}"/>`)

describe('the viewer of written documents', () => {
  it('shows the sample: headings, their list, tables', async () => {
    const response = await fetch('/server/demo/files/protocol.docx')
    await showDocument(new Uint8Array(await response.arrayBuffer()))
    await page
      .getByRole('navigation', { name: 'Contents' })
      .getByRole('button', { name: 'Weaning' })
      .click()
    await expect.element(page.getByRole('heading', { name: 'Weaning' })).toHaveFocus()
    await expect.element(page.getByRole('cell', { name: '88 – 92 %' })).toBeVisible()
  })

  it('shows lists with their printed numbers, boxes of forms and hidden text', async () => {
    await showDocument(
      makeDocx({
        numbering:
          '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%1)"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        body:
          paragraph('first', '<w:numPr><w:numId w:val="1"/></w:numPr>') +
          paragraph('second', '<w:numPr><w:numId w:val="1"/></w:numPr>') +
          '<w:p><w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent/></w:sdt><w:r><w:rPr><w:vanish/></w:rPr><w:t>not printed</w:t></w:r></w:p>',
      }),
    )
    await expect.element(page.getByRole('listitem').nth(1)).toBeVisible()
    expect(
      page
        .getByRole('listitem')
        .elements()
        .map((item) => item.textContent),
    ).toEqual(['(iii) first', '(iv) second'])
    await expect.element(page.getByRole('img', { name: 'Ticked box' })).toBeVisible()
    await expect.element(text().getByTitle('Hidden text: it is not printed')).toBeVisible()
  })

  it('marks tracked changes with who made them, and shows the text without them', async () => {
    const who = 'w:author="A. Okafor" w:date="2026-05-03T10:00:00Z"'
    const { container } = await showDocument(
      makeDocx({
        body: `<w:p><w:r><w:t xml:space="preserve">Give </w:t></w:r><w:del ${who}><w:r><w:delText>5</w:delText></w:r></w:del><w:ins ${who}><w:r><w:t>10</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> mg</w:t></w:r></w:p>`,
      }),
    )
    await expect.element(text()).toBeVisible()
    await expect.poll(() => container.querySelector('del')?.textContent).toBe('5')
    expect(container.querySelector('ins')?.getAttribute('title')).toMatch(/inserted by A. Okafor/)
    await expect
      .element(page.getByText('2 tracked changes by A. Okafor: shown and marked'))
      .toBeVisible()
    const choice = page.getByRole('combobox', { name: 'Tracked changes' })
    await choice.selectOptions('As if accepted')
    await expect.element(text().getByText('Give 10 mg')).toBeVisible()
    await choice.selectOptions('As before the changes')
    await expect.element(text().getByText('Give 5 mg')).toBeVisible()
    expect(container.querySelector('ins, del')).toBeNull()
  })

  it('leads to notes and back, with who wrote a comment', async () => {
    await showDocument(
      makeDocx({
        body: '<w:p><w:r><w:t>dose</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>',
        footnotes: `<w:footnote w:id="1">${paragraph('by weight')}</w:footnote>`,
        comments: `<w:comment w:id="0" w:author="B. Lind">${paragraph('sure?')}</w:comment>`,
      }),
    )
    await page.getByRole('button', { name: 'Footnote 1', exact: true }).click()
    await expect.element(page.getByText('by weight')).toBeVisible()
    await userEvent.tab()
    await userEvent.keyboard('{Enter}')
    await expect
      .element(page.getByRole('button', { name: 'Footnote 1', exact: true }))
      .toHaveFocus()
    await expect
      .element(page.getByRole('region', { name: 'Comments' }).getByText('B. Lind'))
      .toBeVisible()
  })

  it('asks before it opens a page, and follows nothing else', async () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null)
    const link = (id: string, words: string) =>
      `<w:hyperlink r:id="${id}"><w:r><w:t>${words}</w:t></w:r></w:hyperlink>`
    const { container } = await showDocument(
      makeDocx({
        body: `<w:p>${link('a', 'guideline')}${link('b', 'press')}${link('c', 'share')}</w:p>`,
        relations: [
          'a hyperlink https://host.example/x External',
          'b hyperlink javascript:parent.ran=1 External',
          String.raw`c hyperlink file://host/share External`,
        ],
      }),
    )
    await text().getByRole('button', { name: 'guideline' }).click()
    expect(open).not.toHaveBeenCalled()
    await page.getByRole('button', { name: 'Open host.example' }).click()
    expect(open).toHaveBeenCalledWith('https://host.example/x', '_blank', 'noopener,noreferrer')
    await expect
      .element(text().getByText('link not followed: javascript:parent.ran=1', { exact: false }))
      .toBeVisible()
    await expect
      .element(text().getByText('link not followed: file:', { exact: false }))
      .toBeVisible()
    expect(container.querySelector('a')).toBeNull()
    open.mockRestore()
  })

  it('draws pictures of known kinds, and names others, to be opened', async () => {
    const picture = (id: string, words: string) =>
      `<w:drawing><wp:inline><wp:docPr descr="${words}"/><pic:pic><pic:blipFill><a:blip r:embed="${id}"/></pic:blipFill></pic:pic></wp:inline></w:drawing>`
    const huge = PNG_PIXEL.slice()
    huge.set([0, 1, 0, 0, 0, 1, 0, 0], 16)
    const { container } = await showDocument(
      makeDocx({
        body: `<w:p><w:r>${picture('a', 'Left hand')}${picture('b', 'Curve')}${picture('c', 'Huge')}${picture('d', 'Drawn')}</w:r></w:p>`,
        relations: ['a image a.png', 'b image b.emf', 'c image c.png', 'd image d.svg'],
        others: {
          'word/a.png': PNG_PIXEL,
          'word/b.emf': 'EMF',
          'word/c.png': huge,
          'word/d.svg': '<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/></svg>',
        },
      }),
    )
    await expect.element(page.getByRole('img', { name: 'Left hand' })).toBeVisible()
    await expect
      .element(page.getByText('A picture as Windows metafile (EMF): Curve', { exact: false }))
      .toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Open Curve' })).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Open Huge' })).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Open Drawn' })).toBeVisible()
    expect(container.querySelectorAll('img')).toHaveLength(1)
  })

  it('opens a file inside by its own viewer, and writes no HTML of it', async () => {
    const { container } = await showDocument(
      makeDocx({
        body: '<w:altChunk r:id="h"/>',
        relations: ['h aFChunk note.txt'],
        others: { 'word/note.txt': 'the words inside' },
      }),
    )
    const files = page.getByRole('region', { name: 'Files inside' })
    await files.getByRole('button', { name: /^Open note.txt/ }).click()
    await expect
      .poll(() => container.querySelector('[role=textbox]')?.textContent)
      .toMatch(/the words inside/)
  })

  it('shows a long document in parts, finds in all of them, and goes to a heading in another', async () => {
    const body = Array.from({ length: 9000 }, (_, at) => paragraph(`line ${at}`))
    body[8500] = heading('Far away')
    body[10] = heading('Near')
    await showDocument(makeDocx({ body: body.join('') }))
    await expect.element(page.getByText('Part 1 of 3').first()).toBeVisible()
    await page.getByRole('navigation', { name: 'Contents' }).getByText('Far away').click()
    await expect.element(page.getByText('Part 3 of 3').first()).toBeVisible()
    await expect.element(page.getByRole('heading', { name: 'Far away' })).toHaveFocus()
    await page.getByRole('textbox', { name: 'Find in all parts' }).fill('LINE 4321')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('Part 2 of 3').first()).toBeVisible()
    await expect.element(text().getByText('line 4321', { exact: true })).toHaveFocus()
  })

  it('shows RTF and OpenDocument alike, and RTF as its source', async () => {
    await showDocument(String.raw`{\rtf1\ansi Gr\'fc\'dfe {\b an alle}}`, 'application/rtf')
    await expect.element(text().getByText('Grüße an alle', { exact: false })).toBeVisible()
    await page.getByRole('button', { name: 'Source' }).click()
    await expect.poll(() => page.getByRole('textbox').element().textContent).toMatch(/rtf1/)
  })

  it('shows a flat OpenDocument text under the label of XML', async () => {
    const spaces =
      'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="t" office:mimetype="application/vnd.oasis.opendocument.text"'
    await showDocument(
      `<office:document ${spaces}><office:body><office:text><text:h text:outline-level="1">Plan</text:h></office:text></office:body></office:document>`,
      'text/xml',
    )
    await expect.element(page.getByRole('heading', { name: 'Plan' })).toBeVisible()
  })

  it('shows headers before the text, and footers after it', async () => {
    const margin = (words: string) => `<w:hdr xmlns:w="w">${paragraph(words)}</w:hdr>`
    await showDocument(
      makeDocx({
        body: `${paragraph('letter')}<w:sectPr><w:footerReference r:id="f"/><w:headerReference r:id="h"/></w:sectPr>`,
        relations: ['h header h.xml', 'f footer f.xml'],
        others: { 'word/h.xml': margin('patient'), 'word/f.xml': margin('bank') },
      }),
    )
    await expect.element(page.getByRole('region', { name: 'Footer' })).toBeVisible()
    expect(text().element().textContent).toBe('HeaderpatientletterFooterbank')
  })

  it('says what is cut, and shows what there is', async () => {
    const whole = makeDocx({ body: paragraph('first') + paragraph('second') })
    const at = new TextDecoder('latin1').decode(whole).indexOf('second')
    await showDocument(whole.slice(0, at + 3))
    await expect.element(text().getByText('first')).toBeVisible()
    await expect
      .element(page.getByText('Not all of this document could be read', { exact: false }))
      .toBeVisible()
  })

  it('says that a document is encrypted, and offers its bytes', async () => {
    const ole = new Uint8Array(2048)
    ole.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
    ole.set(Array.from('EncryptedPackage', (char) => [char.charCodeAt(0), 0]).flat(), 1024)
    await showDocument(ole)
    await expect
      .element(page.getByText('It is encrypted with a password', { exact: false }))
      .toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Show bytes' })).toBeVisible()
  })

  it('bears tables of any size and nesting of any depth', async () => {
    const cell = (inside: string) =>
      `<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>${inside}</w:tc>`
    const rows = `<w:tr>${cell(paragraph('cell'))}</w:tr>`.repeat(1500)
    const deep = `${'<w:tbl><w:tr><w:tc>'.repeat(10_000)}${paragraph('bottom')}${'</w:tc></w:tr></w:tbl>'.repeat(10_000)}`
    await showDocument(makeDocx({ body: `<w:tbl>${rows}</w:tbl>${deep}${paragraph('end')}` }))
    await expect.element(text().getByText('bottom', { exact: false })).toBeVisible()
    await expect.element(text().getByText('end', { exact: true })).toBeVisible()
    await expect.poll(() => text().getByText('cell').elements().length).toBe(1500)
  })
})
