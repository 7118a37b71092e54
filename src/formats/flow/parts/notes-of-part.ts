import type { Block, FlowNote, Inline } from '../flow-document.ts'

/**
 * The notes that belong at the end of a part: those that it refers to, and those that they refer to. The last part has
 * what no part refers to as well.
 */
export function notesOfPart(
  notes: readonly FlowNote[],
  parts: readonly (readonly Block[])[],
  index: number,
): FlowNote[] {
  const byKey = new Map(notes.map((note) => [note.key, note]))
  const found = keysOf(parts[index] ?? [], byKey)
  if (index === parts.length - 1) {
    const all = new Set<string>()
    for (const part of parts) for (const key of keysOf(part, byKey)) all.add(key)
    for (const { key } of notes) if (!all.has(key)) found.add(key)
  }
  return notes.filter(({ key }) => found.has(key))
}

function keysOf(blocks: readonly Block[], notes: ReadonlyMap<string, FlowNote>): Set<string> {
  const keys = new Set<string>()
  const waiting: (readonly Block[])[] = [blocks]
  const add = (key: string) => {
    const note = keys.has(key) ? undefined : notes.get(key)
    keys.add(key)
    if (note) waiting.push(note.blocks)
  }
  const inInlines = (inlines: readonly Inline[]) => {
    for (const inline of inlines) {
      if (inline.type === 'note') add(inline.key)
      else if (inline.type === 'link' || inline.type === 'change') inInlines(inline.children)
      else if (inline.type === 'box') waiting.push(inline.blocks)
    }
  }
  for (let inside = waiting.pop(); inside !== undefined; inside = waiting.pop()) {
    for (const block of inside) {
      if (block.type === 'paragraph') inInlines(block.children)
      else if (block.type === 'table') {
        for (const { cells } of block.rows) for (const cell of cells) waiting.push(cell.blocks)
      }
    }
  }
  return keys
}
