import type {
  Block,
  FlowDocument,
  FlowNote,
  FlowText,
  Inline,
  Paragraph,
  TableRow,
  TrackedChange,
} from '#formats/flow/flow-document.ts'
import type { DocumentBlock } from './compare-blocks.ts'
import { spreadCells } from './spread-cells.ts'

/** A part of a written document, with what it holds. */
export interface DocumentPart {
  title: string
  blocks: readonly DocumentBlock[]
}

/** What a picture of the document is called, by its key: the same for the same picture on either side. */
export type PictureNames = (key: string) => string

/**
 * A written document as the parts that are compared: its text, headers and footers, notes and comments. Each part has a title
 * of its own: the sections of a document may have different headers of one name.
 */
export function documentParts(
  { blocks, margins, notes }: FlowDocument,
  names: PictureNames,
): DocumentPart[] {
  const seen = new Map<string, number>()
  const numbered = (title: string) => {
    const nth = (seen.get(title) ?? 0) + 1
    seen.set(title, nth)
    return nth === 1 ? title : `${title}, ${nth}`
  }
  return [
    { title: 'Text', blocks: documentBlocks(blocks, '', names) },
    ...margins.map((margin) => {
      const title = numbered(margin.title)
      return { title, blocks: documentBlocks(margin.blocks, title, names) }
    }),
    ...(notes.length === 0
      ? []
      : [
          {
            title: 'Notes and comments',
            blocks: notes.flatMap((note) => noteBlocks(note, names)),
          },
        ]),
  ]
}

function noteBlocks(note: FlowNote, names: PictureNames): DocumentBlock[] {
  const author = note.author === undefined ? '' : ` by ${note.author}`
  const title = `${NOTES[note.type]}${author}`
  const about = note.about === undefined ? [] : [`About “${note.about}”`]
  const beside = [...about, ...(note.status === undefined ? [] : [`Status: ${note.status}`])]
  return [
    ...documentBlocks(note.blocks, title, names),
    ...beside.map((text): DocumentBlock => ({ type: 'paragraph', text, place: title })),
  ]
}

const NOTES = { footnote: 'Footnote', endnote: 'Endnote', comment: 'Comment' } as const

function documentBlocks(
  blocks: readonly Block[],
  around: string,
  names: PictureNames,
): DocumentBlock[] {
  const found: DocumentBlock[] = []
  let heading = around
  let paragraphs = 0
  let tables = 0
  for (const block of blocks) {
    if (block.type === 'pageBreak') continue
    if (block.type === 'paragraph') {
      const text = tracked(paragraphText(block, names), block.change)
      if (text.trim() === '') continue
      paragraphs += 1
      if (block.heading !== undefined) heading = text.trim().slice(0, 80)
      const place = block.heading === undefined ? `paragraph ${paragraphs}` : 'heading'
      found.push({ type: 'paragraph', text, place: placed(heading, place), look: lookOf(block) })
      continue
    }
    tables += 1
    found.push(...tableBlocks(block, placed(heading, `table ${tables}`), names))
  }
  return found
}

function tableBlocks(
  { rows }: Extract<Block, { type: 'table' }>,
  place: string,
  names: PictureNames,
): DocumentBlock[] {
  const spread = spreadCells(
    rows.map(({ cells, change }) =>
      cells.map((cell) => ({ ...cell, text: tracked(textOf(cell.blocks, names), change) })),
    ),
  )
  const headers = rows[0]?.isHeader === true ? (spread[0] ?? []) : []
  return rows.map((row, index) => ({
    type: 'row',
    cells: spread[index] ?? [],
    headers: index === 0 ? [] : headers,
    place: `${place}, row ${index + 1}`,
    look: lookOf(row),
  }))
}

function placed(heading: string, place: string): string {
  if (heading === '') return place.charAt(0).toUpperCase() + place.slice(1)
  return `${heading}, ${place}`
}

function paragraphText(paragraph: Paragraph, names: PictureNames): string {
  const marker = paragraph.item === undefined ? '' : `${paragraph.item.marker} `
  return marker + textOfInlines(paragraph.children, names)
}

function textOf(blocks: readonly Block[], names: PictureNames): string {
  const lines = blocks.flatMap((block) => {
    if (block.type === 'pageBreak') return []
    if (block.type === 'paragraph') return [tracked(paragraphText(block, names), block.change)]
    return block.rows.map(({ cells }) =>
      cells.map((cell) => textOf(cell.blocks, names)).join(' | '),
    )
  })
  return lines.filter((line) => line !== '').join('\n')
}

/** Words that somebody deleted, or struck through, say something else than the same words that stand. */
function textOfInlines(inlines: readonly Inline[], names: PictureNames): string {
  return inlines.map((inline) => textOfInline(inline, names)).join('')
}

function textOfInline(inline: Inline, names: PictureNames): string {
  switch (inline.type) {
    case 'text':
      return tracked(styled(inline), inline.change)
    case 'link':
      return textOfInlines(inline.children, names)
    case 'change':
      return tracked(textOfInlines(inline.children, names), inline.change)
    case 'box':
      return `[box: ${textOf(inline.blocks, names)}]`
    case 'break':
      return '\n'
    case 'tab':
      return '\t'
    case 'checkbox':
      return inline.checked ? '☒' : '☐'
    case 'picture':
      return `[${names(inline.key)}${inline.description === undefined ? '' : `: ${inline.description}`}]`
    case 'remark':
      return `[${inline.text}]`
    case 'note':
      return '[note]'
  }
}

/** With the formats that turn the sense of words: 10 with a raised 9 is not 109. */
function styled({ text, styles }: FlowText): string {
  const isRaised = styles.includes('sup') && /^[-+−]?\d/u.test(text)
  const raised = isRaised ? `^${text}` : text
  const seen = styles.includes('hidden') && text.trim() !== '' ? `[hidden: ${raised}]` : raised
  return styles.includes('strike') ? `[struck: ${seen}]` : seen
}

function tracked(text: string, change: TrackedChange | undefined): string {
  if (change === undefined || text === '') return text
  return `[${change.type}: ${text}]`
}

/** All but the words: two that differ in it alone are said to. Keys are the file's own, and new with every saving. */
function lookOf(block: Paragraph | TableRow): string {
  return JSON.stringify(block, (name, value: unknown) => (name === 'key' ? undefined : value))
}
