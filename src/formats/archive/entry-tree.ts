import { nameOfPath, type ArchiveEntry, type EntryTime } from './archive-entry.ts'

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

interface Node {
  name: string
  /** `undefined` for a folder that is known from the paths of others only. */
  entry: number | undefined
  parent: number
  isFolder: boolean
  children: number[]
  level: number
  /** Of all that is in it. */
  size: number
  packedSize: number
  files: number
}

/** Folders within folders; what is deeper keeps its path as its name. */
const DEEPEST = 50

/** The entries of an archive as a tree of folders, in which those that no entry tells of are there, too. */
export class EntryTree {
  readonly #entries: readonly ArchiveEntry[]
  readonly #nodes: Node[] = [folder('', -1, 0)]
  readonly #open = new Set<number>()
  #sort: TreeSort = { by: 'name', direction: 'ascending' }
  #filter = ''
  #rows: Int32Array = new Int32Array()

  constructor(entries: readonly ArchiveEntry[]) {
    this.#entries = entries
    const folders = new Map<string, number>([['', 0]])
    for (const [at, entry] of entries.entries()) this.#add(entry, at, folders)
    this.#sumUp()
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

  /** Where the folder of a line stands; -1 at the top. */
  parentRow(row: number): number {
    const node = this.#nodes[this.#rows[row] ?? 0]
    return node === undefined || node.parent <= 0 ? -1 : this.#rows.indexOf(node.parent)
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

  #add(entry: ArchiveEntry, at: number, folders: Map<string, number>): void {
    const parts = entry.path.replace(/\/$/, '').split('/')
    const names =
      parts.length <= DEEPEST
        ? parts
        : [...parts.slice(0, DEEPEST - 1), parts.slice(DEEPEST - 1).join('/')]
    const last = names.pop() ?? ''
    let parent = 0
    let path = ''
    for (const name of names) {
      path += `${name}/`
      parent = this.#folderAt(path, name, parent, folders)
    }
    if (entry.type === 'folder') {
      const node = this.#folderAt(`${path}${last}/`, last, parent, folders)
      const known = this.#nodes[node]
      if (known !== undefined) known.entry ??= at
      return
    }
    const level = (this.#nodes[parent]?.level ?? 0) + 1
    const { size = 0, packedSize } = entry
    const name = last === '' ? nameOfPath(entry.path) : last
    this.#nodes.push({
      ...folder(name, parent, level),
      entry: at,
      isFolder: false,
      size,
      packedSize,
      files: 1,
    })
    this.#nodes[parent]?.children.push(this.#nodes.length - 1)
  }

  #folderAt(path: string, name: string, parent: number, folders: Map<string, number>): number {
    const known = folders.get(path)
    if (known !== undefined) return known
    this.#nodes.push(folder(name, parent, (this.#nodes[parent]?.level ?? 0) + 1))
    const node = this.#nodes.length - 1
    this.#nodes[parent]?.children.push(node)
    folders.set(path, node)
    return node
  }

  /** Parents stand before their children. */
  #sumUp(): void {
    for (let at = this.#nodes.length - 1; at > 0; at -= 1) {
      const node = this.#nodes[at]
      const parent = node && this.#nodes[node.parent]
      if (node === undefined || parent === undefined) continue
      parent.size += node.size
      parent.packedSize += node.packedSize
      parent.files += node.files
    }
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
      return sign * this.#compare(one, other, sort.by) || a - b
    })
  }

  #compare(one: Node, other: Node, by: TreeColumn): number {
    switch (by) {
      case 'name':
        return NAMES.compare(one.name, other.name)
      case 'size':
        return one.size - other.size
      case 'packed':
        return one.packedSize - other.packedSize
      case 'time':
        return this.#timeOf(one) - this.#timeOf(other)
    }
  }

  #timeOf({ entry }: Node): number {
    const time = entry === undefined ? undefined : this.#entries[entry]?.time
    if (time === undefined) return 0
    return time.type === 'instant' ? time.time : Date.parse(`${time.text}Z`)
  }

  #rowOf(at: number, row: number): TreeRow {
    const node = this.#nodes[at] ?? folder('', 0, 1)
    const entry = node.entry === undefined ? undefined : this.#entries[node.entry]
    const isFiltered = this.#filter !== ''
    const siblings = this.#nodes[node.parent]?.children ?? []
    return {
      node: at,
      level: isFiltered ? 1 : node.level,
      place: isFiltered ? row + 1 : siblings.indexOf(at) + 1,
      siblings: isFiltered ? this.#rows.length : siblings.length,
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

/** `scan 9` before `scan 10`. */
const NAMES = new Intl.Collator('en', { numeric: true })

function folder(name: string, parent: number, level: number): Node {
  return {
    name,
    entry: undefined,
    parent,
    isFolder: true,
    children: [],
    level,
    size: 0,
    packedSize: 0,
    files: 0,
  }
}
