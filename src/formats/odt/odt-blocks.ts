import { child, children, textOf, type XmlElement } from '../ccda/xml-tree.ts'
import type { Block, Inline, Paragraph } from '../flow/flow-document.ts'
import { joinInlines } from '../flow/join-inlines.ts'
import { isShape } from './odt-frames.ts'
import { readOdtInlines, readOdtInline } from './odt-inlines.ts'
import { type Counts, nextMarker } from './odt-lists.ts'
import type { OdtLine, OdtReading } from './odt-reading.ts'
import { readOdtTable } from './odt-tables.ts'

/** A list that is being read: its style, its depth from 0, and how far it has been counted. */
interface ListPlace {
  style: string | undefined
  depth: number
  counts: Counts
}

/** What a paragraph is in a list: an item with its marker, or more of the same item. */
type InList = { depth: number; marker: string | undefined }

/** Reads the paragraphs, lists and tables of a text, a cell, a note or a box (ODF 1.3 part 3 §5 and §9). */
export function readOdtBlocks(parent: XmlElement, reading: OdtReading): Block[] {
  const blocks: Block[] = []
  for (const node of parent.children) {
    if (typeof node !== 'string') {
      for (const block of readBlock(node, reading)) blocks.push(block)
    } else if (node.trim() !== '') blocks.push(paragraphOf([textInline(node.trim())]))
  }
  return blocks
}

function readBlock(element: XmlElement, reading: OdtReading): Block[] {
  if (isShape(element)) return inlineBlock(element, reading)
  switch (element.name) {
    case 'p':
    case 'h':
      return readParagraph(element, reading, undefined)
    case 'list':
      return readList(element, reading, undefined)
    case 'table':
      return [readOdtTable(element, reading)]
    case 'numbered-paragraph':
      return readOdtBlocks(element, reading)
    case 'section':
      return readSection(element, reading)
    case 'change':
    case 'change-start':
    case 'change-end':
      return inlineBlock(element, reading)
    default:
      return SKIPPED.has(element.name) ? [] : readOdtBlocks(element, reading)
  }
}

/** Declarations, and what is read elsewhere. */
const SKIPPED = new Set(
  'tracked-changes forms sequence-decls variable-decls user-field-decls dde-connection-decls table-of-content-source alphabetical-index-source bibliography-source illustration-index-source table-index-source object-index-source user-index-source section-source dde-source number soft-page-break event-listeners'.split(
    ' ',
  ),
)

function inlineBlock(element: XmlElement, reading: OdtReading): Block[] {
  const line: OdtLine = { reading, letters: {}, afterSpace: true, out: [] }
  readOdtInline(element, line)
  return line.out.length === 0 ? [] : [paragraphOf(joinInlines(line.out))]
}

function paragraphOf(children: readonly Inline[]): Paragraph {
  return { type: 'paragraph', children }
}

function textInline(text: string): Inline {
  return { type: 'text', text, styles: [] }
}

function readSection(element: XmlElement, reading: OdtReading): Block[] {
  if (child(element, 'section-source', 'dde-source')) {
    reading.remarks.add('A section comes from another file, which was not fetched.')
  }
  const isHidden = /^(none|condition)$/.test(element.attributes['display'] ?? '')
  const blocks = readOdtBlocks(element, reading)
  if (!isHidden || blocks.length === 0) return blocks
  const said: Inline = {
    type: 'remark',
    text: 'a hidden section, which is not printed, begins here',
  }
  return [paragraphOf([said]), ...blocks, paragraphOf([{ type: 'remark', text: 'it ends here' }])]
}

