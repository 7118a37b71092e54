import type { ArchiveEntry, EntryTime } from './archive-entry.ts'
import { folderNode, treeNodes, type TreeNode } from './tree-nodes.ts'

export type TreeColumn = 'name' | 'size' | 'packed' | 'time'

/** `undefined` for the order in the archive. */
export type TreeSort = { by: TreeColumn; direction: 'ascending' | 'descending' } | undefined

/** A line of the tree as it is drawn. Cloneable. */
export interface TreeRow {
  node: number
  /** From 1. */
  level: number
  /** Its place among its siblings, from 1, and how many these are. */
  place: number
  siblings: number
  /** The line of its folder; -1 at the top. */
  parent: number
  /** The last part of the path; all of it where the tree is filtered. */
  name: string
  isFolder: boolean
  isOpen: boolean
  type: ArchiveEntry['type']
  size: number | undefined
  packedSize: number
  time: EntryTime | undefined
  isEncrypted: boolean
  /** Whether there is something to be said about it, or it can't be opened. */
  isOdd: boolean
}

/** The entries of an archive as a tree of folders, in which those that no entry tells of are there, too. */
export class EntryTree {
  readonly #entries: readonly ArchiveEntry[]
  readonly #nodes: TreeNode[]
  readonly #open = new Set<number>()
  #sort: TreeSort = { by: 'name', direction: 'ascending' }
  #filter = ''
  #rows: Int32Array = new Int32Array()

  constructor(entries: readonly ArchiveEntry[]) {
    this.#entries = entries
    this.#nodes = treeNodes(entries)
    this.#openFirst()
    this.#layOut()
  }

  get rows(): number {
    return this.#rows.length
  }

  /** Shows only entries whose path holds a text, in whatever case; all of them again for none. */
  filter(text: string): void {
    this.#filter = text.toLowerCase()
    this.#layOut()
  }

  sort(sort: TreeSort): void {
    this.#sort = sort
    this.#layOut()
  }

  setOpen(node: number, isOpen: boolean): void {
    if (isOpen) this.#open.add(node)
    else this.#open.delete(node)
    this.#layOut()
  }

  entryOf(node: number): number | undefined {
    return this.#nodes[node]?.entry
  }

  /** Its path as it is stored, and of a folder how many files are in it. */
  about(node: number): { path: string; files: number; size: number } {
    const { files = 0, size = 0, entry } = this.#nodes[node] ?? {}
    const path = entry === undefined ? this.#pathOf(node) : (this.#entries[entry]?.path ?? '')
    return { path, files, size }
  }

  slice(from: number, to: number): TreeRow[] {
    return Array.from(this.#rows.subarray(from, to), (node, at) => this.#rowOf(node, from + at))
  }

  /** What is small is seen whole; of what is large the only folder on each level. */
  #openFirst(): void {
    for (const [at, node] of this.#nodes.entries()) {
      const siblings = this.#nodes[node.parent]?.children.length ?? 1
      if (node.isFolder && (this.#nodes.length < 200 || siblings === 1)) this.#open.add(at)
    }
  }

  #layOut(): void {
    const rows: number[] = []
    if (this.#filter === '') this.#collect(0, rows)
    else {
      for (const [at, node] of this.#nodes.entries()) {
        const path = node.entry === undefined ? '' : (this.#entries[node.entry]?.path ?? '')
        if (path.toLowerCase().includes(this.#filter)) rows.push(at)
      }
      this.#order(rows)
    }
    this.#rows = Int32Array.from(rows)
  }

  #collect(node: number, rows: number[]): void {
    const children = this.#nodes[node]?.children ?? []
    this.#order(children)
    for (const child of children) {
      rows.push(child)
      if (this.#open.has(child)) this.#collect(child, rows)
    }
  }

  /** Folders first, as file managers have it, but for the archive's own order. */
  #order(nodes: number[]): void {
    const sort = this.#sort
    if (sort === undefined) {
      nodes.sort((a, b) => a - b)
      return
    }
    const sign = sort.direction === 'ascending' ? 1 : -1
    nodes.sort((a, b) => {
      const [one, other] = [this.#nodes[a], this.#nodes[b]]
      if (one === undefined || other === undefined) return 0
      if (one.isFolder !== other.isFolder) return one.isFolder ? -1 : 1
      return sign * compare(one, other, sort.by) || a - b
    })
  }

  #rowOf(at: number, row: number): TreeRow {
    const node = this.#nodes[at] ?? folderNode('', 0, 1)
    const entry = node.entry === undefined ? undefined : this.#entries[node.entry]
    const isFiltered = this.#filter !== ''
    const siblings = this.#nodes[node.parent]?.children ?? []
    return {
      node: at,
      level: isFiltered ? 1 : node.level,
      place: isFiltered ? row + 1 : siblings.indexOf(at) + 1,
      siblings: isFiltered ? this.#rows.length : siblings.length,
      parent: node.parent > 0 ? this.#rows.indexOf(node.parent) : -1,
      name: isFiltered ? (entry?.path ?? node.name) : node.name,
      isFolder: node.isFolder,
      isOpen: !isFiltered && this.#open.has(at),
      type: entry?.type ?? 'folder',
      size: node.isFolder ? node.size : entry?.size,
      packedSize: node.packedSize,
      time: entry?.time,
      isEncrypted: entry?.isEncrypted ?? false,
      isOdd: entry !== undefined && (entry.remarks.length > 0 || entry.refusal !== undefined),
    }
  }

  #pathOf(at: number): string {
    const names: string[] = []
    for (let node = this.#nodes[at]; node !== undefined && node.parent >= 0;) {
      names.unshift(node.name)
      node = this.#nodes[node.parent]
    }
    return `${names.join('/')}/`
  }
}

function compare(one: TreeNode, other: TreeNode, by: TreeColumn): number {
  switch (by) {
    case 'name':
      return NAMES.compare(one.name, other.name)
    case 'size':
      return one.size - other.size
    case 'packed':
      return one.packedSize - other.packedSize
    case 'time':
      return one.time - other.time
  }
}

/** `scan 9` before `scan 10`. */
const NAMES = new Intl.Collator('en', { numeric: true })
