import { codeWords, elementWords, valueWords, type CdaTime } from './cda-words.ts'
import {
  frequencyWords,
  givingWords,
  interpretationWords,
  moodWords,
  productOf,
  rangeWords,
  timesWords,
  translationWords,
} from './statement-words.ts'
import { child, children, rawText, textOf, type XmlElement } from './xml-tree.ts'

/** One coded statement of a section, in plain words. */
export interface CodedEntry {
  depth: number
  /** `observation`, `medication`. */
  kind: string
  /** `Planned`, `Ordered`, `Goal`: where it is not what happened. */
  mood: string | undefined
  what: string | undefined
  /** The same in other code systems. */
  translation: string | undefined
  value: string | undefined
  /** Of a medication: `by mouth`, `as needed`. */
  giving: string | undefined
  /** `High`. */
  interpretation: string | undefined
  range: string | undefined
  time: CdaTime | undefined
  /** `every 12 h`. */
  frequency: string | undefined
  status: string | undefined
  /** It says that something is not so. */
  negated: boolean
}

/** A content inside the document. */
export interface EmbeddedContent {
  /** `ID` of the element, to which the narrative refers. */
  id: string | undefined
  contentType: string | undefined
  encoding: 'base64' | 'text'
  data: string
  /** Where it lies when it is not inside: said, never fetched. */
  reference: string | undefined
}

const ENTRIES_KEPT = 2000
const STATEMENTS = new Set([
  'act',
  'observation',
  'organizer',
  'substanceAdministration',
  'supply',
  'procedure',
  'encounter',
  'observationMedia',
  'regionOfInterest',
])

const KINDS = new Map([
  ['substanceAdministration', 'medication'],
  ['observationMedia', 'picture or document'],
  ['organizer', 'group'],
])

/** The coded entries of a section, each followed by those inside it. @returns how many there are in all, too */
export function readEntries(section: XmlElement): { entries: CodedEntry[]; total: number } {
  const entries: CodedEntry[] = []
  let total = 0
  const walk = (element: XmlElement, depth: number) => {
    for (const inner of children(element)) {
      if (!STATEMENTS.has(inner.name)) {
        if (CONTAINERS.has(inner.name)) walk(inner, depth)
        continue
      }
      total += 1
      if (entries.length < ENTRIES_KEPT) entries.push(readEntry(inner, depth))
      walk(inner, depth + 1)
    }
  }
  for (const entry of children(section, 'entry')) walk(entry, 0)
  return { entries, total }
}

const CONTAINERS = new Set(['entryRelationship', 'component', 'reference'])

function readEntry(element: XmlElement, depth: number): CodedEntry {
  const product = productOf(element)
  const what =
    codeWords(child(product, 'code')) ??
    textOf(child(product, 'name')) ??
    codeWords(child(element, 'code')) ??
    textOf(child(element, 'text'))
  const values = children(element, 'value', 'doseQuantity', 'quantity')
    .filter(
      (value) =>
        element.name !== 'observationMedia' && value.attributes['representation'] !== 'B64',
    )
    .map(valueWords)
    .filter((value) => value !== undefined)
  return {
    depth,
    kind: KINDS.get(element.name) ?? elementWords(element.name),
    mood: moodWords(element),
    what,
    translation: translationWords(element),
    value: values.join(', ') || undefined,
    giving: givingWords(element),
    interpretation: interpretationWords(element),
    range: rangeWords(element),
    time: timesWords(element),
    frequency: frequencyWords(element),
    status: child(element, 'statusCode')?.attributes['code'],
    negated: /^(true|1)$/.test(element.attributes['negationInd']?.trim() ?? ''),
  }
}

/** The contents inside an element: pictures, documents, notes in RTF. */
export function readEmbedded(element: XmlElement): EmbeddedContent[] {
  const found: EmbeddedContent[] = []
  const walk = (one: XmlElement, id: string | undefined) => {
    const own = one.attributes['ID'] ?? id
    const isMedia = one.name === 'value' && one.attributes['mediaType'] !== undefined
    if (one.attributes['representation'] === 'B64' || isMedia) found.push(embeddedOf(one, own))
    for (const inner of children(one)) {
      // A section's narrative is text; the sections below have their own.
      if (inner.name !== 'section') walk(inner, own)
    }
  }
  walk(element, undefined)
  return found
}

/** The content of an element that holds one: `nonXMLBody/text`, `observationMedia/value`. */
export function embeddedOf(element: XmlElement, id?: string): EmbeddedContent {
  const { mediaType, representation } = element.attributes
  const inside = element.children.filter((node) => typeof node === 'string').join('')
  return {
    id,
    contentType: mediaType,
    encoding: representation === 'B64' ? 'base64' : 'text',
    data: inside.trim() === '' ? rawText(child(element, 'thumbnail')).trim() : inside,
    reference: child(element, 'reference')?.attributes['value'],
  }
}
