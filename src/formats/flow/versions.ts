import type { Block, FlowTable, Inline, Paragraph, TrackedChange } from './flow-document.ts'

/** With its tracked changes marked, as if all were accepted, or as it was before them. */
export type Version = 'changes' | 'accepted' | 'original'

/** Blocks in one of their versions: what it lacks is left out, and nothing is marked as a change any more. */
export function blocksAs(blocks: readonly Block[], version: Version): readonly Block[] {
  if (version === 'changes') return blocks
  const gone = version === 'accepted' ? 'deleted' : 'inserted'
  const result: Block[] = []
  /** What was in paragraphs whose end is gone: it belongs to the next one. */
  let carried: Inline[] = []
  let before: Paragraph | undefined
  const putDown = () => {
    if (before && carried.length > 0) result.push({ ...before, children: carried })
    carried = []
    before = undefined
  }
  for (const block of blocks) {
    if (block.type !== 'paragraph') {
      putDown()
      const kept = block.type === 'table' ? tableAs(block, version, gone) : block
      if (kept) result.push(kept)
      continue
    }
    const { change, mark, ...paragraph } = block
    if (change?.type === gone) continue
    const children = [...carried, ...inlinesAs(block.children, version, gone)]
    const kept = { ...paragraph, children }
    if (mark?.type === gone) {
      carried = children
      before = kept
      continue
    }
    carried = []
    before = undefined
    result.push(kept)
  }
  putDown()
  return result
}

function tableAs(
  table: FlowTable,
  version: Version,
  gone: TrackedChange['type'],
): FlowTable | undefined {
  const rows = table.rows
    .filter(({ change }) => change?.type !== gone)
    .map(({ isHeader, cells }) => ({
      isHeader,
      cells: cells.map((cell) => ({ ...cell, blocks: blocksAs(cell.blocks, version) })),
    }))
  return rows.length === 0 ? undefined : { ...table, rows }
}

function inlinesAs(
  inlines: readonly Inline[],
  version: Version,
  gone: TrackedChange['type'],
): Inline[] {
  return inlines.flatMap((inline): Inline[] => {
    switch (inline.type) {
      case 'change':
        return inline.change.type === gone ? [] : inlinesAs(inline.children, version, gone)
      case 'text': {
        const { change, ...text } = inline
        return change?.type === gone ? [] : [text]
      }
      case 'link':
        return [{ ...inline, children: inlinesAs(inline.children, version, gone) }]
      case 'box':
        return [{ ...inline, blocks: blocksAs(inline.blocks, version) }]
      case 'break':
      case 'tab':
      case 'picture':
      case 'note':
      case 'checkbox':
      case 'remark':
        return [inline]
    }
  })
}

/** How many changes are tracked in blocks, and by whom. */
export function changesIn(blocks: readonly Block[]): { count: number; authors: string[] } {
  const authors = new Set<string>()
  let count = 0
  const add = (change: TrackedChange | undefined) => {
    if (change === undefined) return
    count += 1
    if (change.author !== undefined) authors.add(change.author)
  }
  const inInlines = (inlines: readonly Inline[]) => {
    for (const inline of inlines) {
      if (inline.type === 'text') add(inline.change)
      else if (inline.type === 'change') {
        add(inline.change)
        inInlines(inline.children)
      } else if (inline.type === 'link') inInlines(inline.children)
      else if (inline.type === 'box') inBlocks(inline.blocks)
    }
  }
  const inBlocks = (blocks: readonly Block[]) => {
    for (const block of blocks) {
      if (block.type === 'paragraph') {
        add(block.change)
        add(block.mark)
        inInlines(block.children)
      } else if (block.type === 'table') {
        for (const { change, cells } of block.rows) {
          add(change)
          for (const cell of cells) inBlocks(cell.blocks)
        }
      }
    }
  }
  inBlocks(blocks)
  return { count, authors: [...authors] }
}
