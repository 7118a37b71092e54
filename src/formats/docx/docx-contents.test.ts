import { describe, expect, it } from 'vitest'
import { PNG } from '#test/format-samples.ts'
import { makeDocx, paragraph, type DocxParts } from '#test/make-docx.ts'
import type { FlowTable } from '../flow/flow-document.ts'
import { textOfBlocks } from '../flow/join-inlines.ts'
import { readDocx } from './read-docx.ts'

const read = (parts: DocxParts) => readDocx(makeDocx(parts))
const para = (inside: string) => `<w:p><w:r>${inside}</w:r></w:p>`

async function tableOf(inside: string): Promise<FlowTable> {
  const { blocks } = await read({ body: `<w:tbl>${inside}</w:tbl>` })
  const [table] = blocks
  if (table?.type !== 'table') throw new Error('The first block is not a table.')
  return table
}

const shape = (table: FlowTable) =>
  table.rows.map(({ isHeader, cells }) => [
    isHeader ? 'head' : 'row',
    ...cells.map((cell) => `${cell.columns}x${cell.rows} ${textOfBlocks(cell.blocks).trim()}`),
  ])

describe('tables', () => {
  const cell = (words: string, props = '') =>
    `<w:tc><w:tcPr>${props}</w:tcPr>${paragraph(words)}</w:tc>`

  it('join cells across columns and rows, and know their header', async () => {
    const table = await tableOf(
      `<w:tr><w:trPr><w:tblHeader/></w:trPr>${cell('a', '<w:gridSpan w:val="2"/>')}${cell('b')}</w:tr>
      <w:tr>${cell('c', '<w:vMerge w:val="restart"/>')}${cell('d')}${cell('e')}</w:tr>
      <w:tr>${cell('', '<w:vMerge/>')}${cell('f')}${cell('g')}</w:tr>
      <w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>${cell('h')}</w:tr>`,
    )
    expect(shape(table)).toEqual([
      ['head', '2x1 a', '1x1 b'],
      ['row', '1x2 c', '1x1 d', '1x1 e'],
      ['row', '1x1 f', '1x1 g'],
      ['row', '2x1 ', '1x1 h'],
    ])
  })

  it('are joined down only where they are as wide', async () => {
    const table = await tableOf(
      `<w:tr>${cell('a', '<w:vMerge w:val="restart"/>')}${cell('b')}${cell('c')}</w:tr>
      <w:tr>${cell('d', '<w:gridSpan w:val="2"/><w:vMerge/>')}${cell('e')}</w:tr>`,
    )
    expect(shape(table)).toEqual([
      ['row', '1x1 a', '1x1 b', '1x1 c'],
      ['row', '2x1 d', '1x1 e'],
    ])
  })

  it('bound what a cell may span, and say what a merged cell hides', async () => {
    const table = await tableOf(
      `<w:tr>${cell('a', '<w:gridSpan w:val="1000000000"/><w:vMerge w:val="restart"/>')}</w:tr><w:tr>${cell('b', '<w:gridSpan w:val="1000000000"/><w:vMerge/>')}</w:tr>`,
    )
    expect(shape(table)).toEqual([
      ['row', '1000x2 a\nin a merged cell, and not printed:\nb'],
      ['row'],
    ])
  })

  it('stand in cells and in content controls', async () => {
    const table = await tableOf(
      `<w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent><w:tc><w:tbl><w:tr>${cell('in')}</w:tr></w:tbl></w:tc></w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt>`,
    )
    expect(table.rows[0]?.cells[0]?.blocks[0]).toMatchObject({ type: 'table' })
  })
})

