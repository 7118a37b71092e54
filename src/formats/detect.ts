import { parseMediaType } from '#fhir/media-type.ts'
import type { ContentSource } from './content-source.ts'
import { findKind, type FoundKind } from './detection/find-kind.ts'
import { HEAD_BYTES, type Found, type Head } from './detection/head.ts'
import { tableOf } from './detection/table.ts'
import {
  formatOfName,
  formatOfType,
  isText,
  isVague,
  isWithin,
  kindLabel,
  kindOfLabel,
  kindOfType,
  proofOf,
  type Kind,
} from './kinds.ts'
import { encodingOf } from './text/encodings.ts'
import { findEncoding, type FoundEncoding } from './text/find-encoding.ts'

/** What a content is. */
export interface Detection {
  kind: Kind
  /** The type that the bytes have, with the label's parameters where the label is right. */
  contentType: string
  /** By a structure that only this kind has; by what bytes of this sort mostly are; or by label and name alone. */
  confidence: 'proven' | 'likely' | 'assumed'
  /** Of text. */
  charset?: FoundEncoding
  /** One sentence for the reader where the label can't be right. */
  disagreement?: string
}

/**
 * What a content is, by its bytes, its label and its name, in this order: a PDF that is labelled `image/png` is a PDF,
 * and `disagreement` says so. Where the bytes leave it open the label decides, then the name.
 *
 * @param bytes the first 64 KiB, or all of a smaller content
 * @param label a content type with its parameters
 * @param rest the size of the whole, and a way to read more of it, for proofs that lie further in
 */
export async function detect(
  bytes: Uint8Array,
  label?: string,
  name?: string,
  rest: Omit<Head, 'bytes'> = { size: bytes.length },
): Promise<Detection> {
  const claim = claimOf(label, name)
  if (bytes.length === 0) return assumed(claim)
  const known = await findKind({ ...rest, bytes })
  const detection = resolve(claim, known, rest.size <= bytes.length)
  if (!isText(detection.kind)) return detection
  const charset = await findEncoding(bytes, {
    kind: detection.kind,
    charset: parseMediaType(label ?? '')?.parameters['charset'],
    isWhole: rest.size <= bytes.length,
  })
  return { ...detection, contentType: withCharset(detection, label, charset), charset }
}

/** The same of a source, under the label and the name that it has. */
export async function detectSource(
  source: ContentSource,
  signal?: AbortSignal,
): Promise<Detection> {
  const bytes = await source.slice(0, HEAD_BYTES, signal)
  return detect(bytes, source.contentType, source.name, {
    size: source.size,
    read: (start, end) => source.slice(start, end, signal),
  })
}

/** What label and name say together. */
interface Claim {
  label: string | undefined
  /** Of the label alone. */
  labelled: Kind
  kind: Kind
  /** The content type to use where the claim holds. */
  type: string
}

type Resolved = Omit<Detection, 'charset'>

function claimOf(label: string | undefined, name: string | undefined): Claim {
  const labelled = isVague(label) ? 'other' : kindOfType(label)
  const kind = kindOfLabel(label, name)
  const byName = formatOfName(name)
  const isLabels = label !== undefined && !isVague(label) && kind === labelled
  const type = isLabels ? label : byName?.kind === kind ? byName.type : UNKNOWN
  return { label, labelled, kind, type }
}

const UNKNOWN = 'application/octet-stream'
const PLAIN: Found = { kind: 'text', type: 'text/plain' }

function assumed({ kind, type }: Claim): Resolved {
  return { kind, contentType: type, confidence: 'assumed' }
}

function resolve(claim: Claim, { found, text }: FoundKind, isWhole: boolean): Resolved {
  if (found === undefined && text === undefined) {
    return isRefuted(claim) ? refuted(claim, UNKNOWN, 'other') : assumed(claim)
  }
  if (found === undefined || (text !== undefined && found.isWeak === true)) {
    return textOf(claim, text?.text ?? '', isWhole, found)
  }
  const confidence = found.isWeak === true ? 'likely' : 'proven'
  if (claim.kind !== 'other' && isSpecialCase(claim.kind, found)) {
    return { kind: claim.kind, contentType: claim.type, confidence: 'likely' }
  }
  if (claim.kind === found.kind && isSameFormat(claim, found)) {
    const contentType = claim.labelled === claim.kind ? claim.type : exactType(claim, found)
    return { kind: found.kind, contentType, confidence }
  }
  if (agrees(claim, found, text !== undefined)) {
    return { kind: found.kind, contentType: found.type, confidence }
  }
  return { ...refuted(claim, found.type, found.kind), confidence }
}

/** Bytes that are text and nothing more that is known. */
function textOf(claim: Claim, text: string, isWhole: boolean, weak: Found | undefined): Resolved {
  const { kind } = claim
  if (isText(kind)) {
    const isPlausible =
      proofOf(kind) === 'any-text' || weak?.kind === kind || BEGINNINGS[kind]?.test(text) === true
    if (isPlausible) return { ...assumed(claim), confidence: 'likely' }
  }
  if (claim.labelled === 'other' && !isText(kind)) {
    const delimiter = tableOf(text.replace(/^\ufeff/, ''), isWhole)
    if (delimiter !== undefined) {
      const type = delimiter === '\t' ? 'text/tab-separated-values' : 'text/csv'
      return { kind: 'csv', contentType: type, confidence: 'likely' }
    }
  }
  return { ...refuted(claim, PLAIN.type, 'text'), confidence: 'likely' }
}

