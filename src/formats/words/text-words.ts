import { parseMediaType } from '#fhir/media-type.ts'
import { embeddedOf } from '../ccda/coded-entries.ts'
import { readXml, type XmlElement } from '../ccda/xml-tree.ts'
import { plainText } from '../hl7v2/escapes.ts'
import { readMessages, type Segment, type Separators } from '../hl7v2/read-messages.ts'
import type { Kind } from '../kinds.ts'
import { htmlToText } from '../mail/body/html-to-text.ts'
import { cutAtLine } from '../text/cut-at-line.ts'
import { decodeContent } from '../text/decode-content.ts'
import { expandEntities } from '../xml/expand-entities.ts'
import { TextPieces, type Words } from './words.ts'

/** Bytes of a text that are read: more than all letters that are kept, and less than a tree of XML that hurts. */
export const MOST_TEXT_BYTES = 8 << 20

/** A content inside another one, to be read in its turn. */
export type Inner = (bytes: Uint8Array<ArrayBuffer>, contentType?: string) => Promise<Words>

/**
 * The words of what is made of letters.
 * @param isWhole whether `bytes` are all of it
 */
export async function textWords(
  bytes: Uint8Array<ArrayBuffer>,
  about: { kind: Kind; contentType: string; isWhole: boolean; inner: Inner },
): Promise<Words> {
  const { kind, contentType, isWhole, inner } = about
  const read = isWhole ? bytes : cutAtLine(bytes)
  const charset = parseMediaType(contentType)?.parameters['charset']
  const { text, encoding } = await decodeContent(read, { kind, charset })
  const pieces = new TextPieces()
  const add = ADDERS[kind] ?? ((to, plain) => void to.add(plain))
  await add(pieces, text, { charset: encoding, inner })
  return pieces.words(isWhole)
}

type Adder = (
  pieces: TextPieces,
  text: string,
  about: { charset: string; inner: Inner },
) => void | Promise<void>

/** Of what is more than its letters. */
const ADDERS: Partial<Record<Kind, Adder>> = {
  json: (pieces, text) => void pieces.add(withoutJsonEscapes(text)),
  hl7v2: (pieces, text, { charset }) => addMessages(pieces, text, charset),
  html: (pieces, text) => void pieces.add(htmlToText(text).text),
  xml: addXml,
  ccda: addXml,
  svg: addXml,
  ecg: addXml,
}

/** RFC 8259 §7. The text is not parsed: one that is broken, cut, or of many lines has its words all the same. */
function withoutJsonEscapes(text: string): string {
  return text.replaceAll(
    /\\(?:u([0-9a-fA-F]{4})|([bfnrt])|(["\\/]))/g,
    (_, code?: string, blank?: string, itself?: string) =>
      code !== undefined
        ? String.fromCharCode(Number.parseInt(code, 16))
        : blank !== undefined
          ? ' '
          : (itself ?? ''),
  )
}

function addMessages(pieces: TextPieces, text: string, charset: string): void {
  for (const part of readMessages(text, undefined, charset).parts) {
    if (part.type === 'text') pieces.add(part.raw)
    else {
      const segments = part.type === 'message' ? part.segments : [part.segment]
      for (const segment of segments)
        if (!pieces.add(segmentWords(segment, part.separators))) return
    }
  }
}

/** The parts of fields as words of their own, their escapes resolved. */
function segmentWords({ fields }: Segment, separators: Separators): string {
  const { component, repetition, subcomponent } = separators
  // The separators themselves, in MSH, are no words.
  const values = fields.slice(1).flatMap((field) => splitAll(field, [repetition, component]))
  return values
    .flatMap((value) => splitAll(value, [subcomponent]))
    .filter((value) => value !== '')
    .map((value) => plainText(value, separators))
    .join(' ')
}

function splitAll(text: string, separators: readonly string[]): string[] {
  return separators.reduce(
    (parts, separator) => parts.flatMap((part) => part.split(separator)),
    [text],
  )
}

/** Texts and the values of attributes, where FHIR and coded entries have theirs; XML that can't be read, as it stands. */
async function addXml(
  pieces: TextPieces,
  text: string,
  { inner }: { inner: Inner },
): Promise<void> {
  const expanded = expandEntities(text)
  const tree = expanded.type === 'text' ? readXml(expanded.text) : expanded
  if (tree.type === 'refused') {
    pieces.add(text)
    return
  }
  const left: (XmlElement | string)[] = [tree.root]
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (typeof node === 'string') {
      if (!pieces.add(node)) return
      continue
    }
    if (!pieces.add(attributeWords(node))) return
    if (node.attributes['representation'] === 'B64') {
      if (!pieces.add(await embeddedWords(node, inner))) return
      continue
    }
    for (let at = node.children.length - 1; at >= 0; at -= 1) left.push(node.children[at] ?? '')
  }
}

function attributeWords({ attributes }: XmlElement): string {
  return Object.entries(attributes)
    .filter(([name]) => !/^(xmlns|xsi|xml)(:|$)/.test(name))
    .map(([, value]) => value)
    .join(' ')
}

/** A file that an element holds in base64. */
async function embeddedWords(element: XmlElement, inner: Inner): Promise<string | undefined> {
  const { data, contentType } = embeddedOf(element)
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = Uint8Array.fromBase64(data.replaceAll(/\s+/g, ''))
  } catch {
    return undefined
  }
  const words = await inner(bytes, contentType)
  return words.type === 'text' ? words.text : undefined
}
