import { named, valueOf, type TreeNode } from './tree-node.ts'

/**
 * What a FHIR resource is, in a few words for its row: its type and what people call it by. `undefined` for what is no
 * resource.
 */
export function fhirTitle(node: TreeNode): string | undefined {
  const type = resourceType(node)
  if (type === undefined) {
    const resource = named(node, 'resource')
    if (resource === undefined) return undefined
    // An entry of a Bundle; in XML there is an element in between.
    return fhirTitle(resource) ?? resource.children.map(fhirTitle).find((title) => title)
  }
  const called = calledBy(node)
  return called === undefined ? type : `${type}: ${called}`
}

/** In JSON a field says it; in XML it is the name of an element in FHIR's namespace. */
function resourceType(node: TreeNode): string | undefined {
  if (node.kind === 'object') {
    const type = node.children.find(({ label }) => label === 'resourceType')
    return type?.kind === 'string' ? type.value : undefined
  }
  if (node.kind !== 'element' || !/^[A-Z]/.test(node.label)) return undefined
  const isFhir = node.children.some(
    ({ kind, label, value }) =>
      kind === 'attribute' && label === 'xmlns' && value === 'http://hl7.org/fhir',
  )
  const around = node.parent?.label
  return isFhir || around === 'resource' || around === 'contained' ? node.label : undefined
}

function calledBy(node: TreeNode): string | undefined {
  const name = named(node, 'name')
  const human = [valueOf(named(name, 'given')), valueOf(named(name, 'family'))]
  return (
    valueOf(name) ??
    valueOf(named(name, 'text')) ??
    (human.some((part) => part !== undefined)
      ? human.filter((part) => part !== undefined).join(' ')
      : undefined) ??
    valueOf(named(node, 'title')) ??
    concept(named(node, 'code')) ??
    concept(named(node, 'type')) ??
    concept(named(node, 'medicationCodeableConcept')) ??
    concept(named(node, 'vaccineCode')) ??
    valueOf(named(node, 'description')) ??
    valueOf(named(node, 'id'))
  )
}

function concept(node: TreeNode | undefined): string | undefined {
  const coding = named(node, 'coding')
  return (
    valueOf(named(node, 'text')) ??
    valueOf(named(coding, 'display')) ??
    valueOf(named(coding, 'code'))
  )
}

/** A file that a FHIR Attachment or Binary holds, in base64 (R4, 2.24.0.5). */
export interface FhirFile {
  contentType: string | undefined
  data: string
  /** The attachment's title, where it has one. */
  title: string | undefined
}

/** @returns `undefined` for any other node */
export function fhirFile(node: TreeNode): FhirFile | undefined {
  if (node.kind !== 'object' && node.kind !== 'element') return undefined
  const data = valueOf(named(node, 'data'))
  const contentType = valueOf(named(node, 'contentType'))
  if (data === undefined || contentType === undefined) return undefined
  return { contentType, data, title: valueOf(named(node, 'title')) }
}