/** Damaged, but of the kind that it is labelled as: the viewer says what is wrong. */
const BEGINNINGS: Partial<Record<Kind, RegExp>> = {
  json: /^\ufeff?\s*[[{]/,
  xml: /^\ufeff?\s*</,
  svg: /^\ufeff?\s*</,
  ccda: /^\ufeff?\s*</,
  ecg: /^\ufeff?\s*</,
  rtf: /^\ufeff?\s*\{\\rtf/,
  mail: /^\ufeff?\s*(>?From [^\r\n]*\r?\n)?[!-9;-~]{1,76}[ \t]*:/,
}

/** Whether bytes of no known structure can't be what is claimed. Old DICOM files may lack all that DICOM is known by. */
function isRefuted({ kind, type }: Claim): boolean {
  const isListed = formatOfType(type) !== undefined
  return isText(kind) || (proofOf(kind) === 'signature' && isListed && kind !== 'dicom')
}

/** Whether the bytes leave it open that they are of this narrower kind. */
function isSpecialCase(kind: Kind, { kind: found, type, isOpen = false }: Found): boolean {
  if (isMedia(kind) && isMedia(found) && kind !== found) return SHARED.has(type)
  if (!isOpen) return false
  if (found === 'html') return kind === 'xml'
  if (found === 'xml') return kind === 'html'
  return isWithin(kind, found) || (found === 'ole' && ENCRYPTABLE.has(kind))
}

function isMedia(kind: Kind): boolean {
  return kind === 'audio' || kind === 'video'
}

/** Containers that hold sound alone as well as film. */
const SHARED = new Set(
  (
    'video/mp4 video/quicktime video/3gpp audio/mp4 video/webm video/x-matroska audio/ogg video/ogg ' +
    'video/x-ms-wmv audio/x-ms-wma'
  ).split(' '),
)
/** An encrypted Office document is a compound file, whatever it was before. */
const ENCRYPTABLE: ReadonlySet<Kind> = new Set<Kind>(['docx', 'xlsx', 'pptx'])

/** Only among pictures and older Office documents does the exact format change what can show them. */
function isSameFormat({ labelled, kind, type }: Claim, found: Found): boolean {
  if (labelled !== kind || (kind !== 'image' && kind !== 'ole')) return true
  const format = formatOfType(type)?.type
  return format === undefined || format === found.type || found.type === 'application/x-ole-storage'
}

/** A template of a document differs from it by its name only, as far as the parts tell. */
function exactType(claim: Claim, found: Found): string {
  const isTemplate = claim.kind === 'docx' && claim.type.endsWith('.template')
  return isTemplate ? claim.type : found.type
}

/** Whether the label is right as far as it goes: XML for a C-CDA, text for a mail, ZIP for a Word document. */
function agrees({ labelled, kind }: Claim, found: Found, isOfText: boolean): boolean {
  if (labelled === 'other') return true
  if (labelled === found.kind) return kind !== found.kind || isMedia(kind)
  if (labelled === 'text' && isOfText) return true
  if (labelled === 'xml' && /[+-]xml$/.test(found.type)) return true
  return isWithin(found.kind, labelled)
}

function refuted(claim: Claim, contentType: string, kind: Kind): Resolved {
  const resolved = { kind, contentType, confidence: 'likely' as const }
  const isClaimed = claim.labelled !== 'other' && !isWithin(kind, claim.labelled)
  if (!isClaimed || (claim.labelled === 'text' && isText(kind))) return resolved
  const { essence = '', parameters } = parseMediaType(claim.label ?? '') ?? {}
  const charset = parameters?.['charset']
  const isUnread = kind === 'other' && charset !== undefined && encodingOf(charset) === undefined
  return {
    ...resolved,
    disagreement: isUnread
      ? `Labelled as ${essence} in ${charset}, an encoding that can’t be read here.`
      : `Labelled as ${essence}, but the content is ${words(kind, contentType)}.`,
  }
}

function words(kind: Kind, contentType: string): string {
  if (kind === 'other') return 'not of any known kind'
  const label = formatOfType(contentType)?.label ?? kindLabel(kind)
  if (MASS_NOUNS.test(label)) return label
  // An abbreviation is spelt: "an MP4 video", but "a signature".
  const article = /^[aeiou]/i.test(label) || /^[FHLMNRSX](?=[A-Z0-9])/.test(label) ? 'an' : 'a'
  return `${article} ${label}`
}

const MASS_NOUNS =
  /^(JSON|XML|SQL|YAML|TOML|mail|plain text|Markdown text|WebVTT subtitles|OpenDocument text)$|^JSON in/

/** The label's own charset stays; of what is found only a mark is certain enough to be written into a content type. */
function withCharset(
  { contentType, disagreement }: Resolved,
  label: string | undefined,
  { encoding, from }: FoundEncoding,
): string {
  if (parseMediaType(contentType)?.parameters['charset'] !== undefined) return contentType
  const labelled = parseMediaType(label ?? '')?.parameters['charset']
  if (labelled !== undefined && disagreement === undefined) {
    return `${contentType}; charset=${labelled}`
  }
  const isMarked = from === 'mark' && encoding.startsWith('utf-16')
  return isMarked && contentType === 'text/plain'
    ? `${contentType}; charset=${encoding}`
    : contentType
}
