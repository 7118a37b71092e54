import type { TreeNode } from '#formats/tree/tree-node.ts'

/** What a kind of tree says in its own way. */
export interface TreeWords {
  /** What a part is called, as far as it has a name of its own. */
  title: (node: TreeNode) => string | undefined
  /** The words of a step, "Patient"; none where it is called nothing. */
  step: (node: TreeNode) => string | undefined
  /** Whether a part only holds another one, and needs no head of its own. */
  isEnvelope: (node: TreeNode) => boolean
  /** The part that a summary names for what changed in it; `undefined` for what lies within one. */
  place: (node: TreeNode, depth: number) => string | undefined
  /** Compares a pair in its own way, and says so; for the narrative of a document. */
  take?: (left: TreeNode, right: TreeNode, depth: number) => boolean
  /** Whether a change there comes with every version. */
  isMinor: (node: TreeNode) => boolean
}

/** A node's own name. */
export function stepName({ kind, label, parent }: TreeNode): string {
  if (kind === 'text') return 'Text'
  if (kind === 'comment') return 'Comment'
  if (parent?.kind === 'array') return `Item ${Number(label) + 1}`
  return label
}

/** "Potassium" for the value of a result; else the part with a title that a value stands in, and its way from there. */
export function fullName(node: TreeNode, own: string, words: TreeWords): string {
  if (words.title(node) !== undefined) return own
  const steps = [own]
  for (let at = node.parent; at !== undefined; at = at.parent) {
    const title = words.title(at)
    if (title !== undefined) {
      const plain = title.replace(/^Observation: /u, '')
      return isResult(steps, at, plain !== title)
        ? plain
        : `${plain}, ${steps.toReversed().join(' ')}`
    }
    if (at.parent === undefined) break
    // An item of a list has no name but that of the list.
    if (at.parent.kind !== 'array') steps.push(words.step(at) ?? at.label)
  }
  return steps.toReversed().join(' ')
}

/** Whether a value is what an observation, or a part of one with a code of its own, says. */
function isResult(steps: readonly string[], node: TreeNode, isObservation: boolean): boolean {
  const isResource = node.children.some(({ label }) => label === 'resourceType')
  if (isResource && !isObservation) return false
  const way = steps.toReversed().join(' ')
  return /^(?:value|value[A-Z]\w*|valueQuantity value|value value)$/u.test(way)
}
