import type { Tree, TreeNode } from './tree-node.ts'

/**
 * JSON as a tree that keeps what `JSON.parse` would lose: digits of numbers, the order of keys that are numbers, and
 * keys that stand twice, which are told (RFC 8259, 4: what readers make of them differs). JSON in lines is the array of
 * its lines.
 */
export function readJsonTree(text: string): Tree {
  const plain = text.replace(/^\ufeff/, '')
  try {
    JSON.parse(plain)
  } catch (error) {
    return readLines(plain) ?? refused(error)
  }
  const remarks: string[] = []
  return { type: 'tree', root: new Reading(plain, remarks).read(undefined, ''), remarks }
}

function refused(error: unknown): Tree {
  const why = error instanceof Error ? error.message : String(error)
  return { type: 'refused', reason: `It is not valid JSON: ${why}` }
}

/** https://github.com/ndjson/ndjson-spec */
function readLines(text: string): Tree | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length < 2) return undefined
  const remarks: string[] = []
  const root: TreeNode = {
    parent: undefined,
    kind: 'array',
    label: '',
    value: undefined,
    children: [],
    depth: 0,
  }
  let broken = 0
  for (const [index, line] of lines.entries()) {
    const label = String(index)
    let node: TreeNode
    try {
      JSON.parse(line)
      node = new Reading(line, remarks).read(root, label)
    } catch {
      broken += 1
      node = { parent: root, kind: 'literal', label, value: line, children: [], depth: 1 }
    }
    root.children.push(node)
  }
  if (broken === lines.length || root.children[0]?.kind === 'literal') return undefined
  if (broken > 0) {
    remarks.push(
      `${broken === 1 ? '1 line is' : `${broken} lines are`} not valid JSON, and shown as they are.`,
    )
  }
  return { type: 'tree', root, remarks }
}

/** Of all that holds nothing: a list of its own for each would be most of what a tree takes. */
const NO_CHILDREN: TreeNode[] = []

const REPEATED_KEPT = 20

/** What parts values: white space (RFC 8259, 2), commas and colons. */
const SKIPPED: ReadonlySet<string> = new Set([' ', '\t', '\n', '\r', ',', ':'])

/** Reads a text that is valid JSON. */
class Reading {
  private at = 0
  private readonly text: string
  private readonly remarks: string[]

  constructor(text: string, remarks: string[]) {
    this.text = text
    this.remarks = remarks
  }

  /** Without recursion, as a text may be nested deeper than the stack is. */
  read(around: TreeNode | undefined, place: string): TreeNode {
    let root: TreeNode | undefined
    let inside = around
    const keys: Set<string>[] = []
    let key: string | undefined
    while (this.at < this.text.length) {
      const character = this.text.charAt(this.at)
      if (SKIPPED.has(character)) {
        this.at += 1
      } else if (character === '}' || character === ']') {
        if (character === '}') keys.pop()
        inside = inside?.parent
        this.at += 1
      } else if (character === '"' && inside?.kind === 'object' && key === undefined) {
        key = this.string()
        const seen = keys.at(-1)
        if (seen?.has(key) === true) this.repeated(key)
        seen?.add(key)
      } else {
        const label = root === undefined ? place : (key ?? String(inside?.children.length ?? 0))
        const node = this.node(character, label, inside)
        key = undefined
        // The outermost one belongs to the caller.
        if (root === undefined) root = node
        else inside?.children.push(node)
        if (node.kind === 'object') keys.push(new Set())
        if (node.kind === 'object' || node.kind === 'array') inside = node
      }
    }
    if (root === undefined) throw new Error('There is no value.')
    return root
  }

  private node(character: string, label: string, parent: TreeNode | undefined): TreeNode {
    const depth = parent === undefined ? 0 : parent.depth + 1
    const common = { parent, label, depth }
    if (character === '{' || character === '[') {
      this.at += 1
      const kind = character === '{' ? 'object' : 'array'
      return { ...common, kind, value: undefined, children: [] }
    }
    if (character === '"') {
      return { ...common, kind: 'string', value: this.string(), children: NO_CHILDREN }
    }
    const start = this.at
    while (this.at < this.text.length && !/[\s,\]}]/.test(this.text.charAt(this.at))) this.at += 1
    const value = this.text.slice(start, this.at)
    const kind = /^[-\d]/.test(value) ? 'number' : 'literal'
    return { ...common, kind, value, children: NO_CHILDREN }
  }

  private string(): string {
    const start = this.at
    this.at += 1
    const end = this.text.indexOf('"', this.at)
    const plain = this.text.slice(this.at, end)
    // Most have no escape, and are as they stand.
    if (!plain.includes('\\')) {
      this.at = end + 1
      return plain
    }
    while (this.text[this.at] !== '"') this.at += this.text[this.at] === '\\' ? 2 : 1
    this.at += 1
    return JSON.parse(this.text.slice(start, this.at)) as string
  }

  private repeated(key: string): void {
    if (this.remarks.length === REPEATED_KEPT) {
      this.remarks.push('More keys stand twice in one object.')
    } else if (this.remarks.length < REPEATED_KEPT) {
      this.remarks.push(`The key “${key}” stands twice in one object; both are shown.`)
    }
  }
}
