import { nameOfPath, type ArchiveEntry, type EntryTime } from './archive-entry.ts'

/** A file or folder in the tree of an archive; parents stand before their children, the root first. */
export interface TreeNode {
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
  /** To sort by. */
  time: number
}

/** Folders within folders; what is deeper keeps its path as its name. */
const DEEPEST = 50

/** The nodes of all entries, and of the folders on the way to them. */
export function treeNodes(entries: readonly ArchiveEntry[]): TreeNode[] {
  const nodes = [folderNode('', -1, 0)]
  const folders = new Map<string, number>([['', 0]])
  for (const [at, entry] of entries.entries()) addEntry({ nodes, folders }, entry, at)
  for (let at = nodes.length - 1; at > 0; at -= 1) {
    const node = nodes[at]
    const parent = node && nodes[node.parent]
    if (node === undefined || parent === undefined) continue
    parent.size += node.size
    parent.packedSize += node.packedSize
    parent.files += node.files
  }
  return nodes
}

export function folderNode(name: string, parent: number, level: number): TreeNode {
  const sums = { size: 0, packedSize: 0, files: 0, time: 0 }
  return { name, entry: undefined, parent, isFolder: true, children: [], level, ...sums }
}

interface Growing {
  nodes: TreeNode[]
  /** By their paths. */
  folders: Map<string, number>
}

function addEntry(growing: Growing, entry: ArchiveEntry, at: number): void {
  const { nodes } = growing
  // Many tar archives begin each path with `./`, the folder that was packed.
  const inner = entry.path.replace(/^(\.\/)+/, '')
  if (inner === '' && entry.type === 'folder') return
  const parts = inner.replace(/\/$/, '').split('/')
  const names =
    parts.length <= DEEPEST
      ? parts
      : [...parts.slice(0, DEEPEST - 1), parts.slice(DEEPEST - 1).join('/')]
  const last = names.pop() ?? ''
  let parent = 0
  let path = ''
  for (const name of names) {
    path += `${name}/`
    parent = folderAt(growing, path, { name, parent })
  }
  const time = numberOf(entry.time)
  if (entry.type === 'folder') {
    const known = nodes[folderAt(growing, `${path}${last}/`, { name: last, parent })]
    if (known?.entry === undefined && known !== undefined) Object.assign(known, { entry: at, time })
    return
  }
  const level = (nodes[parent]?.level ?? 0) + 1
  const { size = 0, packedSize } = entry
  const name = last === '' ? nameOfPath(entry.path) : last
  nodes.push({
    ...folderNode(name, parent, level),
    entry: at,
    isFolder: false,
    size,
    packedSize,
    files: 1,
    time,
  })
  nodes[parent]?.children.push(nodes.length - 1)
}

function folderAt(
  { nodes, folders }: Growing,
  path: string,
  { name, parent }: { name: string; parent: number },
): number {
  const known = folders.get(path)
  if (known !== undefined) return known
  nodes.push(folderNode(name, parent, (nodes[parent]?.level ?? 0) + 1))
  const node = nodes.length - 1
  nodes[parent]?.children.push(node)
  folders.set(path, node)
  return node
}

/** Milliseconds; a clock's time as if it were UTC's. */
function numberOf(time: EntryTime | undefined): number {
  if (time === undefined) return 0
  return time.type === 'instant' ? time.time : Date.parse(`${time.text}Z`)
}
