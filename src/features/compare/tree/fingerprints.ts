import type { TreeNode } from '#formats/tree/tree-node.ts'

/**
 * A number for each node of two trees: the same for nodes that are the same in all that counts, and for no others. The order
 * of an object's keys and of attributes does not count, nor do the prefixes of namespaces; numbers count as they are written.
 */
export class Fingerprints {
  private count = 0
  /** Of what holds others, by what is in it; a leaf is found by its value, and needs no entry of its own. */
  private readonly numbers = new Map<string, number>()
  private readonly leaves = new Map<TreeNode['kind'], Map<string, number>>()
  private readonly keys = new Map<string, number>()
  private readonly prints = new Map<TreeNode, number>()
  private readonly names = new Map<TreeNode, string>()

  of(node: TreeNode): number {
    const leaf = this.leafOf(node)
    if (leaf !== undefined) return leaf
    const known = this.prints.get(node)
    if (known !== undefined) return known
    this.read(node)
    return this.prints.get(node) ?? -1
  }

  /** The name by which a node is matched: that of an element or attribute with its namespace. */
  nameOf(node: TreeNode): string {
    return this.names.get(node) ?? node.label
  }

  /** Without recursion, as a text may be nested deeper than the stack is. */
  private read(root: TreeNode): void {
    const order: TreeNode[] = []
    const scopes = new Map<TreeNode, Scope>()
    const stack = [root]
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      order.push(node)
      if (node.kind === 'element') {
        const around = node.parent === undefined ? undefined : scopes.get(node.parent)
        const scope = scopeOf(node, around ?? OUTERMOST)
        scopes.set(node, scope)
        this.names.set(node, qualified(node.label, scope, true))
        for (const child of node.children) {
          if (child.kind === 'attribute')
            this.names.set(child, qualified(child.label, scope, false))
        }
      }
      for (const child of node.children) if (!isLeaf(child)) stack.push(child)
    }
    for (let i = order.length - 1; i >= 0; i -= 1) {
      const node = order[i]
      if (node !== undefined) this.prints.set(node, numberIn(this.numbers, this.keyOf(node), this))
    }
  }

  next(): number {
    this.count += 1
    return this.count
  }

  private leafOf(node: TreeNode): number | undefined {
    if (!isLeaf(node)) return undefined
    let known = this.leaves.get(node.kind)
    if (known === undefined) this.leaves.set(node.kind, (known = new Map<string, number>()))
    const { value = '' } = node
    const name =
      node.kind === 'attribute' ? this.nameOf(node) : node.kind === 'instruction' ? node.label : ''
    return numberIn(known, name === '' ? value : `${name}=${value}`, this)
  }

  private printIn(node: TreeNode): number {
    return this.leafOf(node) ?? this.prints.get(node) ?? -1
  }

  private keyOf(node: TreeNode): string {
    const { value, children } = node
    if (node.kind === 'object') return this.objectKey(children)
    const print = (child: TreeNode) => this.printIn(child)
    if (node.kind === 'array') return `[${children.map(print).join()}`
    const attributes = children
      .filter((child) => child.kind === 'attribute' && !isNamespace(child))
      .map(print)
    const inner = children.filter((child) => child.kind !== 'attribute').map(print)
    const text = value === undefined ? '' : JSON.stringify(value)
    attributes.sort((one, other) => one - other)
    return `<${this.nameOf(node)} ${attributes.join()}>${inner.join()}>${text}`
  }

  /** Keys in one order, whatever theirs is; of keys that stand twice it counts, as most readers take the last one. */
  private objectKey(children: readonly TreeNode[]): string {
    const numbered = children.map((child) => ({
      key: numberIn(this.keys, child.label, this),
      print: this.printIn(child),
    }))
    if (numbered.some(({ key }, at) => key < (numbered[at - 1]?.key ?? 0))) {
      numbered.sort((one, other) => one.key - other.key)
    }
    let text = '{'
    for (const { key, print } of numbered) text += `${key}:${print},`
    return text
  }
}

function isLeaf({ kind }: TreeNode): boolean {
  return kind !== 'object' && kind !== 'array' && kind !== 'element'
}

function numberIn(
  numbers: Map<string, number>,
  key: string,
  counter: { next: () => number },
): number {
  let number = numbers.get(key)
  if (number === undefined) numbers.set(key, (number = counter.next()))
  return number
}

/** Prefixes and the namespaces that they stand for. */
type Scope = ReadonlyMap<string, string>

const OUTERMOST: Scope = new Map([['xml', 'http://www.w3.org/XML/1998/namespace']])

/** Whether an attribute only says what a prefix stands for. */
export function isNamespace({ kind, label }: TreeNode): boolean {
  return kind === 'attribute' && (label === 'xmlns' || label.startsWith('xmlns:'))
}

function scopeOf(node: TreeNode, around: Scope): Scope {
  const own = node.children.filter(isNamespace)
  if (own.length === 0) return around
  return new Map([
    ...around,
    ...own.map(({ label, value }) => [label.slice('xmlns:'.length), value ?? ''] as const),
  ])
}

function qualified(label: string, scope: Scope, isElement: boolean): string {
  const colon = label.indexOf(':')
  if (colon < 0) return isElement ? `{${scope.get('') ?? ''}}${label}` : label
  const space = scope.get(label.slice(0, colon))
  return space === undefined ? label : `{${space}}${label.slice(colon + 1)}`
}
