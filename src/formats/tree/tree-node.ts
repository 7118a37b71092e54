/** One node of a structured text: what a tree view shows in a row. */
export interface TreeNode {
  parent: TreeNode | undefined
  kind: 'object' | 'array' | 'string' | 'number' | 'literal' | XmlKind
  /** The key, the name of the element or attribute; of an item of an array its place from 0. */
  label: string
  /** Text as it is meant; of a number the digits as they are written, since some would be lost in a computation. */
  value: string | undefined
  children: TreeNode[]
  /** Of the root 0. */
  depth: number
}

type XmlKind = 'element' | 'attribute' | 'text' | 'comment' | 'instruction'

/** A structured text as a tree, or why it is none. */
export type Tree =
  | { type: 'tree'; root: TreeNode; remarks: readonly string[] }
  | { type: 'refused'; reason: string }

/** The child of a name: of a JSON object by its key (the first item of an array), of an XML element by its element. */
export function named(node: TreeNode | undefined, name: string): TreeNode | undefined {
  const child = node?.children.find(
    ({ kind, label }) => label === name && kind !== 'attribute' && kind !== 'comment',
  )
  return child?.kind === 'array' ? child.children[0] : child
}

/** The value of a node itself; of an XML element that of its attribute `value` (FHIR), or its text. */
export function valueOf(node: TreeNode | undefined): string | undefined {
  if (node === undefined || node.kind !== 'element') return node?.value
  if (node.value !== undefined) return node.value
  return node.children.find(({ kind, label }) => kind === 'attribute' && label === 'value')?.value
}

/**
 * The way to a node: of JSON as FHIRPath and JavaScript write it, `entry[0].resource.id`; of XML as XPath does,
 * `/Bundle/entry[2]/@id`, with a place only among elements of one name.
 */
export function pathOf(node: TreeNode): string {
  const steps: string[] = []
  for (let at: TreeNode | undefined = node; at !== undefined; at = at.parent) steps.push(stepTo(at))
  const path = steps.toReversed().join('')
  return path.startsWith('.') ? path.slice(1) : path
}

function stepTo(node: TreeNode): string {
  const { parent, kind, label } = node
  switch (kind) {
    case 'element': {
      const same = parent?.children.filter((one) => one.kind === kind && one.label === label) ?? []
      return same.length > 1 ? `/${label}[${same.indexOf(node) + 1}]` : `/${label}`
    }
    case 'attribute':
      return `/@${label}`
    case 'text':
      return '/text()'
    case 'comment':
      return '/comment()'
    case 'instruction':
      return `/processing-instruction(${label})`
    case 'object':
    case 'array':
    case 'string':
    case 'number':
    case 'literal':
      if (parent === undefined) return ''
      if (parent.kind === 'array') return `[${label}]`
      return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(label) ? `.${label}` : `[${JSON.stringify(label)}]`
  }
}
