import type { Block } from '../flow-document.ts'
import { textOfBlocks } from '../join-inlines.ts'
import type { Place } from './outline.ts'

/** A block that holds the words looked for. */
export interface Hit extends Place {
  /** The words with those around them. */
  excerpt: string
}

const MOST = 500
const AROUND = 40

/** The blocks that hold some words, whatever their case and the white space between them; the first 500. */
export function findInParts(parts: readonly (readonly Block[])[], words: string): Hit[] {
  const wanted = folded(words)
  const hits: Hit[] = []
  if (wanted === '') return hits
  for (const [part, blocks] of parts.entries()) {
    for (const [block, one] of blocks.entries()) {
      const text = folded(textOfBlocks([one]))
      const at = text.indexOf(wanted)
      if (at === -1) continue
      const start = Math.max(0, at - AROUND)
      hits.push({ part, block, excerpt: text.slice(start, at + wanted.length + AROUND) })
      if (hits.length === MOST) return hits
    }
  }
  return hits
}

function folded(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, ' ').trim()
}
