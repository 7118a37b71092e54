import type { TreeNode } from '#formats/tree/tree-node.ts'
import { likeness } from '../align/likeness.ts'
import type { Fingerprints } from './fingerprints.ts'
import type { Identities } from './identity.ts'

/** Nodes of either side that are looked at. */
const MOST = 200

/**
 * How alike two nodes are, from 0 to 1: the share of the values that both have under the same name. 0 where they say that
 * they are about different things.
 */
export function treeLikeness(
  one: TreeNode,
  other: TreeNode,
  prints: Fingerprints,
  identities: Identities,
): number {
  if (one.kind !== other.kind) return 0
  if (identities.conflict(one, other)) return 0
  if (prints.nameOf(one) !== prints.nameOf(other) && one.kind === 'element') return 0
  if (one.children.length === 0 && other.children.length === 0) {
    // Two values of one place in a list, however unlike: there is nothing else they could be told by.
    return Math.max(0.5, likeness(one.value ?? '', other.value ?? ''))
  }
  const left = values(one, prints)
  const right = values(other, prints)
  let shared = 0
  let total = 0
  for (const [key, count] of left) {
    shared += Math.min(count, right.get(key) ?? 0)
    total += count
  }
  for (const count of right.values()) total += count
  const share = total === 0 ? 0 : (2 * shared) / total
  // Of a few values (a note, an instruction) one that changed leaves little else to tell it by.
  return share < 0.5 && left.size <= FEW && right.size <= FEW && one.label === other.label
    ? Math.max(share, likeness(wordsOf(one), wordsOf(other)))
    : share
}

const FEW = 2

/** Of so few values, without recursion. */
function wordsOf(root: TreeNode): string {
  const words: string[] = []
  const stack = [root]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.children.length === 0) words.push(`${node.label} ${node.value ?? ''}`)
    for (const child of node.children.toReversed()) stack.push(child)
  }
  return words.join(' ')
}

function values(root: TreeNode, prints: Fingerprints): Map<string, number> {
  const counts = new Map<string, number>()
  const stack = [...root.children]
  let left = MOST
  for (let node = stack.pop(); node !== undefined && left > 0; node = stack.pop()) {
    left -= 1
    if (node.children.length > 0) {
      for (const child of node.children) stack.push(child)
      continue
    }
    const name = node.parent?.kind === 'array' ? node.parent.label : node.label
    const key = `${name} ${prints.of(node)}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}
