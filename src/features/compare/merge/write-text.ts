import type { Kind } from '#formats/kinds.ts'
import { decodeContent } from '#formats/text/decode-content.ts'
import { decodeText, ENCODINGS, type Encoding } from '#formats/text/encodings.ts'

export interface Writing {
  encoding: Encoding
  /** Whether it begins with a byte order mark. */
  hasMark: boolean
}

export type Written =
  | { kind: 'bytes'; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'problem'; why: string }

/**
 * A text in the bytes of an encoding. What comes out is read once more, as anybody would: a letter that the encoding lacks,
 * or a text that declares another one, is a problem and never lost.
 */
export async function writeText(
  text: string,
  { encoding, hasMark }: Writing,
  about: { kind: Kind; charset: string | undefined },
): Promise<Written> {
  const label = ENCODINGS.find(({ value }) => value === encoding)?.label ?? encoding
  const body = encoded(hasMark ? `\uFEFF${text}` : text, encoding)
  if (body === undefined) {
    return { kind: 'problem', why: `${label}, the encoding of yours, can’t be written here.` }
  }
  if (body.kind === 'problem') {
    return { kind: 'problem', why: `${label}, the encoding of yours, has no “${body.why}”.` }
  }
  const read = await decodeContent(body.bytes, about)
  if (read.text === text) return body
  return {
    kind: 'problem',
    why: `Written in ${label}, the encoding of yours, it would be read as something else: look at the encoding that the text or the content type names.`,
  }
}

/** @returns the letter that the encoding lacks as a problem; `undefined` for one that can only be read here */
function encoded(text: string, encoding: Encoding): Written | undefined {
  if (encoding === 'utf-8') return { kind: 'bytes', bytes: new TextEncoder().encode(text) }
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    const bytes = new Uint8Array(text.length * 2)
    const view = new DataView(bytes.buffer)
    for (let at = 0; at < text.length; at += 1) {
      view.setUint16(at * 2, text.charCodeAt(at), encoding === 'utf-16le')
    }
    return { kind: 'bytes', bytes }
  }
  return OF_SEVERAL_BYTES.has(encoding) ? undefined : inSingleBytes(text, encoding)
}

const OF_SEVERAL_BYTES: ReadonlySet<Encoding> = new Set<Encoding>([
  'iso-2022-jp',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'gb18030',
  'big5',
])

function inSingleBytes(text: string, encoding: Encoding): Written {
  const codes = new Map<string, number>()
  for (let code = 255; code >= 0; code -= 1) {
    const letter = decodeText(Uint8Array.of(code), encoding)
    if (letter !== '\uFFFD' && letter.length === 1) codes.set(letter, code)
  }
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) {
    const code = codes.get(text.charAt(at))
    if (code === undefined) {
      return { kind: 'problem', why: String.fromCodePoint(text.codePointAt(at) ?? 0) }
    }
    bytes[at] = code
  }
  return { kind: 'bytes', bytes }
}
