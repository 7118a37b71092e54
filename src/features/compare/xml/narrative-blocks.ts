import type { TreeNode } from '#formats/tree/tree-node.ts'
import type { DocumentBlock } from '../document/compare-blocks.ts'
import { spreadCells } from '../document/spread-cells.ts'

/**
 * The narrative of a section of CDA (R2, 4.3.5) as paragraphs and rows of tables, in order. What turns the sense of words is
 * among them: that they are deleted or inserted, struck through, or raised (10^9 is not 109).
 */
export function narrativeBlocks(text: TreeNode): DocumentBlock[] {
  const blocks: DocumentBlock[] = []
  let line: string[] = []
  let paragraphs = 0
  let tables = 0
  const flush = () => {
    const content = tidy(line.join(''))
    line = []
    if (content === '') return
    paragraphs += 1
    blocks.push({ type: 'paragraph', text: content, place: `Text, paragraph ${paragraphs}` })
  }
  const stack: Step[] = content(text).toReversed()
  if (text.value !== undefined) line.push(text.value)
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === 'end') flush()
    else if (typeof node === 'string') line.push(node)
    else if (localName(node) === 'table') {
      flush()
      tables += 1
      blocks.push(...tableRows(node, tables))
    } else {
      const name = localName(node)
      if (BREAKS.has(name)) flush()
      if (BLOCKS.has(name)) stack.push('end')
      pushInline(node, line, stack)
    }
  }
  flush()
  return blocks
}

/** A node, the end of a paragraph, or words that stand behind what came before. */
type Step = TreeNode | 'end' | `]${string}`

const BREAKS = new Set(['paragraph', 'item', 'list', 'caption', 'br'])
const BLOCKS = new Set(['paragraph', 'item', 'list', 'caption'])

/** The words of a node, and its inner nodes onto the stack, in the brackets that say what becomes of them. */
function pushInline(node: TreeNode, words: string[], stack: Step[]): void {
  const mark = markOf(node)
  if (mark !== undefined) {
    words.push(`[${mark}: `)
    stack.push(']')
  }
  if (localName(node) === 'sup') words.push('^')
  if (localName(node) === 'renderMultiMedia') {
    words.push(`[picture ${attributeOf(node, 'referencedObject') ?? ''}]`)
  }
  if (node.value !== undefined) words.push(node.value)
  for (const child of content(node).toReversed()) stack.push(child)
}

function markOf(node: TreeNode): string | undefined {
  const revised = attributeOf(node, 'revised')
  if (revised === 'delete') return 'deleted'
  if (revised === 'insert') return 'inserted'
  const isStruck = /strike|line-?through/i.test(attributeOf(node, 'styleCode') ?? '')
  return isStruck ? 'struck' : undefined
}

function attributeOf({ children }: TreeNode, name: string): string | undefined {
  return children.find(({ kind, label }) => kind === 'attribute' && label === name)?.value
}

function tableRows(table: TreeNode, nth: number): DocumentBlock[] {
  const rows = within(table, 'tr')
  const isHead = (row: TreeNode) => cellsOf(row).every((cell) => localName(cell) === 'th')
  const caption = within(table, 'caption').map(textOf).join(' ')
  const name = caption === '' ? `Table ${nth}` : caption
  const spanOf = (cell: TreeNode, name: string) =>
    Number.parseInt(attributeOf(cell, name) ?? '', 10)
  const spread = spreadCells(
    rows.map((row) =>
      cellsOf(row).map((cell) => ({
        text: textOf(cell),
        columns: spanOf(cell, 'colspan'),
        rows: spanOf(cell, 'rowspan'),
      })),
    ),
  )
  const headers = rows[0] !== undefined && isHead(rows[0]) ? (spread[0] ?? []) : []
  const blocks = spread.map((cells, index): DocumentBlock => {
    const place = `${name}, row ${index + 1}`
    return { type: 'row', cells, headers: index === 0 ? [] : headers, place }
  })
  return caption === ''
    ? blocks
    : [{ type: 'paragraph', text: caption, place: `Caption of table ${nth}` }, ...blocks]
}

function cellsOf(row: TreeNode): TreeNode[] {
  return content(row).filter((one) => /^t[hd]$/.test(localName(one)))
}

function within(root: TreeNode, name: string): TreeNode[] {
  return content(root).flatMap((node) => (localName(node) === name ? [node] : within(node, name)))
}

function content(node: TreeNode): TreeNode[] {
  return node.children.filter(({ kind }) => kind === 'element' || kind === 'text')
}

function textOf(node: TreeNode): string {
  const parts: string[] = []
  const stack: Step[] = [node]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'string') parts.push(next)
    else {
      if (SPACED.has(localName(next))) parts.push(' ')
      pushInline(next, parts, stack)
    }
  }
  return tidy(parts.join(''))
}

/** What begins on a line of its own within a cell. */
const SPACED = new Set(['br', 'paragraph', 'item', 'list', 'caption', 'table', 'tr', 'td', 'th'])

function tidy(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim()
}

function localName({ label }: TreeNode): string {
  return label.slice(label.indexOf(':') + 1)
}
