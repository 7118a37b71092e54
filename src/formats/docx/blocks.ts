import { child, children, rawText, type XmlElement } from '../ccda/xml-tree.ts'
import type { Block, Inline, Paragraph, TrackedChange } from '../flow/flow-document.ts'
import { joinInlines } from '../flow/join-inlines.ts'
import { closedFields } from './closed-fields.ts'
import { chosenContent, otherTexts } from './drawn/alternatives.ts'
import { controlChecked, isPlaceholder } from './fields.ts'
import {
  changeOf,
  collectWords,
  type Line,
  type Part,
  type Reading,
  relationOf,
} from './reading.ts'
import type { Relations } from './relations.ts'
import { readInlines } from './runs.ts'
import { readTable } from './tables.ts'

/** A part of the package that holds text, before it is read. @param root all that is read of it */
export function openPart(reading: Reading, relations: Relations, root: XmlElement): Part {
  for (const text of otherTexts(root)) {
    reading.remarks.add(`Programs that know less than Word show other text in one place: “${text}”`)
  }
  const part: Part = {
    reading,
    relations,
    fields: [],
    deeperFields: 0,
    closedFields: closedFields(root),
    anchors: [],
    dropCap: [],
    readBlocks: (content) => readBlocks(content, part),
  }
  return part
}

/** Reads the paragraphs and tables of a body, a cell, a note or a box (ECMA-376 part 1 §17.2). */
function readBlocks(parent: XmlElement, part: Part): Block[] {
  const blocks: Block[] = []
  for (const node of parent.children) {
    if (typeof node === 'string') addLoose(node, blocks)
    else {
      for (const block of readBlock(node, part)) {
        // A section that ends before a paragraph that begins a page is one new page.
        const isAgain = block.type === 'pageBreak' && blocks.at(-1)?.type === 'pageBreak'
        if (!isAgain) blocks.push(block)
      }
    }
  }
  return blocks
}

/** Text where no text may stand: of elements that lie deeper than is read. */
function addLoose(text: string, blocks: Block[]): void {
  if (text.trim() === '') return
  blocks.push({ type: 'paragraph', children: [{ type: 'text', text, styles: [] }] })
}

function readBlock(element: XmlElement, part: Part): Block[] {
  const { reading } = part
  switch (element.name) {
    case 'p':
      return readParagraph(element, part)
    case 'tbl':
      return [readTable(element, part)]
    case 'sdt':
      return readControl(element, part)
    case 'AlternateContent':
      return readBlocks(chosenContent(element) ?? element, part)
    case 'altChunk': {
      const relation = relationOf(part, element.attributes['id'])
      if (relation && !relation.isExternal) {
        reading.files.set(relation.target, 'Document that belongs here')
      }
      reading.remarks.add(
        'A part of the text is another document, which is not shown in its place.',
      )
      return [remark('Another document belongs here: see “Files inside”')]
    }
    case 'ins':
    case 'del':
    case 'moveTo':
    case 'moveFrom':
      return readBlocks(element, part).map((block) => changed(block, changeOf(element)))
    case 'bookmarkStart':
      if (element.attributes['name'] !== undefined) part.anchors.push(element.attributes['name'])
      return []
    case 'commentRangeStart':
      reading.openComments.add(element.attributes['id'] ?? '')
      return []
    case 'commentRangeEnd':
      reading.openComments.delete(element.attributes['id'] ?? '')
      return []
    case 'r':
    case 'hyperlink':
    case 'oMathPara':
    case 'oMath':
      return paragraphOf({ ...element, name: 'p', children: [element] }, part)
    default:
      return element.name.endsWith('Pr') ? [] : readBlocks(element, part)
  }
}

function changed(block: Block, change: TrackedChange): Block {
  return block.type === 'paragraph' ? { ...block, change } : block
}

function remark(text: string): Paragraph {
  return { type: 'paragraph', children: [{ type: 'remark', text }] }
}

function readControl(element: XmlElement, part: Part): Block[] {
  const content = child(element, 'sdtContent')
  if (content === undefined) return []
  const blocks = readBlocks(content, part)
  const first = blocks[0]
  const checked = controlChecked(element)
  if (checked !== undefined && rawText(content).trim().length <= 1) {
    return [{ type: 'paragraph', children: [{ type: 'checkbox', checked }] }]
  }
  if (!isPlaceholder(element) || first?.type !== 'paragraph') return blocks
  const said: Inline = { type: 'remark', text: 'not filled in:' }
  return [{ ...first, children: [said, ...first.children] }, ...blocks.slice(1)]
}

/** A paragraph (ECMA-376 part 1 §17.3.1); several where pages end within it. */
function readParagraph(element: XmlElement, part: Part): Block[] {
  const blocks = paragraphOf(element, part)
  const section = child(child(element, 'pPr'), 'sectPr')
  if (section === undefined) return blocks
  const isPage = child(section, 'type')?.attributes['val'] !== 'continuous'
  return isPage ? [...blocks, { type: 'pageBreak' }] : blocks
}

function paragraphOf(element: XmlElement, part: Part): Block[] {
  const { reading } = part
  const props = child(element, 'pPr')
  const style = reading.styles.paragraph(props)
  const item = reading.numbering.next(style.numbering, style.id)
  const line: Line = { part, style, out: [] }
  line.out.push(...part.dropCap.splice(0))
  readInlines(element, line)
  collectWords(reading, ' ')
  if (/^(drop|margin)$/.test(child(props, 'framePr')?.attributes['dropCap'] ?? '')) {
    part.dropCap = splitAtPages(line.out).flat()
    return []
  }
  const mark = children(child(props, 'rPr'), 'ins', 'del', 'moveTo', 'moveFrom')[0]
  if (child(props, 'pPrChange') ?? child(child(props, 'rPr'), 'rPrChange')) {
    reading.remarks.add('Changes of the formatting are tracked; the new formatting is shown.')
  }
  const common: Omit<Paragraph, 'children'> = {
    type: 'paragraph',
    heading: style.heading,
    align: style.align === 'start' ? undefined : style.align,
    indent: item || style.indent === 0 ? undefined : style.indent,
    // Said either way: told from its letters, a mixed line might be read in another order.
    direction: style.isRightToLeft === true ? 'rtl' : 'ltr',
    ...(part.anchors.length > 0 && { anchors: part.anchors.splice(0) }),
  }
  const pieces = splitAtPages(line.out)
  const blocks: Block[] = style.pageBreakBefore === true ? [{ type: 'pageBreak' }] : []
  for (const [place, piece] of pieces.entries()) {
    if (place > 0) blocks.push({ type: 'pageBreak' })
    const isLast = place === pieces.length - 1
    // What follows a break within a paragraph is mostly nothing.
    if (piece.length === 0 && pieces.length > 1) continue
    blocks.push({
      ...common,
      ...(item && place === 0 && { item }),
      ...(mark && isLast && { mark: changeOf(mark) }),
      children: joinInlines(piece),
    })
  }
  return blocks
}

function splitAtPages(out: Line['out']): Inline[][] {
  const pieces: Inline[][] = [[]]
  for (const inline of out) {
    if (inline.type === 'pageBreak') pieces.push([])
    else pieces.at(-1)?.push(inline)
  }
  return pieces
}
