import { parseMediaType } from '#fhir/media-type.ts'
import type { Format, Proof, Row } from './kind-row.ts'
import { TABLE } from './kind-table.ts'

export type Kind = keyof typeof TABLE

const ROWS: Record<Kind, Row> = TABLE

/** Every kind, in the order in which the filters offer them. */
export const KINDS = Object.keys(TABLE) as readonly Kind[]

export function isKind(text: string): text is Kind {
  return Object.hasOwn(TABLE, text)
}

/** One or two words for people, to stand alone. */
export function kindLabel(kind: Kind): string {
  return ROWS[kind].label
}

/** See `Proof`. */
export function proofOf(kind: Kind): Proof {
  return ROWS[kind].proof
}

export const FORMATS: readonly (Format & { kind: Kind })[] = KINDS.flatMap((kind) =>
  ROWS[kind].formats.map((one) => ({ ...one, kind })),
)

const BY_TYPE = new Map(
  FORMATS.flatMap((one) => [one.type, ...one.aliases].map((type) => [type, one] as const)),
)
const BY_ENDING = new Map(
  FORMATS.flatMap((one) => one.endings.map((ending) => [ending, one] as const)),
)

/** The format that a content type names, whatever its case and parameters; `undefined` for one that the table lacks. */
export function formatOfType(contentType: string | undefined) {
  return BY_TYPE.get(parseMediaType(contentType ?? '')?.essence ?? '')
}

/** The format that the end of a file's name stands for. */
export function formatOfName(fileName: string | undefined) {
  const ending = /\.([a-z0-9]{1,8})$/i.exec(fileName ?? '')?.[1]?.toLowerCase()
  return ending === undefined ? undefined : BY_ENDING.get(ending)
}

/** The kind that a content type alone stands for; `other` where it says nothing, or nothing we know. */
export function kindOfType(contentType: string | undefined): Kind {
  const essence = parseMediaType(contentType ?? '')?.essence ?? ''
  const known = BY_TYPE.get(essence)
  return known?.kind ?? FAMILIES.find(([, pattern]) => pattern.test(essence))?.[0] ?? 'other'
}

/**
 * The kind of a content that is not at hand, from its label and its name: for lists. A name decides only where the
 * label is vague, or plain text or XML, as systems that know no better call what is more. Where bytes are at hand,
 * `detect` decides.
 */
export function kindOfLabel(contentType: string | undefined, fileName?: string): Kind {
  const byType = kindOfType(contentType)
  const byName = formatOfName(fileName)?.kind ?? 'other'
  if (isVague(contentType)) return byName
  if (byType === 'text' && isText(byName)) return byName
  return byType === 'xml' && isWithin(byName, 'xml') ? byName : byType
}

/** Whether a content type says nothing about the content. */
export function isVague(contentType: string | undefined): boolean {
  const essence = parseMediaType(contentType ?? '')?.essence
  return essence === undefined || VAGUE.has(essence)
}

/** Whether a kind is made of text, and can be read as its own letters whatever viewer it has. */
export function isText(kind: Kind): boolean {
  return kind === 'text' || isWithin(kind, 'text')
}

/** Whether each content of kind `inner` is, looked at with less knowledge, one of kind `outer`. */
export function isWithin(inner: Kind, outer: Kind): boolean {
  const parent = ROWS[inner].within
  return parent !== undefined && isKind(parent) && (parent === outer || isWithin(parent, outer))
}

/** Whether the name's ending promises another kind of file than the content type says. */
export function nameDisagrees(fileName: string, contentType: string): boolean {
  const promised = formatOfName(fileName)?.kind ?? 'other'
  const found = kindOfType(contentType)
  if (promised === 'other' || promised === found) return false
  // A message, a table and a document in XML are text as well, and often called no more than that.
  if (isText(promised) && isWithin(found, promised)) return false
  if (found === 'text' || found === 'xml') return !isWithin(promised, found) || promised === 'rtf'
  return true
}

const VAGUE = new Set([
  'application/octet-stream',
  'binary/octet-stream',
  'application/x-binary',
  'application/unknown',
])

/** What belongs to a kind by the shape of its name. */
const FAMILIES: readonly [Kind, RegExp][] = [
  ['image', /^image\//],
  ['ccda', /[/.+-]c?c?(cda|ccd)\+xml$|^application\/x-c?cda$/],
  ['hl7v2', /^(x-)?(application|text)\/(x-)?(edi-)?hl7(-?v2)?(\+er7)?$/],
  ['csv', /^(text|application)\/(x-)?(csv|comma-separated-values|tab-separated-values)$/],
  ['json', /^(application|text)\/(x-)?(nd)?json$|\+json$/],
  ['xml', /\+xml$/],
  ['rtf', /^(application|text)\/(x-)?(rtf|richtext)$/],
  ['audio', /^audio\//],
  ['video', /^video\//],
  ['text', /^text\//],
]
