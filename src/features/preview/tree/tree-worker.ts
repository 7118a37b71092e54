import { decodeContent } from '#formats/text/decode-content.ts'
import { fhirFile, fhirTitle, type FhirFile } from '#formats/tree/fhir-title.ts'
import { readJsonTree } from '#formats/tree/json-tree.ts'
import { pathOf, type TreeNode } from '#formats/tree/tree-node.ts'
import { TreeRows } from '#formats/tree/tree-rows.ts'
import { readXmlNodes } from '#formats/tree/xml-nodes.ts'
import { serveCalls } from '#lib/worker-session.ts'

export interface OpenTree {
  blob: Blob
  kind: 'json' | 'xml'
  charset: string | undefined
}

/** A tree without its rows, or why there is none. */
export type OpenedTree = { encoding: string } & (
  | { type: 'tree'; count: number; remarks: readonly string[] }
  | { type: 'refused'; reason: string }
)

/** A row as it is drawn. */
export interface TreeRow {
  kind: TreeNode['kind']
  label: string
  /** Cut to what a row can show. */
  value: string | undefined
  /** What a FHIR resource is called. */
  title: string | undefined
  children: number
  isOpen: boolean
  depth: number
  /** Among its siblings, from 1, and how many they are. */
  place: number
  siblings: number
}

/** All that is known of one row. */
export interface TreeDetail {
  path: string
  /** Up to a bound, see `length`. */
  value: string | undefined
  /** Characters of the whole value. */
  length: number
  file: FhirFile | undefined
}

const SHORT = 300
const LONG = 200_000

let rows: TreeRows | undefined

/** Keeps a tree and gives what is in view of it. */
const methods = {
  async open({ blob, kind, charset }: OpenTree): Promise<OpenedTree> {
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const { text, encoding, problem } = await decodeContent(bytes, { kind, charset })
    const tree = kind === 'json' ? readJsonTree(text) : readXmlNodes(text)
    if (tree.type === 'refused') return { ...tree, encoding }
    rows = new TreeRows(tree.root)
    const remarks = problem === undefined ? tree.remarks : [problem, ...tree.remarks]
    return { type: 'tree', encoding, count: rows.count, remarks }
  },
  rows({ from, to }: { from: number; to: number }): TreeRow[] {
    const found: TreeRow[] = []
    for (let place = from; place < to; place += 1) {
      const node = rows?.at(place)
      if (!rows || !node) break
      found.push(rowOf(node, rows.isOpen(node)))
    }
    return found
  },
  /** @returns how many rows there are now */
  toggle(place: number): number {
    rows?.toggle(place)
    return rows?.count ?? 0
  },
  openAll(): { count: number; isAll: boolean } {
    const isAll = rows?.openAll() ?? true
    return { count: rows?.count ?? 0, isAll }
  },
  closeAll(): number {
    rows?.closeAll()
    return rows?.count ?? 0
  },
  parentOf(place: number): number {
    return rows?.parentOf(place) ?? place
  },
  detail(place: number): TreeDetail | undefined {
    const node = rows?.at(place)
    if (!node) return undefined
    return {
      path: pathOf(node),
      value: node.value?.slice(0, LONG),
      length: node.value?.length ?? 0,
      file: fhirFile(node),
    }
  },
}

function rowOf(node: TreeNode, isOpen: boolean): TreeRow {
  const { kind, label, value, children, depth, parent } = node
  const cut = value !== undefined && value.length > SHORT
  return {
    kind,
    label,
    value: cut ? `${value.slice(0, SHORT)}…` : value,
    title: fhirTitle(node),
    children: children.length,
    isOpen,
    depth,
    // Of an item of an array the label is its place.
    place: parent?.kind === 'array' ? Number(label) + 1 : (parent?.children.indexOf(node) ?? 0) + 1,
    siblings: parent?.children.length ?? 1,
  }
}

export type TreeMethods = typeof methods

serveCalls(methods)
