import { child, children, readXml, textOf, type XmlElement } from '#formats/ccda/xml-tree.ts'
import { valueAt } from '#formats/hl7v2/describe-fields.ts'
import { plainText } from '#formats/hl7v2/escapes.ts'
import { readMessages, type Segment, type Separators } from '#formats/hl7v2/read-messages.ts'
import type { Kind } from '#formats/kinds.ts'
import { isRecord } from '#lib/is-record.ts'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { closeJson } from './close-json.ts'
import type { Patient } from './compare-patients.ts'
import { readFhirXml } from './fhir-xml-patients.ts'

/** Kinds that may say of whom they are. */
export function namesPatients(kind: Kind): boolean {
  return ['hl7v2', 'ccda', 'json', 'xml', 'dicom'].includes(kind)
}

/**
 * The patients that a text names: PID of HL7 v2, `recordTarget` of a CDA, `Patient` of FHIR. None where it names none.
 * @param isWhole false for the beginning of a text
 */
export function readPatients(text: string, kind: Kind, isWhole = true): Patient[] {
  if (kind === 'hl7v2') {
    const end = isWhole ? text.length : Math.max(text.lastIndexOf('\r'), text.lastIndexOf('\n'))
    return readMessages(text.slice(0, Math.max(end, 0))).parts.flatMap((part) =>
      part.type === 'message'
        ? part.segments.filter(({ id }) => id === 'PID').map((pid) => ofPid(pid, part.separators))
        : [],
    )
  }
  if (kind === 'json') return ofFhir(isWhole ? text : (closeJson(text) ?? ''))
  if (kind === 'xml') return readFhirXml(text)
  const tree = kind === 'ccda' ? readXml(text) : undefined
  return tree?.type === 'tree' ? children(tree.root, 'recordTarget').map(ofRecordTarget) : []
}

/** HL7 2.9 §3.4.2: PID-3 (or what older messages have instead), PID-5, PID-7. */
function ofPid(pid: Segment, separators: Separators): Patient {
  const value = (raw: string) => (raw === '""' ? '' : plainText(raw, separators).trim())
  const field = [3, 2, 18, 19].find((one) => value(pid.fields[one] ?? '') !== '') ?? 3
  const ids = (pid.fields[field] ?? '').split(separators.repetition).flatMap((repetition) => {
    const parts = repetition.split(separators.component)
    const issuer = value(parts[3]?.split(separators.subcomponent)[0] ?? '')
    const id = value(parts[0] ?? '')
    return id === '' ? [] : [{ value: id, issuer: issuer === '' ? undefined : issuer }]
  })
  const name = [valueAt(pid, separators, 5, 1, 1), valueAt(pid, separators, 5, 2)]
  return {
    ids,
    name: name.map(value).join(' ').trim(),
    birthDate: value(valueAt(pid, separators, 7)),
  }
}

function ofRecordTarget(target: XmlElement): Patient {
  const role = child(target, 'patientRole')
  const patient = child(role, 'patient')
  const name = child(patient, 'name')
  const parts = [...children(name, 'family'), ...children(name, 'given')].map(textOf)
  const words = parts.filter((part) => part !== undefined).join(' ')
  return {
    ids: children(role, 'id').flatMap(({ attributes }) => {
      const { root, extension } = attributes
      if (extension !== undefined) return [{ value: extension, issuer: root }]
      return root === undefined ? [] : [{ value: root, issuer: undefined }]
    }),
    name: words === '' ? (textOf(name) ?? '') : words,
    birthDate: child(patient, 'birthTime')?.attributes['value'] ?? '',
  }
}

/** Entries of a Bundle that are looked at. */
const MOST = 50_000

function ofFhir(text: string): Patient[] {
  let json: unknown
  try {
    json = parseExactly(text)
  } catch {
    return []
  }
  if (!isRecord(json) || typeof json['resourceType'] !== 'string') return []
  const entries = Array.isArray(json['entry']) ? json['entry'].slice(0, MOST) : []
  const inside = entries.map((entry: unknown) => (isRecord(entry) ? entry['resource'] : undefined))
  const resources = [json, ...inside].filter(isRecord)
  const contained = resources.flatMap((one) =>
    Array.isArray(one['contained']) ? one['contained'].filter(isRecord) : [],
  )
  const patients = [...resources, ...contained].filter((one) => one['resourceType'] === 'Patient')
  if (patients.length > 0) return patients.map(ofPatient)
  const subjects = new Set(resources.flatMap(subjectOf))
  return [...subjects].map((value) => ({
    ids: [{ value, issuer: 'reference' }],
    name: '',
    birthDate: '',
  }))
}

type Json = Record<string, unknown>

/** https://hl7.org/fhir/R4/patient.html */
function ofPatient(patient: Json): Patient {
  const identifiers = Array.isArray(patient['identifier']) ? patient['identifier'] : []
  const ids = identifiers
    .filter(isRecord)
    .flatMap(({ value, system }) =>
      typeof value === 'string'
        ? [{ value, issuer: typeof system === 'string' ? system : undefined }]
        : [],
    )
  const id = patient['id']
  const own = typeof id === 'string' ? [{ value: `Patient/${id}`, issuer: 'reference' }] : []
  const [name] = Array.isArray(patient['name']) ? patient['name'].filter(isRecord) : []
  const given = Array.isArray(name?.['given']) ? name['given'] : []
  const parts = [name?.['family'], ...given].filter((part) => typeof part === 'string')
  const birthDate = patient['birthDate']
  return {
    // The id of a resource is a server's own: it stands in where there is no identifier.
    ids: ids.length > 0 ? ids : own,
    name:
      parts.length > 0 ? parts.join(' ') : typeof name?.['text'] === 'string' ? name['text'] : '',
    birthDate: typeof birthDate === 'string' ? birthDate : '',
  }
}

function subjectOf(resource: Json): string[] {
  const subject = resource['subject'] ?? resource['patient']
  const reference = isRecord(subject) ? subject['reference'] : undefined
  const id =
    typeof reference === 'string' ? /(?:^|\/)(Patient\/[^/]+)/u.exec(reference)?.[1] : undefined
  return id === undefined ? [] : [id]
}