function readParagraph(
  element: XmlElement,
  reading: OdtReading,
  inList: InList | undefined,
): Block[] {
  const { attributes } = element
  const style = reading.styles.paragraph(attributes['style-name'])
  const line: OdtLine = { reading, letters: style.letters, afterSpace: true, out: [] }
  const level = Number(attributes['outline-level'] ?? style.heading ?? 1)
  const heading = element.name === 'h' ? Math.max(1, Math.min(6, level || 1)) : undefined
  const outlined = heading && !inList ? headingMarker(element, level || 1, reading) : undefined
  const marker = inList?.marker ?? outlined
  const depth = inList?.depth ?? (heading ?? 1) - 1
  readOdtInlines(element, line)
  const mark = [...reading.open.values()].at(-1)
  const paragraph: Paragraph = {
    type: 'paragraph',
    heading,
    align: style.align,
    indent: inList && marker === undefined ? Math.min(8, inList.depth + 1) : style.indent,
    direction: style.isRightToLeft ? 'rtl' : undefined,
    ...(marker !== undefined && { item: { depth, marker } }),
    ...(mark && { mark }),
    ...withAnchors(element),
    children: joinInlines(line.out),
  }
  return style.breaksPage ? [{ type: 'pageBreak' }, paragraph] : [paragraph]
}

/** Names that links lead to, wherever in the paragraph they stand. */
function withAnchors(element: XmlElement): { anchors?: string[] } {
  const anchors = namesIn(element)
  return anchors.length === 0 ? {} : { anchors }
}

function namesIn(element: XmlElement): string[] {
  return children(element).flatMap((one) => {
    const { name } = one.attributes
    const isMark = /^(bookmark|reference-mark)(-start)?$/.test(one.name)
    return isMark && name !== undefined ? [name] : one.name === 'span' ? namesIn(one) : []
  })
}

function headingMarker(
  element: XmlElement,
  level: number,
  { styles, outline }: OdtReading,
): string | undefined {
  const { attributes } = element
  if (attributes['is-list-header'] === 'true') return undefined
  const restart = attributes['restart-numbering'] === 'true' ? 1 : undefined
  const start = numberOr(attributes['start-value']) ?? restart
  const marker = nextMarker(styles.outline, level - 1, outline, { styles, start })
  return (textOf(child(element, 'number')) ?? marker) || undefined
}

function numberOr(text: string | undefined): number | undefined {
  const value = Number(text)
  return text !== undefined && Number.isSafeInteger(value) ? value : undefined
}

/** A list (ODF 1.3 part 3 §5.3.1); its items go on counting where it says so. */
function readList(element: XmlElement, reading: OdtReading, outer: ListPlace | undefined): Block[] {
  const { attributes } = element
  const style = attributes['style-name'] ?? outer?.style
  const place: ListPlace = outer
    ? { style, depth: outer.depth + 1, counts: outer.counts }
    : { style, depth: 0, counts: continued(element, reading) ?? [] }
  const id = attributes['xml:id'] ?? attributes['id']
  if (outer === undefined) {
    if (id !== undefined) reading.lists.set(`id ${id}`, place.counts)
    reading.lists.set(`style ${style}`, place.counts)
  }
  return children(element).flatMap((item) => readItem(item, reading, place))
}

function continued(element: XmlElement, { lists }: OdtReading): Counts | undefined {
  const { attributes } = element
  const before = attributes['continue-list']
  if (before !== undefined) return lists.get(`id ${before}`)
  return attributes['continue-numbering'] === 'true'
    ? lists.get(`style ${attributes['style-name']}`)
    : undefined
}

function readItem(item: XmlElement, reading: OdtReading, place: ListPlace): Block[] {
  const isCounted = item.name === 'list-item'
  const written = textOf(child(item, 'number'))
  let marker: string | undefined
  let isFirst = true
  return children(item).flatMap((element) => {
    if (element.name === 'list') {
      isFirst = false
      return readList(element, reading, place)
    }
    if (element.name !== 'p' && element.name !== 'h') return readBlock(element, reading)
    marker = undefined
    if (isFirst && isCounted) {
      const own = reading.styles.paragraph(element.attributes['style-name']).listStyle
      const style = reading.styles.listStyles.get(place.style ?? own ?? '')
      const start = numberOr(item.attributes['start-value'])
      marker = nextMarker(style, place.depth, place.counts, { styles: reading.styles, start })
      marker = (written ?? marker) || undefined
    }
    isFirst = false
    return readParagraph(element, reading, { depth: place.depth, marker })
  })
}
