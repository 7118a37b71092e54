import { SaxesParser } from 'saxes'
import type { Tree, TreeNode } from './tree-node.ts'

const MOST = 2_000_000
const DEEPEST = 10_000
const PROBLEMS_KEPT = 20
const STEP = 1 << 16

class Enough extends Error {}
class Refused extends Error {}

/**
 * XML as the tree of its elements, attributes, texts, comments and instructions, with their names as they are written.
 * What is broken is told and what was read until then is there. Declared entities are never expanded: a document type
 * with declarations of its own is refused.
 * @param keepsBlanks also white space that parts words: between others, or on one line; texts in a row are one then
 */
export function readXmlNodes(text: string, keepsBlanks = false): Tree {
  const reading = new Reading(keepsBlanks)
  try {
    for (let at = 0; at < text.length; at += STEP) reading.parser.write(text.slice(at, at + STEP))
    reading.parser.close()
  } catch (error) {
    if (error instanceof Refused) return { type: 'refused', reason: error.message }
    if (!(error instanceof Enough)) throw error
  }
  if (reading.root === undefined) {
    return { type: 'refused', reason: 'It holds no XML element.' }
  }
  return { type: 'tree', root: reading.root, remarks: reading.remarks }
}

class Reading {
  readonly parser = new SaxesParser<{ xmlns?: false; position: true }>({ position: true })
  readonly remarks: string[] = []
  root: TreeNode | undefined
  private inside: TreeNode | undefined
  private depth = 0
  private count = 0
  private readonly keepsBlanks: boolean

  constructor(keepsBlanks: boolean) {
    this.keepsBlanks = keepsBlanks
    const { parser } = this
    parser.on('error', ({ message }) => {
      const text = message.replace(/^\S*?\d+:\d+: /, '')
      if (this.remarks.length < PROBLEMS_KEPT) this.remarks.push(`Line ${parser.line}: ${text}`)
    })
    parser.on('doctype', (content) => {
      if (content.includes('[')) {
        throw new Refused(
          'It declares entities or a document type of its own, which is refused for safety.',
        )
      }
    })
    parser.on('opentag', ({ name, attributes }) => this.open(name, attributes))
    parser.on('closetag', () => {
      this.depth -= 1
      this.dropBlanks()
      this.fold()
      this.inside = this.inside?.parent
    })
    parser.on('text', (content) => this.add('text', '', content))
    parser.on('cdata', (content) => this.add('text', '', content))
    parser.on('comment', (content) => this.add('comment', '', content))
    parser.on('processinginstruction', ({ target, body }) => this.add('instruction', target, body))
  }

  private open(name: string, attributes: Record<string, string>): void {
    this.depth += 1
    if (this.depth > DEEPEST) this.end(`Elements nested deeper than ${DEEPEST} are not shown.`)
    // One root alone: what follows it is told as an error by the parser.
    const node = this.make('element', name, undefined)
    if (this.inside) this.inside.children.push(node)
    else this.root ??= node
    this.inside = node
    for (const [label, value] of Object.entries(attributes)) {
      node.children.push(this.make('attribute', label, value))
    }
  }

  /** An element that holds one text and nothing else is one row with it. */
  private fold(): void {
    const node = this.inside
    const texts = node?.children.filter(({ kind }) => kind !== 'attribute') ?? []
    if (node === undefined || texts.length !== 1 || texts[0]?.kind !== 'text') return
    node.value = texts[0].value
    node.children = node.children.filter(({ kind }) => kind === 'attribute')
  }

  private add(kind: TreeNode['kind'], label: string, content: string): void {
    if (this.inside === undefined) return
    const isBlank = kind === 'text' && content.trim() === ''
    if (isBlank && !this.keepsBlanks) return
    const last = this.inside.children.at(-1)
    if (this.keepsBlanks && kind === 'text' && last?.kind === 'text') {
      last.value = `${last.value ?? ''}${content}`
    } else this.inside.children.push(this.make(kind, label, content))
  }

  /** Line ends between elements lay them out, unless there are words beside them; a blank that is kept is one. */
  private dropBlanks(): void {
    const node = this.inside
    if (node === undefined || !this.keepsBlanks) return
    const isBlank = ({ kind, value }: TreeNode) => kind === 'text' && value?.trim() === ''
    const hasWords = node.children.some((child) => child.kind === 'text' && !isBlank(child))
    const isOuter = (index: number) => {
      const [before, after] = [node.children[index - 1], node.children[index + 1]]
      return before?.kind !== 'element' || after?.kind !== 'element'
    }
    node.children = node.children.filter((child, index) => {
      if (!isBlank(child)) return true
      return !isOuter(index) && (hasWords || !/[\r\n]/u.test(child.value ?? ''))
    })
    for (const child of node.children) if (isBlank(child)) child.value = ' '
  }

  private make(kind: TreeNode['kind'], label: string, value: string | undefined): TreeNode {
    this.count += 1
    if (this.count > MOST) this.end(`Only the first ${MOST} nodes are shown.`)
    const depth = this.inside === undefined ? 0 : this.inside.depth + 1
    return { parent: this.inside, kind, label, value, children: [], depth }
  }

  private end(remark: string): never {
    this.remarks.push(remark)
    throw new Enough()
  }
}
