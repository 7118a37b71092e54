import type { TreeNode } from '#formats/tree/tree-node.ts'
import type { DocumentBlock } from '../document/compare-blocks.ts'

/** The narrative of a section of CDA (R2, 4.3.5) as paragraphs and rows of tables, in order. */
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
  const stack: (TreeNode | 'end')[] = [...content(text)].toReversed()
  if (text.value !== undefined) line.push(text.value)
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === 'end') {
      flush()
      continue
    }
    const name = localName(node)
    if (name === 'table') {
      flush()
      tables += 1
      blocks.push(...tableRows(node, tables))
      continue
    }
    if (BREAKS.has(name)) flush()
    if (node.value !== undefined && node.kind !== 'comment') line.push(node.value)
    if (BLOCKS.has(name)) stack.push('end')
    for (const child of content(node).toReversed()) stack.push(child)
  }
  flush()
  return blocks
}

const BREAKS = new Set(['paragraph', 'item', 'list', 'caption', 'br'])
const BLOCKS = new Set(['paragraph', 'item', 'list', 'caption'])

function tableRows(table: TreeNode, nth: number): DocumentBlock[] {
  const rows = within(table, 'tr')
  const cellsOf = (row: TreeNode) => content(row).filter((one) => /^t[hd]$/.test(localName(one)))
  const isHead = (row: TreeNode) => cellsOf(row).every((cell) => localName(cell) === 'th')
  const headers = (rows[0] !== undefined && isHead(rows[0]) ? cellsOf(rows[0]) : []).map(textOf)
  const caption = within(table, 'caption').map(textOf).join(' ')
  const name = caption === '' ? `Table ${nth}` : caption
  const blocks = rows.map((row, index): DocumentBlock => {
    const cells = cellsOf(row).map(textOf)
    const place = `${name}, row ${index + 1}`
    return { type: 'row', cells, headers: index === 0 ? [] : headers, place }
  })
  return caption === ''
    ? blocks
    : [{ type: 'paragraph', text: caption, place: `Caption of table ${nth}` }, ...blocks]
}

function within(root: TreeNode, name: string): TreeNode[] {
  return content(root).flatMap((node) => (localName(node) === name ? [node] : within(node, name)))
}

function content(node: TreeNode): TreeNode[] {
  return node.children.filter(({ kind }) => kind === 'element' || kind === 'text')
}

function textOf(node: TreeNode): string {
  const parts: string[] = []
  const stack = [node]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.value !== undefined) parts.push(next.value)
    else if (localName(next) === 'br') parts.push('\n')
    for (const child of content(next).toReversed()) stack.push(child)
  }
  return tidy(parts.join(' '))
}

function tidy(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim()
}

function localName({ label }: TreeNode): string {
  return label.slice(label.indexOf(':') + 1)
}
