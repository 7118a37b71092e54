import { named, valueOf, type TreeNode } from '#formats/tree/tree-node.ts'

/**
 * What a node is, whatever its values: who and what it is about. Two nodes that disagree in one of these are never shown as
 * one that changed, since a value of one patient or test would read as that of another.
 */
export type Facets = ReadonlyMap<string, ReadonlySet<string>>

const NONE: Facets = new Map()

export class Identities {
  private readonly known = new Map<TreeNode, Facets>()

  of(node: TreeNode): Facets {
    const known = this.known.get(node)
    if (known !== undefined) return known
    const facets = readFacets(node)
    this.known.set(node, facets)
    return facets
  }

  /**
   * Whether both say what they are, and say it differently.
   * @param isField found by the name of a field: then a code or reference is the field's value, not what it is about
   */
  conflict(one: TreeNode, other: TreeNode, isField = false): boolean {
    const others = this.of(other)
    const own = this.of(one)
    const isOfOneCode = own.get('code')?.isDisjointFrom(others.get('code') ?? new Set()) === false
    for (const [facet, values] of own) {
      const there = others.get(facet)
      // Programs that write CDA give an act another number in every document.
      if (facet === 'instance' && isOfOneCode) continue
      if (isField && (facet === 'code' || facet === 'reference')) continue
      if (there !== undefined && values.isDisjointFrom(there)) return true
    }
    return false
  }

  /** By what an item of a list is found again; `undefined` where it names nothing. */
  key(node: TreeNode): string | undefined {
    const facets = this.of(node)
    for (const facet of KEYS) {
      const values = facets.get(facet)
      if (values === undefined) continue
      const type = facets.get('type')
      return [facet, ...(type ?? []), ...values].join(' ')
    }
    return undefined
  }
}

/** Facets that make an item unique, the surest first. */
const KEYS = [
  'id',
  'url',
  'link',
  'identifier',
  'code',
  'instance',
  'reference',
  'patient',
  'uuid',
  'name',
] as const

const NAMES = new Set(['name', 'label', 'test', 'analyte', 'parameter', 'title'])

function readFacets(node: TreeNode): Facets {
  if (node.kind !== 'object' && node.kind !== 'element') return NONE
  if (localName(node) === 'ClinicalDocument') return documentFacets(node)
  // A collection is about whatever is in it, and has another number each time.
  if (localName(node) === 'Bundle' || valueOf(named(node, 'resourceType')) === 'Bundle') return NONE
  const inner = wrapped(node)
  const facets = new Map<string, Set<string>>(inner === undefined ? [] : copied(readFacets(inner)))
  const add = (facet: string, value: string | undefined) => {
    if (value === undefined || value === '') return
    const values = facets.get(facet)
    if (values === undefined) facets.set(facet, new Set([value]))
    else values.add(value)
  }
  add('type', valueOf(named(node, 'resourceType')))
  const fullUrl = valueOf(named(node, 'fullUrl'))
  if (!facets.has('id')) add(fullUrl?.startsWith('urn:') === true ? 'uuid' : 'id', fullUrl)
  const isIdentifier = node.label === 'identifier' || node.parent?.label === 'identifier'
  if (isIdentifier) add('identifier', identifierOf(node))
  // In FHIR a name says little beside the id; in a plain list it is often all there is.
  const isItem = node.kind === 'object' ? node.parent?.kind === 'array' : /^[a-z]/.test(node.label)
  for (const child of node.children) {
    readFacet(child, add)
    if (isItem && NAMES.has(localName(child))) add('name', child.value)
  }
  return facets
}

/** A document of CDA has an id of its own in every version: what it is about is its patient. */
function documentFacets(node: TreeNode): Facets {
  const roles = node.children
    .filter((child) => localName(child) === 'recordTarget')
    .flatMap(({ children }) => children.filter((child) => localName(child) === 'patientRole'))
  const ids = roles
    .flatMap(({ children }) => children.filter((child) => localName(child) === 'id'))
    .flatMap((id) => cdaId(id) ?? [])
  return ids.length === 0 ? NONE : new Map([['patient', new Set(ids)]])
}

function copied(facets: Facets): [string, Set<string>][] {
  return [...facets].map(([facet, values]) => [facet, new Set(values)])
}

