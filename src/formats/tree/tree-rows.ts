import type { TreeNode } from './tree-node.ts'

/** The rows of a tree as they stand below one another: those whose parents are all open. */
export class TreeRows {
  #rows: TreeNode[]
  readonly #open = new Set<TreeNode>()
  readonly root: TreeNode

  /** The root is open, and more of what is small. */
  constructor(root: TreeNode) {
    this.root = root
    this.#rows = [root]
    this.toggle(0)
    if (root.children.length > FEW) return
    for (let at = 1; at < this.count; at += 1) {
      const children = this.#rows[at]?.children.length ?? 0
      if (children > 0 && this.count + children <= UNASKED) this.toggle(at)
    }
  }

  get count(): number {
    return this.#rows.length
  }

  at(place: number): TreeNode | undefined {
    return this.#rows[place]
  }

  isOpen(node: TreeNode): boolean {
    return this.#open.has(node)
  }

  /** Opens or closes a row; what was open below it is open again when it is. */
  toggle(place: number): void {
    const node = this.#rows[place]
    if (node === undefined || node.children.length === 0) return
    if (this.#open.delete(node)) {
      let end = place + 1
      while ((this.#rows[end]?.depth ?? 0) > node.depth) end += 1
      this.#rows = [...this.#rows.slice(0, place + 1), ...this.#rows.slice(end)]
      return
    }
    this.#open.add(node)
    this.#rows = [
      ...this.#rows.slice(0, place + 1),
      ...this.#below(node),
      ...this.#rows.slice(place + 1),
    ]
  }

  /** Opens all, up to a bound. @returns whether all are open */
  openAll(): boolean {
    let left = MOST_OPEN
    const stack = [this.root]
    for (let node = stack.pop(); node !== undefined && left > 0; node = stack.pop()) {
      if (node.children.length > 0) this.#open.add(node)
      left -= node.children.length
      for (const child of node.children) stack.push(child)
    }
    this.#rows = [this.root, ...this.#below(this.root)]
    return left > 0
  }

  closeAll(): void {
    this.#open.clear()
    this.#open.add(this.root)
    this.#rows = [this.root, ...this.root.children]
  }

  /** The place of the parent of a row, or the row's own where it has none in view. */
  parentOf(place: number): number {
    const parent = this.#rows[place]?.parent
    for (let at = place - 1; at >= 0; at -= 1) if (this.#rows[at] === parent) return at
    return place
  }

  #below(node: TreeNode): TreeNode[] {
    const rows: TreeNode[] = []
    const stack = node.children.toReversed()
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      rows.push(next)
      if (this.#open.has(next)) for (const child of next.children.toReversed()) stack.push(child)
    }
    return rows
  }
}

/** Children of a root whose own children are shown unasked, and rows that are. */
const FEW = 30
const UNASKED = 100
const MOST_OPEN = 1_000_000
