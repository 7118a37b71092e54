import { readJsonTree } from '#formats/tree/json-tree.ts'
import { pathOf, type TreeNode } from '#formats/tree/tree-node.ts'
import { NotComparable } from '../structure/not-comparable.ts'
import { RowBuilder, type StructureComparison } from '../structure/rows.ts'
import { TreeComparison } from './compare-trees.ts'
import { titleOf } from './node-words.ts'
import type { TreeWords } from './tree-words.ts'

/**
 * JSON by structure, FHIR with its resources by name: numbers as they are written, items of lists by what they are, and keys
 * that stand twice told. The order of keys does not count.
 * @throws NotComparable for what is not JSON
 */
export function compareJson(left: string, right: string, whenSame: string): StructureComparison {
  const [one, other] = [readJsonTree(left), readJsonTree(right)]
  if (one.type === 'refused') throw new NotComparable(`The first one: ${one.reason}`)
  if (other.type === 'refused') throw new NotComparable(`The second one: ${other.reason}`)
  const builder = new RowBuilder()
  new TreeComparison(builder, JSON_WORDS).compare(one.root, other.root)
  const isLaidOut = left !== right
  const found = builder.finish(
    'value',
    isLaidOut
      ? 'All values are the same; only white space or the order of keys differs.'
      : whenSame,
  )
  // Of keys that stand twice: said of how they were read, beside what differs.
  const read = new Set([...one.remarks, ...other.remarks])
  return found.total === 0 ? found : { ...found, remarks: [...found.remarks, ...read] }
}

const JSON_WORDS: TreeWords = {
  title: titleOf,
  step: () => undefined,
  isEnvelope: ({ label }) => label === 'resource',
  place: (node, depth) => (depth <= 3 ? titleOf(node) : undefined),
  // A narrative says anew what the data say (FHIR R4, 2.4.0): the data come first.
  isMinor: (node: TreeNode) =>
    /(?:^|\.)(?:meta\.(?:versionId|lastUpdated)|text\.div)$|^timestamp$/u.test(pathOf(node)),
}
