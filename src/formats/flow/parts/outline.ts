import type { Block, Paragraph } from '../flow-document.ts'
import { textOfInlines } from '../join-inlines.ts'

/** A place in a document that can be gone to: its part, and the block in that part. */
export interface Place {
  part: number
  block: number
}

export interface OutlineEntry extends Place {
  level: number
  text: string
}

const MOST_ENTRIES = 1000
const LONGEST_ENTRY = 200

/** The headings of a document that has been cut, with the first thousand of them. */
export function outlineOf(parts: readonly (readonly Block[])[]): OutlineEntry[] {
  const entries: OutlineEntry[] = []
  eachParagraph(parts, (paragraph, place) => {
    if (paragraph.heading === undefined || entries.length === MOST_ENTRIES) return
    const own = paragraph.children.filter(({ type }) => type !== 'box')
    const number = paragraph.item ? `${paragraph.item.marker} ` : ''
    const text = textOfInlines(own).replaceAll(/\s+/g, ' ').trim()
    if (text === '') return
    entries.push({
      ...place,
      level: paragraph.heading,
      text: (number + text).slice(0, LONGEST_ENTRY),
    })
  })
  return entries
}

/** Calls for each paragraph, those in tables with the place of the outermost one. */
export function eachParagraph(
  parts: readonly (readonly Block[])[],
  call: (paragraph: Paragraph, place: Place) => void,
): void {
  const inside = (one: Block, place: Place) => {
    if (one.type === 'paragraph') call(one, place)
    else if (one.type === 'table') {
      for (const { cells } of one.rows) {
        for (const cell of cells) for (const inner of cell.blocks) inside(inner, place)
      }
    }
  }
  for (const [part, blocks] of parts.entries()) {
    for (const [block, one] of blocks.entries()) inside(one, { part, block })
  }
}
