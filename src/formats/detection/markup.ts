import type { Found } from './head.ts'

/**
 * Markup, by what it is made of rather than by its first letters: past the declaration, comments and the document type
 * stands the root element, whose name and namespace say what the document is.
 */
export function markupOf(text: string): Found | undefined {
  const start = text.search(/\S/)
  if (start === -1 || text[start] !== '<') return undefined
  const { at, doctype, hasDeclaration } = prolog(text, start)
  if (/^html\b/i.test(doctype)) return xhtmlOr(text.slice(at))
  const root = ROOT.exec(text.slice(at, at + 512))
  if (root === null) return hasDeclaration || doctype !== '' ? XML : undefined
  const [tagStart, prefix = '', name = ''] = root
  const isEmpty = text[at + tagStart.length] === '/'
  if (!isEmpty && isHtmlTag(prefix, name, hasDeclaration || doctype !== '')) {
    // XML of somebody's own may have an element of such a name too.
    return /^html$/i.test(name) ? xhtmlOr(text.slice(at)) : { ...HTML, isOpen: true }
  }
  const tag = text.slice(at, at + Math.max(0, endOfTag(text, at) - at))
  // A tag that has no end is not markup, unless it was cut off.
  if (tag === '') return hasDeclaration ? XML : undefined
  const found = flatDocumentOf(name, tag) ?? xmlOf(name, namespaceOf(tag, prefix))
  // A piece of a page has no name of its own: who labels it as one is right.
  const isPiece = found === XML && !hasDeclaration && prefix === '' && HTML_PIECES.has(name)
  return isPiece ? { ...found, isOpen: true } : found
}

const XML: Found = { kind: 'xml', type: 'application/xml' }
const HTML: Found = { kind: 'html', type: 'text/html' }
const ROOT = /^<(?:([A-Za-z_][\w.-]*):)?([A-Za-z_\u0080-\uffff][\w.\u0080-\uffff-]*)(?=[\s/>])/

/** Further elements of HTML that may come first. */
const HTML_PIECES = new Set(
  (
    'address article aside blockquote center code dd dl dt em fieldset footer form h2 h3 h4 h5 h6 header hr i img input label ' +
    'li main nav ol pre section small span strong sub sup tbody td tr u ul'
  ).split(' '),
)

function xmlOf(name: string, namespace: string | undefined): Found {
  const isV3 = namespace === undefined || namespace === 'urn:hl7-org:v3'
  if (name === 'ClinicalDocument' && isV3) return { kind: 'ccda', type: 'application/hl7-cda+xml' }
  if (name === 'AnnotatedECG' && isV3) return { kind: 'ecg', type: 'application/xml' }
  if (OTHER_ECGS.has(name.toLowerCase())) return { kind: 'ecg', type: 'application/xml' }
  if (name === 'svg' && (namespace === undefined || namespace === 'http://www.w3.org/2000/svg')) {
    return { kind: 'svg', type: 'image/svg+xml' }
  }
  if (namespace === 'http://hl7.org/fhir') return { kind: 'xml', type: 'application/fhir+xml' }
  if (namespace === 'http://www.w3.org/1999/xhtml') return { kind: 'html', type: XHTML }
  return XML
}

/** ODF 1.3 part 3 §3.1.2: a document in one file of XML says what it is at its root. */
function flatDocumentOf(name: string, tag: string): Found | undefined {
  const isFlat = name === 'document' && tag.includes('urn:oasis:names:tc:opendocument:xmlns:office')
  const isText = /:mimetype\s*=\s*["']application\/vnd\.oasis\.opendocument\.text["']/.test(tag)
  if (!isFlat || !isText) return undefined
  return { kind: 'odt', type: 'application/vnd.oasis.opendocument.text-flat-xml' }
}

/** Roots of the recorders' own formats: Philips, GE MUSE, Schiller, Mortara. */
const OTHER_ECGS = new Set(['restingecgdata', 'restingecg', 'examdescript', 'ecg', 'cardiologyxml'])
const XHTML = 'application/xhtml+xml'

function xhtmlOr(text: string): Found {
  const tag = text.slice(0, Math.max(0, endOfTag(text, 0)))
  return /^<html[^>]*xmlns\s*=\s*["']http:\/\/www\.w3\.org\/1999\/xhtml/i.test(tag)
    ? { kind: 'html', type: XHTML }
    : HTML
}

/** The tags that begin a page as the WHATWG's MIME Sniffing standard (§7.1) lists them; behind an XML declaration, or a document type of another name, only `html` does. */
function isHtmlTag(prefix: string, name: string, isXml: boolean): boolean {
  const lower = name.toLowerCase()
  return prefix === '' && (lower === 'html' || (!isXml && HTML_TAGS.has(lower)))
}

const HTML_TAGS = new Set(
  'html head script iframe h1 div font table a style title b body br p meta link'.split(' '),
)

/** Where the root begins, and what stood before it. Loops, since a comment may be as long as it likes. */
function prolog(text: string, start: number) {
  let at = start
  let doctype = ''
  let hasDeclaration = false
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at += 1
    if (text.startsWith('<?', at)) {
      hasDeclaration ||= /^<\?xml\s/i.test(text.slice(at, at + 6))
      at = after(text, '?>', at)
    } else if (text.startsWith('<!--', at)) at = after(text, '-->', at + 4)
    else if (/^<!doctype\s/i.test(text.slice(at, at + 10))) {
      const end = endOfDoctype(text, at)
      doctype = text.slice(at + 9, end).trim()
      at = end
    } else return { at, doctype, hasDeclaration }
  }
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at === -1 ? text.length : at + mark.length
}

/** Past the internal subset, where `>` ends declarations of its own. */
function endOfDoctype(text: string, start: number): number {
  let inSubset = false
  let quote = ''
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (quote !== '') quote = char === quote ? '' : quote
    else if (char === '"' || char === "'") quote = char
    else if (char === '[') inSubset = true
    else if (char === ']') inSubset = false
    else if (char === '>' && !inSubset) return at + 1
  }
  return text.length
}

/** The place behind the `>` of the tag at `start`; -1 where it has none. */
function endOfTag(text: string, start: number): number {
  let quote = ''
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (quote !== '') quote = char === quote ? '' : quote
    else if (char === '"' || char === "'") quote = char
    else if (char === '>') return at + 1
  }
  return -1
}

/** What the prefix of the root, or no prefix, stands for. */
function namespaceOf(tag: string, prefix: string): string | undefined {
  const attribute = prefix === '' ? 'xmlns' : `xmlns:${prefix}`
  for (const [, name, double, single] of tag.matchAll(
    /\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
  )) {
    if (name === attribute) return double ?? single
  }
  return undefined
}
