import type { TreeNode } from '#formats/tree/tree-node.ts'

/**
 * A number for each node of two trees: the same for nodes that are the same in all that counts, and for no others. The order
 * of an object's keys and of attributes does not count, nor do the prefixes of namespaces; numbers count as they are written.
 */
export class Fingerprints {
  private readonly numbers = new Map<string, number>()
  private readonly prints = new Map<TreeNode, number>()
  private readonly names = new Map<TreeNode, string>()

  of(node: TreeNode): number {
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
      for (const child of node.children) stack.push(child)
    }
    for (let i = order.length - 1; i >= 0; i -= 1) {
      const node = order[i]
      if (node !== undefined) this.prints.set(node, this.number(this.keyOf(node)))
    }
  }

  private number(key: string): number {
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    this.numbers.set(key, this.numbers.size)
    return this.numbers.size - 1
  }

  private keyOf(node: TreeNode): string {
    const { kind, value, children } = node
    const print = (child: TreeNode) => this.prints.get(child) ?? -1
    switch (kind) {
      case 'object': {
        // Of keys that stand twice the order counts: most readers take the last one.
        const sorted = children.toSorted((one, two) => compareText(one.label, two.label))
        const parts = sorted.map((child) => `${JSON.stringify(child.label)}:${print(child)}`)
        return `{${parts.join()}`
      }
      case 'array':
        return `[${children.map(print).join()}`
      case 'element': {
        const attributes = children
          .filter((child) => child.kind === 'attribute' && !isNamespace(child))
          .map(print)
        const inner = children.filter((child) => child.kind !== 'attribute').map(print)
        const text = value === undefined ? '' : JSON.stringify(value)
        attributes.sort((one, other) => one - other)
        return `<${this.nameOf(node)} ${attributes.join()}>${inner.join()}>${text}`
      }
      case 'attribute':
        return `@${this.nameOf(node)}=${value ?? ''}`
      case 'string':
      case 'number':
      case 'literal':
      case 'text':
      case 'comment':
        return `${kind} ${value ?? ''}`
      case 'instruction':
        return `? ${node.label} ${value ?? ''}`
    }
  }
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
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
