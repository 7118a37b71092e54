import {
  addressOf,
  codeWords,
  confidentialityWords,
  elementWords,
  idOf,
  nameAt,
  nameOf,
  sexWords,
  telecomOf,
  timeOf,
  type CdaTime,
} from './cda-words.ts'
import { at, child, children, textOf, type XmlElement } from './xml-tree.ts'

/** What a reader wants to know of a document first. Its outline has all the rest. */
export interface DocumentHeader {
  title: string
  /** What kind of document it is, where the title does not say it. */
  type: string | undefined
  time: CdaTime | undefined
  ids: readonly string[]
  version: string | undefined
  language: string | undefined
  /** Where it is not the usual one. */
  confidentiality: string | undefined
  patients: readonly Party[]
  /** Authors, custodian, authenticators, informants, participants, performers: in this order. */
  parties: readonly Party[]
  encounter:
    | {
        type: string | undefined
        time: CdaTime | undefined
        place: string | undefined
        ids: readonly string[]
      }
    | undefined
  /** What the document is about: the services it records. */
  services: readonly { type: string | undefined; time: CdaTime | undefined }[]
}

/** A person or an organization that has to do with the document. */
export interface Party {
  role: string
  name: string | undefined
  organization: string | undefined
  ids: readonly string[]
  time: CdaTime | undefined
  born: CdaTime | undefined
  died: CdaTime | undefined
  sex: string | undefined
  /** Addresses and numbers. */
  contact: readonly string[]
}

export function readHeader(document: XmlElement): DocumentHeader {
  const type = codeWords(child(document, 'code'))
  const title = textOf(child(document, 'title'))
  return {
    title: title ?? type ?? 'Clinical document without a title',
    type: type === title ? undefined : type,
    time: timeOf(child(document, 'effectiveTime')),
    ids: present(children(document, 'id').map(idOf)),
    version: child(document, 'versionNumber')?.attributes['value'],
    language: child(document, 'languageCode')?.attributes['code'],
    confidentiality: confidentialityWords(child(document, 'confidentialityCode')),
    patients: children(document, 'recordTarget').map(readPatient),
    parties: PARTIES.flatMap(([name, role]) =>
      children(document, name).map((element) => readParty(element, role)),
    ),
    encounter: readEncounter(at(document, 'componentOf', 'encompassingEncounter')),
    services: children(document, 'documentationOf').map((one) => {
      const event = child(one, 'serviceEvent')
      return { type: codeWords(child(event, 'code')), time: timeOf(child(event, 'effectiveTime')) }
    }),
  }
}

const PARTIES: [element: string, role: string][] = [
  ['author', 'Author'],
  ['custodian', 'Custodian'],
  ['legalAuthenticator', 'Legally signed by'],
  ['authenticator', 'Signed by'],
  ['dataEnterer', 'Entered by'],
  ['informant', 'Informant'],
  ['informationRecipient', 'Recipient'],
  ['participant', 'Participant'],
]

function readPatient(target: XmlElement): Party {
  const role = child(target, 'patientRole')
  const patient = child(role, 'patient')
  const died = child(patient, 'sdtc:deceasedTime')
  const dead = child(patient, 'sdtc:deceasedInd')?.attributes['value'] === 'true'
  return {
    role: 'Patient',
    name: present(children(patient, 'name').map(nameOf)).join(', also ') || undefined,
    organization: nameAt(role, 'providerOrganization', 'name'),
    ids: present(children(role, 'id').map(idOf)),
    time: undefined,
    born: timeOf(child(patient, 'birthTime')),
    died: timeOf(died) ?? (dead ? { words: 'Yes', raw: 'true' } : undefined),
    sex: sexWords(child(patient, 'administrativeGenderCode')),
    contact: contactOf(role),
  }
}

/** The roles differ in their names only: whoever is assigned, intended, related or associated, and for whom. */
function readParty(element: XmlElement, role: string): Party {
  const entity = children(element).find(({ name }) =>
    /^(assigned|intended|related|associated)/.test(name),
  )
  const person = children(entity).find(({ name }) => /(Person|Recipient)$/.test(name))
  const device = children(entity).find(({ name }) => name.endsWith('Device'))
  const organization = children(entity).find(({ name }) => /Organization$/i.test(name))
  const software = child(device, 'softwareName', 'manufacturerModelName')
  const what = role === 'Participant' ? child(entity, 'code') : undefined
  return {
    role: codeWords(what) === undefined ? role : `${role}: ${codeWords(what)}`,
    name: nameAt(person, 'name') ?? textOf(software) ?? software?.attributes['displayName'],
    organization: nameAt(organization, 'name'),
    ids: present(children(entity, 'id').map(idOf)),
    time: timeOf(child(element, 'time')),
    born: undefined,
    died: undefined,
    sex: undefined,
    contact: [...contactOf(entity), ...contactOf(organization)],
  }
}

function readEncounter(element: XmlElement | undefined): DocumentHeader['encounter'] {
  if (element === undefined) return undefined
  const place = at(element, 'location', 'healthCareFacility')
  return {
    type: codeWords(child(element, 'code')),
    time: timeOf(child(element, 'effectiveTime')),
    place:
      nameAt(place, 'location', 'name') ?? nameAt(place, 'serviceProviderOrganization', 'name'),
    ids: present(children(element, 'id').map(idOf)),
  }
}

function contactOf(element: XmlElement | undefined): string[] {
  return [
    ...present(children(element, 'addr').map(addressOf)),
    ...present(children(element, 'telecom').map(telecomOf)),
  ]
}

function present<Value>(values: readonly (Value | undefined)[]): Value[] {
  return values.filter((value) => value !== undefined)
}

/** One thing that the coded part of a document says. */
export interface OutlineRow {
  depth: number
  name: string
  value: string
}

const OUTLINE_ROWS = 5000

/**
 * Everything inside an element as plain rows, names in words and no value left out: for the parts of the header and of
 * coded entries that have no place of their own.
 */
export function outline(element: XmlElement, skip: readonly string[] = []): OutlineRow[] {
  const rows: OutlineRow[] = []
  const walk = (one: XmlElement, depth: number) => {
    if (rows.length >= OUTLINE_ROWS) return
    rows.push({ depth, name: elementWords(one.name), value: ownWords(one) })
    for (const inner of children(one)) walk(inner, depth + 1)
  }
  for (const one of children(element)) {
    if (!skip.includes(one.name)) walk(one, 0)
  }
  if (rows.length >= OUTLINE_ROWS) {
    rows.push({
      depth: 0,
      name: 'and more',
      value: `only the first ${OUTLINE_ROWS} details are listed`,
    })
  }
  return rows
}

/** An element's own attributes and text: times in words, all else as it stands. */
function ownWords(element: XmlElement): string {
  const attributes = Object.entries(element.attributes).map(([name, value]) => {
    if (name === 'value' && /time$|^(low|high|center)$/i.test(element.name)) {
      const words = timeOf(element)?.words
      if (words !== undefined && words !== value) return `${words} (${value})`
    }
    if (name === 'value' || name === 'displayName') return value
    return `${name} ${value}`
  })
  const text = element.children
    .filter((node) => typeof node === 'string')
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const shown = text.length > 2000 ? `${text.slice(0, 200)}… (${text.length} characters)` : text
  return [...attributes, shown].filter((part) => part !== '').join(', ')
}
