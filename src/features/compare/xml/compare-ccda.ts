import { named, valueOf, type TreeNode } from '#formats/tree/tree-node.ts'
import { compareBlocks } from '../document/compare-blocks.ts'
import type { RowBuilder, StructureComparison } from '../structure/rows.ts'
import { titleOf } from '../tree/node-words.ts'
import type { TreeWords } from '../tree/tree-words.ts'
import { compareElements } from './compare-xml.ts'
import { narrativeBlocks } from './narrative-blocks.ts'

/**
 * A clinical document (CDA R2) by its sections: the narrative by paragraphs and rows of tables, the coded entries and the
 * header by their elements. Documents of different patients are never paired.
 * @throws NotComparable for what holds no XML
 */
export function compareCcda(left: string, right: string, whenSame: string): StructureComparison {
  return compareElements(left, right, whenSame, (builder) => ({
    ...CCDA_WORDS,
    take: (one, other, depth) => takeNarrative(one, other, depth, builder),
  }))
}

/** @returns false where the words are the same, and something else differs */
function takeNarrative(
  left: TreeNode,
  right: TreeNode,
  depth: number,
  builder: RowBuilder,
): boolean {
  if (localName(right) !== 'text' || localName(right.parent) !== 'section') return false
  const [one, other] = [narrativeBlocks(left), narrativeBlocks(right)]
  if (JSON.stringify(one) === JSON.stringify(other)) {
    builder.remarks.add('Some texts differ in their format or links alone.')
    return false
  }
  const section = right.parent === undefined ? undefined : CCDA_WORDS.title(right.parent)
  builder.group(`${section ?? 'Section'}: text`, '', depth, 'changed')
  compareBlocks(one, other, builder, depth + 1)
  if (attributesOf(left) !== attributesOf(right)) {
    builder.remarks.add('Some texts differ in their format or links, too.')
  }
  return true
}

/** All attributes inside a text, in order. */
function attributesOf(text: TreeNode): string {
  const found: string[] = []
  const stack = [text]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.kind === 'attribute') found.push(`${node.label}=${node.value ?? ''}`)
    for (const child of node.children) stack.push(child)
  }
  return JSON.stringify(found)
}

const CCDA_WORDS: TreeWords = {
  title: (node) => {
    const name = localName(node)
    if (name === 'section') return valueOf(named(node, 'title')) ?? titleOf(node) ?? 'Section'
    if (name === 'ClinicalDocument') return valueOf(named(node, 'title')) ?? 'Document'
    if (name === 'component' || name === 'entry') {
      const inner = named(node, 'section') ?? node.children.find(({ kind }) => kind === 'element')
      return inner === undefined ? undefined : CCDA_WORDS.title(inner)
    }
    return titleOf(node)
  },
  place: (node) => {
    const name = localName(node)
    if (name === 'section') return valueOf(named(node, 'title')) ?? 'Section'
    return localName(node.parent) === 'ClinicalDocument' && name !== 'component'
      ? 'the header'
      : undefined
  },
  isEnvelope: (node) => ENVELOPES.has(localName(node)),
  step: (node) => STEPS.get(localName(node)),
  isMinor: (node) => {
    const element = node.kind === 'attribute' ? node.parent : node
    return element?.parent?.parent === undefined && OF_A_VERSION.has(localName(element))
  },
}

const ENVELOPES = new Set(['component', 'structuredBody', 'entry'])

/** What every version of a document has anew. */
const OF_A_VERSION = new Set(['id', 'effectiveTime', 'versionNumber', 'setId'])

const STEPS = new Map([
  ['recordTarget', 'Patient'],
  ['patientRole', 'Patient'],
  ['effectiveTime', 'Time'],
  ['birthTime', 'Born'],
  ['administrativeGenderCode', 'Sex'],
  ['addr', 'Address'],
  ['telecom', 'Phone or mail'],
  ['author', 'Author'],
  ['custodian', 'Custodian'],
  ['legalAuthenticator', 'Signed by'],
  ['documentationOf', 'Documents'],
  ['componentOf', 'Encounter'],
  ['statusCode', 'Status'],
  ['interpretationCode', 'Interpretation'],
  ['doseQuantity', 'Dose'],
  ['rateQuantity', 'Rate'],
  ['routeCode', 'Route'],
  ['versionNumber', 'Number of the version'],
  ['structuredBody', 'Body'],
])

function localName(node: TreeNode | undefined): string {
  return node === undefined ? '' : node.label.slice(node.label.indexOf(':') + 1)
}
