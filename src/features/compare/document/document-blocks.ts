import type { Block, FlowDocument, Inline, TrackedChange } from '#formats/flow/flow-document.ts'
import type { DocumentBlock } from './compare-blocks.ts'

/** A part of a written document, with what it holds. */
export interface DocumentPart {
  title: string
  blocks: readonly DocumentBlock[]
}

/** A written document as the parts that are compared: its text, headers and footers, notes and comments. */
export function documentParts({ blocks, margins, notes }: FlowDocument): DocumentPart[] {
  return [
    { title: 'Text', blocks: documentBlocks(blocks, '') },
    ...margins.map((margin) => ({
      title: margin.title,
      blocks: documentBlocks(margin.blocks, margin.title),
    })),
    ...(notes.length === 0
      ? []
      : [
          {
            title: 'Notes and comments',
            blocks: notes.flatMap((note) => {
              const author = note.author === undefined ? '' : ` by ${note.author}`
              return documentBlocks(note.blocks, `${NOTES[note.type]}${author}`)
            }),
          },
        ]),
  ]
}

const NOTES = { footnote: 'Footnote', endnote: 'Endnote', comment: 'Comment' } as const

function documentBlocks(blocks: readonly Block[], around: string): DocumentBlock[] {
  const found: DocumentBlock[] = []
  let heading = around
  let paragraphs = 0
  let tables = 0
  for (const block of blocks) {
    if (block.type === 'pageBreak') continue
    if (block.type === 'paragraph') {
      const text = tracked(paragraphText(block), block.change)
      if (text.trim() === '') continue
      paragraphs += 1
      if (block.heading !== undefined) heading = text.trim().slice(0, 80)
      const place = block.heading === undefined ? `paragraph ${paragraphs}` : 'heading'
      found.push({ type: 'paragraph', text, place: placed(heading, place), look: lookOf(block) })
      continue
    }
    tables += 1
    const [first] = block.rows
    const headers = first?.isHeader === true ? first.cells.map(({ blocks }) => textOf(blocks)) : []
    for (const [index, row] of block.rows.entries()) {
      const cells = row.cells.map((cell) => tracked(textOf(cell.blocks), row.change))
      const place = placed(heading, `table ${tables}, row ${index + 1}`)
      found.push({ type: 'row', cells, headers: index === 0 ? [] : headers, place })
    }
  }
  return found
}

function placed(heading: string, place: string): string {
  if (heading === '') return place.charAt(0).toUpperCase() + place.slice(1)
  return `${heading}, ${place}`
}

function paragraphText(paragraph: Extract<Block, { type: 'paragraph' }>): string {
  const marker = paragraph.item === undefined ? '' : `${paragraph.item.marker} `
  return marker + textOfInlines(paragraph.children)
}

function textOf(blocks: readonly Block[]): string {
  const lines = blocks.flatMap((block) => {
    if (block.type === 'pageBreak') return []
    if (block.type === 'paragraph') return [tracked(paragraphText(block), block.change)]
    return block.rows.map(({ cells }) => cells.map((cell) => textOf(cell.blocks)).join(' | '))
  })
  return lines.filter((line) => line !== '').join('\n')
}

/** Words that somebody deleted, or struck through, say something else than the same words that stand. */
function textOfInlines(inlines: readonly Inline[]): string {
  return inlines.map(textOfInline).join('')
}

function textOfInline(inline: Inline): string {
  switch (inline.type) {
    case 'text': {
      const isStruck = inline.styles.includes('strike')
      return tracked(isStruck ? `[struck: ${inline.text}]` : inline.text, inline.change)
    }
    case 'link':
      return textOfInlines(inline.children)
    case 'change':
      return tracked(textOfInlines(inline.children), inline.change)
    case 'box':
      return `[box: ${textOf(inline.blocks)}]`
    case 'break':
      return '\n'
    case 'tab':
      return '\t'
    case 'checkbox':
      return inline.checked ? '☒' : '☐'
    case 'picture':
      return `[picture${inline.description === undefined ? '' : `: ${inline.description}`}]`
    case 'remark':
      return `[${inline.text}]`
    case 'note':
      return '[note]'
  }
}

function tracked(text: string, change: TrackedChange | undefined): string {
  if (change === undefined || text === '') return text
  return `[${change.type}: ${text}]`
}

/** All but the words: two that differ in it alone are said to. */
function lookOf(block: Extract<Block, { type: 'paragraph' }>): string {
  return JSON.stringify(block)
}
