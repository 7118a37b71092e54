import { describe, expect, it } from 'vitest'
import { makeDocx, paragraph } from '#test/make-docx.ts'
import { readDocx } from './read-docx.ts'

/** The markers of paragraphs, each given as "numId level". */
async function markers(numbering: string, items: readonly string[], styles = '') {
  const body = items.map((item) => {
    const [id = '', level = ''] = item.split(' ')
    return id.startsWith('style:')
      ? paragraph('x', `<w:pStyle w:val="${id.slice(6)}"/>`)
      : paragraph('x', `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${id}"/></w:numPr>`)
  })
  const { blocks } = await readDocx(makeDocx({ body: body.join(''), numbering, styles }))
  return blocks.map((block) => (block.type === 'paragraph' ? block.item?.marker : block.type))
}

const level = (at: number, format: string, text: string, more = '') =>
  `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`
const abstract = (id: number, levels: string) =>
  `<w:abstractNum w:abstractNumId="${id}">${levels}</w:abstractNum>`
const num = (id: number, of: number, more = '') =>
  `<w:num w:numId="${id}"><w:abstractNumId w:val="${of}"/>${more}</w:num>`

describe('numbers of lists', () => {
  it('count on every level, and start below a higher one', async () => {
    const list = abstract(
      0,
      level(0, 'upperRoman', '%1.') + level(1, 'decimal', '%1.%2') + level(2, 'lowerLetter', '%3)'),
    )
    expect(
      await markers(list + num(1, 0), ['1 0', '1 1', '1 1', '1 2', '1 0', '1 1', '1 2', '1 2']),
    ).toEqual(['I.', 'I.1', 'I.2', 'a)', 'II.', 'II.1', 'a)', 'b)'])
  })

  it('are all in digits where the level is "legal"', async () => {
    const list = abstract(
      0,
      level(0, 'upperRoman', 'Part %1') + level(1, 'decimal', '%1.%2', '<w:isLgl/>'),
    )
    expect(await markers(list + num(1, 0), ['1 0', '1 0', '1 1'])).toEqual([
      'Part I',
      'Part II',
      '2.1',
    ])
  })

  it('go on from one list of a kind to the next, unless it starts anew', async () => {
    const list = abstract(0, level(0, 'decimal', '%1.'))
    const anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    expect(
      await markers(list + num(1, 0) + num(2, 0) + num(3, 0, anew), [
        '1 0',
        '2 0',
        '3 0',
        '3 0',
        '1 0',
      ]),
    ).toEqual(['1.', '2.', '5.', '6.', '7.'])
  })

  it('start again below the level that is named, or never', async () => {
    const list = abstract(
      0,
      level(0, 'decimal', '%1') +
        level(1, 'decimal', '%2', '<w:lvlRestart w:val="0"/>') +
        level(2, 'decimal', '%3', '<w:lvlRestart w:val="1"/>'),
    )
    expect(
      await markers(list + num(1, 0), ['1 0', '1 1', '1 2', '1 1', '1 2', '1 0', '1 1', '1 2']),
    ).toEqual(['1', '1', '1', '2', '2', '2', '3', '1'])
  })

  it('come from the style of a heading, whose level the list names', async () => {
    const list = abstract(
      0,
      level(0, 'decimal', '%1', '<w:pStyle w:val="H1"/>') +
        level(1, 'decimal', '%1.%2', '<w:pStyle w:val="H2"/>'),
    )
    const style = (id: string) =>
      `<w:style w:type="paragraph" w:styleId="${id}"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>`
    expect(
      await markers(
        list + num(1, 0),
        ['style:H1', 'style:H2', 'style:H2', 'style:H1', '0 0'],
        style('H1') + style('H2'),
      ),
    ).toEqual(['1', '1.1', '1.2', '2', undefined])
  })

  it('follow a link to the style that has the list', async () => {
    const linked = `<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="S"/></w:abstractNum><w:abstractNum w:abstractNumId="2"><w:styleLink w:val="S"/>${level(0, 'decimalZero', '%1')}</w:abstractNum>`
    expect(await markers(linked + num(9, 1), ['9 0'])).toEqual(['01'])
  })

  it('are signs as Unicode has them, of whatever font', async () => {
    const bullet = (at: number, text: string, font: string) =>
      level(at, 'bullet', text, `<w:rPr><w:rFonts w:ascii="${font}"/></w:rPr>`)
    const list = abstract(
      0,
      bullet(0, '\uf0b7', 'Symbol') +
        bullet(1, 'o', 'Courier New') +
        bullet(2, '\uf0fc', 'Wingdings'),
    )
    expect(await markers(list + num(1, 0), ['1 0', '1 1', '1 2'])).toEqual(['•', 'o', '✓'])
  })

  it('are digits in a form that is not known, which is said', async () => {
    const body = paragraph('x', '<w:numPr><w:numId w:val="1"/></w:numPr>')
    const numbering = abstract(0, level(0, 'bahtText', '%1:')) + num(1, 0)
    const { blocks, remarks } = await readDocx(makeDocx({ body, numbering }))
    expect(blocks).toMatchObject([{ item: { marker: '1:', depth: 0 } }])
    expect(remarks).toEqual([expect.stringContaining('bahtText')])
  })
})
