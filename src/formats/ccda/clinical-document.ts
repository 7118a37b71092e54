import { nullWords, codeWords } from './cda-words.ts'
import {
  embeddedOf,
  readEmbedded,
  readEntries,
  type CodedEntry,
  type EmbeddedContent,
} from './coded-entries.ts'
import { readHeader, type DocumentHeader } from './document-header.ts'
import { readNarrative, type Narrative } from './narrative.ts'
import { at, child, children, textOf, type XmlElement, type XmlProblem } from './xml-tree.ts'

/** A CDA document as it is shown and compared. */
export interface ClinicalDocument {
  /** `undefined` for a section that stands alone. */
  header: DocumentHeader | undefined
  body: DocumentBody
  problems: readonly XmlProblem[]
}

type DocumentBody =
  | { type: 'sections'; sections: readonly Section[] }
  /** A document that is a file of another kind; what it has of sections beside it breaks the standard. */
  | { type: 'file'; content: EmbeddedContent; sections: readonly Section[] }
  | { type: 'none' }

export interface Section {
  /** Its code, templates and number among its siblings: the same in the next version of the document. */
  key: string
  title: string
  code: string | undefined
  language: string | undefined
  /** Why there is nothing, where the section says so. */
  missing: string | undefined
  narrative: readonly Narrative[]
  /** Names of elements in the narrative that do not belong there; their text is shown. */
  unknown: readonly string[]
  entries: readonly CodedEntry[]
  /** How many entries there are; `entries` holds the first. */
  entriesTotal: number
  embedded: readonly EmbeddedContent[]
  /** Parts of the section that this reader does not know, as their source: the beginning of one that is longer. */
  rest: readonly { name: string; source: string; length: number }[]
  sections: readonly Section[]
}

/**
 * Reads a CDA document out of its tree, or a section alone; `undefined` for other XML.
 *
 * @param text the source, from which parts that are not understood are quoted
 */
export function readClinicalDocument(
  root: XmlElement,
  problems: readonly XmlProblem[],
  text: string,
): ClinicalDocument | undefined {
  if (root.name === 'section') {
    const sections = [readSection(root, '1', text)]
    return { header: undefined, body: { type: 'sections', sections }, problems }
  }
  if (root.name !== 'ClinicalDocument') return undefined
  return { header: readHeader(root), body: readBody(root, text), problems }
}

function readBody(root: XmlElement, text: string): DocumentBody {
  const components = children(root, 'component')
  const plain = components
    .map((one) => at(one, 'nonXMLBody', 'text'))
    .find((one) => one !== undefined)
  const sections = sectionsIn(root, text)
  if (plain !== undefined) return { type: 'file', content: embeddedOf(plain), sections }
  const hasBody = components.some((one) => child(one, 'structuredBody') !== undefined)
  return hasBody || sections.length > 0 ? { type: 'sections', sections } : { type: 'none' }
}

function sectionsIn(parent: XmlElement, text: string): Section[] {
  return keyedSections(parent).map(({ key, section }) => readSection(section, key, text))
}

function keyedSections(parent: XmlElement): { key: string; section: XmlElement }[] {
  const seen = new Map<string, number>()
  return sectionElements(parent).map((section) => {
    const identity = identityOf(section)
    const nth = (seen.get(identity) ?? 0) + 1
    seen.set(identity, nth)
    return { key: nth === 1 ? identity : `${identity}#${nth}`, section }
  })
}

/**
 * The sections in an element, without those inside them: in a sound document those of its body, or of a section's
 * components; a tag too much or too few puts them anywhere.
 */
function sectionElements(parent: XmlElement): XmlElement[] {
  return children(parent).flatMap((inner) => {
    if (inner.name === 'section') return [inner]
    return inner.name === 'text' ? [] : sectionElements(inner)
  })
}

/** The element of the section that the keys lead to, from the outermost in; for what the model leaves out. */
export function findSection(root: XmlElement, keys: readonly string[]): XmlElement | undefined {
  if (root.name === 'section') return keys.length === 1 ? root : within(root, keys.slice(1))
  return within(root, keys)
}

function within(parent: XmlElement, keys: readonly string[]): XmlElement | undefined {
  return keys.reduce<XmlElement | undefined>((one, key) => {
    if (one === undefined) return undefined
    return keyedSections(one).find((inner) => inner.key === key)?.section
  }, parent)
}

function identityOf(section: XmlElement): string {
  const code = child(section, 'code')?.attributes['code'] ?? ''
  const templates = children(section, 'templateId').map(
    ({ attributes }) => attributes['root'] ?? '',
  )
  return [code, ...templates.toSorted()].join('+')
}

function readSection(section: XmlElement, key: string, source: string): Section {
  const unknown = new Set<string>()
  const { entries, total } = readEntries(section)
  const code = child(section, 'code')
  return {
    key,
    title: textOf(child(section, 'title')) ?? codeWords(code) ?? 'Section without a title',
    code: code?.attributes['code'],
    language: child(section, 'languageCode')?.attributes['code'] ?? section.attributes['xml:lang'],
    missing: nullWords(section.attributes['nullFlavor']),
    narrative: readTexts(section, unknown),
    unknown: [...unknown],
    entries,
    entriesTotal: total,
    embedded: readEmbedded(section),
    rest: restOf(section, source),
    sections: sectionsIn(section, source),
  }
}

/** A section has one text; of several none is to be lost. */
function readTexts(section: XmlElement, unknown: Set<string>): Narrative[] {
  const texts = children(section, 'text').map((text) => readNarrative(text, unknown))
  return texts.length < 2
    ? texts.flat()
    : texts.map((text) => ({ type: 'paragraph', styles: [], children: text }))
}

/** Characters of an unknown part that are quoted. */
const QUOTED = 2000

function restOf(section: XmlElement, source: string): Section['rest'] {
  const rest = children(section)
    .filter(({ name }) => !KNOWN.has(name))
    .map(({ name, start, end }) => ({
      name,
      source: source.slice(start, Math.min(end, start + QUOTED)),
      length: end - start,
    }))
  // Only damage leaves letters between the parts of a section.
  const letters = section.children
    .filter((node) => typeof node === 'string')
    .join(' ')
    .trim()
  if (letters === '') return rest
  return [{ name: 'letters', source: letters.slice(0, QUOTED), length: letters.length }, ...rest]
}

const KNOWN: ReadonlySet<string> = new Set([
  'templateId',
  'id',
  'code',
  'title',
  'text',
  'languageCode',
  'entry',
  'component',
  'section',
  'realmCode',
  'typeId',
])
