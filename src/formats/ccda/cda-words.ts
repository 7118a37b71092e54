import { readHl7Time } from '../hl7v2/hl7-time.ts'
import { at, child, children, textOf, type XmlElement } from './xml-tree.ts'

/** A date or time: in words, and as it stands. */
export interface CdaTime {
  words: string
  raw: string
}

/**
 * A coded value in words: its own name, the text it stands for, else its code with its system; behind it what narrows it
 * down, such as the side of the body.
 */
export function codeWords(element: XmlElement | undefined): string | undefined {
  if (element === undefined) return undefined
  const words = ownCodeWords(element)
  const qualifiers = children(element, 'qualifier').flatMap((one) => qualifierWords(one) ?? [])
  return words === undefined || qualifiers.length === 0
    ? words
    : `${words} (${qualifiers.join('; ')})`
}

function ownCodeWords(element: XmlElement): string | undefined {
  const { displayName, code, codeSystemName, nullFlavor } = element.attributes
  // An empty name is none.
  const words = displayName?.trim() || textOf(child(element, 'originalText'))
  if (words !== undefined) return words
  if (code) return codeSystemName ? `${code} (${codeSystemName})` : code
  const translated = codeWords(child(element, 'translation'))
  return translated ?? nullWords(nullFlavor)
}

function qualifierWords(qualifier: XmlElement): string | undefined {
  const [name, value] = ['name', 'value'].map((part) => codeWords(child(qualifier, part)))
  return name === undefined || value === undefined ? (value ?? name) : `${name}: ${value}`
}

/** A time, or an interval as `from … to …`. */
export function timeOf(element: XmlElement | undefined): CdaTime | undefined {
  if (element === undefined) return undefined
  const { value, nullFlavor } = element.attributes
  if (value !== undefined) return { words: readHl7Time(value)?.words ?? value, raw: value }
  const [low, high, center] = ['low', 'high', 'center'].map((name) => timeOf(child(element, name)))
  if (center !== undefined) return center
  if (low !== undefined || high !== undefined) {
    const words = [low && `from ${low.words}`, high && `to ${high.words}`]
    const raw = [low?.raw ?? '', high?.raw ?? '']
    return { words: words.filter((one) => one !== undefined).join(' '), raw: raw.join(' – ') }
  }
  const missing = nullWords(nullFlavor)
  return missing === undefined ? undefined : { words: missing, raw: nullFlavor ?? '' }
}

/** A person's or an organization's name, its parts in the order they are written. */
export function nameOf(element: XmlElement | undefined): string | undefined {
  if (element === undefined) return undefined
  const parts = children(element)
    .filter(({ name }) => ['prefix', 'given', 'family', 'suffix', 'delimiter'].includes(name))
    .toSorted((a, b) => NAME_ORDER.indexOf(a.name) - NAME_ORDER.indexOf(b.name))
    .map(textOf)
    .filter((part) => part !== undefined)
  return (
    (parts.length > 0 ? parts.join(' ') : textOf(element)) ??
    nullWords(element.attributes['nullFlavor'])
  )
}

const NAME_ORDER = ['prefix', 'given', 'delimiter', 'family', 'suffix']

/** An address in one line. */
export function addressOf(element: XmlElement): string | undefined {
  const parts = children(element).map(textOf)
  const text = parts.filter((part) => part !== undefined).join(', ')
  return text || textOf(element) || nullWords(element.attributes['nullFlavor'])
}

/** A phone number, mail or web address, without its scheme. */
export function telecomOf({ attributes }: XmlElement): string | undefined {
  return (
    attributes['value']?.replace(/^(tel|fax|mailto):/i, '') || nullWords(attributes['nullFlavor'])
  )
}

/** An identifier with who gave it. */
export function idOf({ attributes }: XmlElement): string | undefined {
  const { extension, root, assigningAuthorityName, nullFlavor } = attributes
  if (extension === undefined) return root ?? nullWords(nullFlavor)
  const by = assigningAuthorityName ?? root
  return by === undefined ? extension : `${extension} (${by})`
}

/** What a data value says: a quantity with its unit, a code, a time, a text, a ratio or an interval. */
export function valueWords(element: XmlElement | undefined): string | undefined {
  if (element === undefined) return undefined
  const { value, unit, code, displayName, nullFlavor } = element.attributes
  const type = element.attributes['xsi:type']?.replace(/^.*:/, '')
  if (type === 'TS' || type === 'IVL_TS' || element.name.endsWith('Time'))
    return timeOf(element)?.words
  if (value !== undefined) {
    // A quantity in another system has a code for its unit.
    const of = unit || displayName || code
    return of === undefined || of === '1' ? value : `${value} ${of}`
  }
  if (code || displayName) return codeWords(element)
  const ratio = [child(element, 'numerator'), child(element, 'denominator')].map(valueWords)
  if (ratio[0] !== undefined) return ratio.filter((part) => part !== undefined).join(' / ')
  const [low, high] = [valueWords(child(element, 'low')), valueWords(child(element, 'high'))]
  if (low !== undefined || high !== undefined) {
    if (low === undefined) return `up to ${high}`
    return high === undefined ? `from ${low}` : `${low} to ${high}`
  }
  return codeWords(element) ?? textOf(element) ?? nullWords(nullFlavor)
}

/** Why a value is missing (HL7 v3 NullFlavor), in words. */
export function nullWords(flavor: string | undefined): string | undefined {
  return flavor === undefined ? undefined : (NULL_FLAVORS.get(flavor) ?? `Missing (${flavor})`)
}

const NULL_FLAVORS = new Map([
  ['NI', 'No information'],
  ['UNK', 'Unknown'],
  ['ASKU', 'Asked but unknown'],
  ['NAV', 'Temporarily unavailable'],
  ['NASK', 'Not asked'],
  ['MSK', 'Masked'],
  ['NA', 'Not applicable'],
  ['OTH', 'Other'],
  ['NINF', 'Negative infinity'],
  ['PINF', 'Positive infinity'],
  ['TRC', 'Trace'],
  ['QS', 'Sufficient quantity'],
  ['INV', 'Invalid'],
  ['DER', 'Derived'],
  ['UNC', 'Not encoded'],
])

/** `undefined` for what is usual. */
export function confidentialityWords(element: XmlElement | undefined): string | undefined {
  const code = element?.attributes['code']
  if (code === undefined || code === 'N') return undefined
  return CONFIDENTIALITY.get(code) ?? codeWords(element)
}

const CONFIDENTIALITY = new Map([
  ['R', 'Restricted'],
  ['V', 'Very restricted'],
  ['L', 'Low'],
  ['M', 'Moderate'],
  ['U', 'Unrestricted'],
])

export function sexWords(element: XmlElement | undefined): string | undefined {
  const code = element?.attributes['code'] ?? ''
  return SEXES.get(code) ?? codeWords(element)
}

const SEXES = new Map([
  ['F', 'Female'],
  ['M', 'Male'],
  ['UN', 'Undifferentiated'],
])

/** The name of a person or organization down a path. */
export function nameAt(element: XmlElement | undefined, ...path: string[]): string | undefined {
  return nameOf(at(element, ...path))
}

/** `representedCustodianOrganization` as words: `represented custodian organization`. */
export function elementWords(name: string): string {
  return name
    .replace(/^sdtc:/, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
}