/** What an envelope holds: the resource of an entry, the act of an entry of CDA. */
function wrapped(node: TreeNode): TreeNode | undefined {
  const resource = node.children.find(({ label }) => label === 'resource')
  if (resource !== undefined) {
    if (resource.kind !== 'element') return resource
    return resource.children.find(({ kind }) => kind === 'element')
  }
  if (node.kind !== 'element' || !ENVELOPES.has(localName(node))) return undefined
  return node.children.find((child) => child.kind === 'element' && !PLAIN.has(localName(child)))
}

const ENVELOPES = new Set(['entry', 'component', 'entryRelationship', 'consumable', 'recordTarget'])
const PLAIN = new Set(['templateId', 'sequenceNumber', 'seperatableInd', 'realmCode', 'typeId'])

function localName({ label }: TreeNode): string {
  return label.slice(label.indexOf(':') + 1)
}

type Add = (facet: string, value: string | undefined) => void

function readFacet(child: TreeNode, add: Add): void {
  const name = localName(child)
  if (child.kind === 'attribute') return readAttribute(child, name, add)
  const all = child.kind === 'array' ? child.children : [child]
  for (const one of all) {
    const value = valueOf(one)
    if (SUBJECTS.has(name)) {
      add('patient', valueOf(named(one, 'reference')) ?? value ?? identifierOf(one))
    } else if (PATIENT_ID.test(name)) add('patient', value)
    else if (CODES.has(name)) addCodes(one, add)
    else if (name === 'identifier') add('identifier', identifierOf(one) ?? value)
    else if (name === 'id' || name === '_id')
      add(value === undefined ? 'instance' : 'id', value ?? cdaId(one))
    else if (name === 'url' || name === 'reference') add(name, value)
    else if (name === 'linkId') add('link', value)
    else if (name === 'patientRole') add('patient', cdaId(named(one, 'id')))
  }
}

function readAttribute(child: TreeNode, name: string, add: Add): void {
  const { value, parent } = child
  if (/^id$/i.test(name)) add('id', value)
  if (name === 'url') add('url', value)
  if (PATIENT_ID.test(name)) add('patient', value)
  // Of CDA's `statusCode` and the like it is the value.
  if (name === 'code' && parent !== undefined && !/(?:code|value)$/i.test(parent.label)) {
    add('code', `${attribute(parent, 'codeSystem') ?? ''}|${value ?? ''}`)
  }
}

const SUBJECTS = new Set(['subject', 'patient', 'beneficiary'])
const PATIENT_ID = /^(?:mrn|(?:patient|subject|person)[_-]?(?:id|number|nr|mrn))$/i
const CODES = new Set([
  'code',
  'medicationCodeableConcept',
  'medicationReference',
  'vaccineCode',
  'coding',
])

/** A code as FHIR has it (concept, coding, or the bare code beside its system), or as CDA does. */
function addCodes(node: TreeNode, add: Add): void {
  const codings = node.children.filter(({ label }) => label === 'coding')
  const all = codings.flatMap((one) => (one.kind === 'array' ? one.children : [one]))
  for (const one of all) {
    add('code', `${valueOf(named(one, 'system')) ?? ''}|${valueOf(named(one, 'code')) ?? ''}`)
  }
  if (all.length > 0) return
  const own = valueOf(named(node, 'code'))
  const cda = attribute(node, 'code')
  const reference = valueOf(named(node, 'reference'))
  const text = valueOf(named(node, 'text')) ?? valueOf(node)
  const system =
    valueOf(named(node, 'system')) ??
    attribute(node, 'codeSystem') ??
    valueOf(named(node.parent, 'system')) ??
    ''
  const code = own ?? cda ?? reference ?? text
  if (code !== undefined) add('code', `${system}|${code}`)
}

function identifierOf(node: TreeNode): string | undefined {
  const value = valueOf(named(node, 'value'))
  return value === undefined ? undefined : `${valueOf(named(node, 'system')) ?? ''}|${value}`
}

/** Instance identifier of CDA: a root and an extension. */
function cdaId(node: TreeNode | undefined): string | undefined {
  if (node === undefined) return undefined
  const root = attribute(node, 'root')
  return root === undefined ? undefined : `${root}|${attribute(node, 'extension') ?? ''}`
}

function attribute(node: TreeNode, name: string): string | undefined {
  return node.children.find(({ kind, label }) => kind === 'attribute' && label === name)?.value
}