describe('drawings', () => {
  const pic = (id: string, more = '') =>
    `<w:drawing><wp:inline><wp:extent cx="952500"/><wp:docPr descr="Left hand"/><a:graphic><pic:pic><pic:blipFill><a:blip r:embed="${id}"/></pic:blipFill>${more}</pic:pic></a:graphic></wp:inline></w:drawing>`

  it('are taken out once, with their words and width', async () => {
    const { blocks, pictures } = await read({
      body: para(pic('p') + pic('p')),
      relations: ['p image media/a.png'],
      others: { 'word/media/a.png': PNG },
    })
    const picture = {
      type: 'picture',
      key: 'word/media/a.png',
      description: 'Left hand',
      width: 100,
    }
    expect(blocks).toMatchObject([{ children: [picture, picture] }])
    expect(pictures.get('word/media/a.png')).toEqual({ contentType: 'image/png', bytes: PNG })
  })

  it('say what is turned, mirrored, missing or kept outside', async () => {
    const turned = '<pic:spPr><a:xfrm rot="5400000" flipH="1"/></pic:spPr>'
    const { blocks, pictures } = await read({
      body: para(pic('p', turned) + pic('x') + pic('none')),
      relations: ['p image a.png', 'x image https://host.example/x.png External'],
      others: { 'word/a.png': PNG },
    })
    const words = textOfBlocks(blocks)
    expect(words).toContain('turned by 90°')
    expect(words).toContain('mirrored left to right')
    expect(words).toContain('not fetched: https://host.example/x.png (Left hand)')
    expect(words).toContain('not in the file (Left hand)')
    expect(pictures.size).toBe(1)
  })

  it('are read once of their alternatives, and older ones too', async () => {
    const box = `<w:txbxContent>${paragraph('boxed')}</w:txbxContent>`
    const { blocks } = await read({
      body: para(
        `<mc:AlternateContent><mc:Choice><w:drawing><wp:anchor><wps:txbx>${box}</wps:txbx></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>${box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent><mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice><mc:Fallback><w:pict><v:shape alt="Old"><v:imagedata r:id="p"/></v:shape></w:pict></mc:Fallback></mc:AlternateContent><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict>`,
      ),
      relations: ['p image a.png'],
      others: { 'word/a.png': PNG },
    })
    expect(blocks).toMatchObject([
      {
        children: [
          { type: 'box', blocks: [{ children: [{ text: 'boxed' }] }] },
          { type: 'picture', key: 'word/a.png', description: 'Old' },
          { type: 'box', blocks: [{ children: [{ text: 'DRAFT' }] }] },
        ],
      },
    ])
  })

  it('give the values of charts and the texts of diagrams', async () => {
    const chart = `<c:chartSpace xmlns:c="c"><c:chart><c:title><c:tx><c:v>Weight</c:v></c:tx></c:title><c:plotArea><c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>kg</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>May</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache><c:pt idx="0"><c:v>71.5</c:v></c:pt><c:pt idx="999999999"><c:v>1</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:plotArea></c:chart></c:chartSpace>`
    const { blocks, remarks } = await read({
      body: para(
        '<w:drawing><wp:inline><a:graphic><c:chart r:id="c"/></a:graphic></wp:inline></w:drawing><w:drawing><wp:inline><a:graphic><dgm:relIds r:dm="d"/></a:graphic></wp:inline></w:drawing>',
      ),
      relations: ['c chart c.xml', 'd diagramData d.xml'],
      others: {
        'word/c.xml': chart,
        'word/d.xml':
          '<d:dataModel xmlns:d="d" xmlns:a="a"><d:ptLst><d:pt><d:t><a:p><a:r><a:t>Step 1</a:t></a:r></a:p></d:t></d:pt></d:ptLst></d:dataModel>',
      },
    })
    expect(textOfBlocks(blocks)).toContain('Weight\n\tkg\nMay\t71.5')
    expect(textOfBlocks(blocks)).toContain('Step 1')
    expect(remarks).toHaveLength(2)
  })

  it('offer what is embedded, and never render it', async () => {
    const { blocks, files, remarks } = await read({
      body: `${para('<w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="o"/></w:object>')}<w:altChunk r:id="h"/>`,
      relations: ['o package embeddings/a.xlsx', 'h aFChunk b.html'],
      others: {
        'word/embeddings/a.xlsx': 'PK',
        'word/b.html': '<script>parent.ran = true</script>',
        'word/vbaProject.bin': 'x',
      },
    })
    expect(files?.map(({ name }) => name)).toEqual([
      'a.xlsx (Object of Excel.Sheet.12)',
      'b.html (Document that belongs here)',
    ])
    expect(textOfBlocks(blocks)).not.toContain('script')
    expect(textOfBlocks(blocks)).toContain('an object of Excel.Sheet.12')
    expect(remarks.join()).toContain('macros')
  })
})
