import type { TreeNode } from '#formats/tree/tree-node.ts'
import { readXmlNodes } from '#formats/tree/xml-nodes.ts'
import { NotComparable } from '../structure/not-comparable.ts'
import { RowBuilder, type StructureComparison } from '../structure/rows.ts'
import { TreeComparison } from '../tree/compare-trees.ts'
import { titleOf } from '../tree/node-words.ts'
import type { TreeWords } from '../tree/tree-words.ts'

/**
 * XML by its elements and attributes, by name and namespace. Prefixes, the order of attributes and white space between
 * elements make no difference.
 * @throws NotComparable for what holds no XML, or declares entities of its own
 */
export function compareXml(left: string, right: string, whenSame: string): StructureComparison {
  return compareElements(left, right, whenSame, () => XML_WORDS)
}

export function compareElements(
  left: string,
  right: string,
  whenSame: string,
  wordsFor: (builder: RowBuilder) => TreeWords,
): StructureComparison {
  const [one, other] = [readXmlNodes(left, true), readXmlNodes(right, true)]
  if (one.type === 'refused') throw new NotComparable(`The first one: ${one.reason}`)
  if (other.type === 'refused') throw new NotComparable(`The second one: ${other.reason}`)
  const builder = new RowBuilder()
  for (const [which, { remarks }] of [['first', one] as const, ['second', other] as const]) {
    const [first] = remarks
    if (first === undefined) continue
    const more = remarks.length > 1 ? ' and more' : ''
    builder.notCompared.add(
      `The ${which} one is not whole (${first.replace(/\.$/u, '')}${more}): not all of it may have been compared.`,
    )
  }
  new TreeComparison(builder, wordsFor(builder)).compare(one.root, other.root)
  const isWritten = left !== right
  return builder.finish(
    'value',
    isWritten
      ? 'All elements are the same; only white space, prefixes or the way they are written differs.'
      : whenSame,
  )
}

const XML_WORDS: TreeWords = {
  title: titleOf,
  step: () => undefined,
  isEnvelope: ({ label }) => label === 'resource',
  place: (node, depth) => (depth <= 4 ? titleOf(node) : undefined),
  isMinor: isFhirMeta,
}

/** `meta/versionId/@value` and `meta/lastUpdated/@value` of FHIR. */
function isFhirMeta({ parent }: TreeNode): boolean {
  const name = parent?.label
  return (name === 'versionId' || name === 'lastUpdated') && parent?.parent?.label === 'meta'
}
