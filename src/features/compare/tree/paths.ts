import { pathOf, type TreeNode } from '#formats/tree/tree-node.ts'

/** As `pathOf`, for many nodes: places among elements of one name are counted once a parent, not once a node. */
export class Paths {
  private readonly places = new Map<TreeNode, Map<TreeNode, string>>()

  of(node: TreeNode): string {
    if (node.kind !== 'element' && node.parent?.kind !== 'element') return pathOf(node)
    const steps: string[] = []
    for (let at: TreeNode | undefined = node; at !== undefined; at = at.parent) {
      steps.push(this.step(at))
    }
    return steps.toReversed().join('')
  }

  private step(node: TreeNode): string {
    if (node.kind !== 'element' || node.parent === undefined) {
      return pathOf({ ...node, parent: undefined })
    }
    let steps = this.places.get(node.parent)
    if (steps === undefined) {
      steps = numbered(node.parent)
      this.places.set(node.parent, steps)
    }
    return steps.get(node) ?? `/${node.label}`
  }
}

function numbered(parent: TreeNode): Map<TreeNode, string> {
  const elements = parent.children.filter(({ kind }) => kind === 'element')
  const totals = new Map<string, number>()
  for (const { label } of elements) totals.set(label, (totals.get(label) ?? 0) + 1)
  const seen = new Map<string, number>()
  return new Map(
    elements.map((node) => {
      const nth = (seen.get(node.label) ?? 0) + 1
      seen.set(node.label, nth)
      const isOnly = totals.get(node.label) === 1
      return [node, isOnly ? `/${node.label}` : `/${node.label}[${nth}]`]
    }),
  )
}
