import type { Block, FlowText, Inline, TrackedChange } from './flow-document.ts'

/**
 * Joins neighbours that a program has cut apart, since Word makes a new run at every correction: texts of the same style,
 * links to the same place, changes of the same hand.
 */
export function joinInlines(inlines: readonly Inline[]): Inline[] {
  const joined: Joined[] = []
  /** Texts that are being joined, so that a thousand of them cost no more than one. */
  let texts: FlowText[] = []
  const flush = () => {
    const [first] = texts
    if (first) joined.push({ ...first, text: texts.map(({ text }) => text).join('') })
    texts = []
  }
  for (const inline of inlines) {
    if (inline.type === 'text') {
      if (inline.text === '') continue
      if (texts[0] && !isAlike(texts[0], inline)) flush()
      texts.push(inline)
      continue
    }
    flush()
    const last = joined.at(-1)
    if (inline.type !== 'link' && inline.type !== 'change') joined.push(inline)
    else if (last !== undefined && isContinued(last, inline)) {
      for (const child of inline.children) last.children.push(child)
    } else joined.push({ ...inline, children: [...inline.children] })
  }
  flush()
  return joined.map((inline) =>
    inline.type === 'link' || inline.type === 'change'
      ? { ...inline, children: joinInlines(inline.children) }
      : inline,
  )
}

type Container = Extract<Inline, { type: 'link' | 'change' }>
/** As `Inline`, while its children may still be added to. */
type Joined = Exclude<Inline, Container> | (Container & { children: Inline[] })

function isContinued(last: Joined, next: Container): last is Container & { children: Inline[] } {
  if (last.type === 'link') return next.type === 'link' && next.href === last.href
  return last.type === 'change' && next.type === 'change' && sameChange(last.change, next.change)
}

function isAlike(one: FlowText, other: FlowText): boolean {
  return (
    one.styles.length === other.styles.length &&
    one.styles.every((style, place) => other.styles[place] === style) &&
    sameChange(one.change, other.change)
  )
}

function sameChange(one: TrackedChange | undefined, other: TrackedChange | undefined): boolean {
  return (
    one === other ||
    (one?.type === other?.type &&
      one?.author === other?.author &&
      one?.date === other?.date &&
      one?.isMove === other?.isMove)
  )
}

/** The plain text of blocks, a line for each paragraph. */
export function textOfBlocks(blocks: readonly Block[]): string {
  const lines = blocks.map((block) => {
    if (block.type === 'paragraph') return textOfInlines(block.children)
    if (block.type === 'pageBreak') return ''
    return block.rows
      .map(({ cells }) => cells.map((cell) => textOfBlocks(cell.blocks)).join('\t'))
      .join('\n')
  })
  return lines.join('\n')
}

export function textOfInlines(inlines: readonly Inline[]): string {
  return inlines.map(textOfInline).join('')
}

function textOfInline(inline: Inline): string {
  switch (inline.type) {
    case 'text':
    case 'remark':
      return inline.text
    case 'link':
    case 'change':
      return textOfInlines(inline.children)
    case 'box':
      return textOfBlocks(inline.blocks)
    case 'break':
      return '\n'
    case 'tab':
      return '\t'
    case 'checkbox':
      return inline.checked ? '☒' : '☐'
    case 'note':
    case 'picture':
      return ''
  }
}
