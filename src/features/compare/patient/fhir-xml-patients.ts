import { child, children, readXml, type XmlElement } from '#formats/ccda/xml-tree.ts'
import type { Patient } from './compare-patients.ts'

/** How many entries of a Bundle are looked at. */
const MOST = 50_000

/** The patients of FHIR in XML (https://hl7.org/fhir/R4/xml.html): `Patient`, else whom resources are about. None of other XML. */
export function readFhirXml(text: string): Patient[] {
  if (!/http:\/\/hl7\.org\/fhir["']/u.test(text.slice(0, 4096))) return []
  const tree = readXml(text)
  if (tree.type === 'refused') return []
  const inside = children(tree.root, 'entry')
    .slice(0, MOST)
    .flatMap((entry) => children(entry, 'resource').flatMap(elementsOf))
  const resources = [tree.root, ...inside]
  const contained = resources.flatMap((one) => children(one, 'contained').flatMap(elementsOf))
  const patients = [...resources, ...contained].filter(({ name }) => name === 'Patient')
  if (patients.length > 0) return patients.map(ofPatient)
  const subjects = new Set(resources.flatMap(subjectOf))
  return [...subjects].map((value) => ({
    ids: [{ value, issuer: 'reference' }],
    name: '',
    birthDate: '',
  }))
}

function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((one) => typeof one !== 'string')
}

function valueOf(element: XmlElement | undefined, name: string): string | undefined {
  return child(element, name)?.attributes['value']
}

function ofPatient(patient: XmlElement): Patient {
  const ids = children(patient, 'identifier').flatMap((identifier) => {
    const value = valueOf(identifier, 'value')
    return value === undefined ? [] : [{ value, issuer: valueOf(identifier, 'system') }]
  })
  const id = valueOf(patient, 'id')
  const own = id === undefined ? [] : [{ value: `Patient/${id}`, issuer: 'reference' }]
  const name = child(patient, 'name')
  const given = children(name, 'given').map(({ attributes }) => attributes['value'])
  const parts = [valueOf(name, 'family'), ...given].filter((part) => part !== undefined)
  return {
    ids: ids.length > 0 ? ids : own,
    name: parts.length > 0 ? parts.join(' ') : (valueOf(name, 'text') ?? ''),
    birthDate: valueOf(patient, 'birthDate') ?? '',
  }
}

function subjectOf(resource: XmlElement): string[] {
  const subject = child(resource, 'subject') ?? child(resource, 'patient')
  const id = /(?:^|\/)(Patient\/[^/]+)/u.exec(valueOf(subject, 'reference') ?? '')?.[1]
  return id === undefined ? [] : [id]
}
