import { latin1 } from '../detection/head.ts'
import { hl7Header } from '../detection/text-structure.ts'
import type { Kind } from '../kinds.ts'
import { encodingOf, type Encoding } from './encodings.ts'

/** How far into a content a declaration of its own encoding may stand. Bytes. */
const REACH = 16_384

/** What a content says of its own encoding. */
export interface DeclaredCharset {
  /** As it stands there. */
  name: string
  /** `undefined` where the name is not known. */
  encoding: Encoding | undefined
}

/** The encoding that a content declares inside itself, in the way of its kind; `undefined` where it declares none. */
export function declaredCharset(bytes: Uint8Array, kind: Kind): DeclaredCharset | undefined {
  const text = latin1(bytes.subarray(0, REACH))
  if (kind === 'hl7v2') return hl7Charset(text)
  if (kind === 'mail') return named(/^content-type:[^]*?charset="?([\w.:-]+)/im.exec(text)?.[1])
  const declared = named(
    /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(text)?.[1] ??
      (kind === 'html'
        ? /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(text)?.[1]
        : undefined),
  )
  // What could be read as ASCII is not UTF-16, whatever it says (HTML §13.2.3.2 says the same).
  return declared?.encoding?.startsWith('utf-16') === true
    ? { ...declared, encoding: 'utf-8' }
    : declared
}

function named(name: string | undefined): DeclaredCharset | undefined {
  return name === undefined || name === '' ? undefined : { name, encoding: encodingOf(name) }
}

/**
 * HL7 v2 field MSH-18, with the names of table 0211 (https://terminology.hl7.org/CodeSystem-v2-0211.html). The headers of
 * a file or batch (FHS, BHS) have no such field; some systems write it there all the same, where the message has none.
 */
function hl7Charset(text: string): DeclaredCharset | undefined {
  const header = hl7Header(text)
  if (header === undefined) return undefined
  const message = header.startsWith('MSH') ? header : /[\r\n]\s*(MSH[^\r\n]*)/.exec(text)?.[1]
  const declared = message === undefined ? undefined : field18(message)
  if (declared !== undefined || message === header) return declared
  const around = field18(header)
  return around?.encoding === undefined ? undefined : around
}

/** Of several the first is the default and the others are switched to by escapes, of which Japanese is the only case in use. */
function field18(header: string): DeclaredCharset | undefined {
  const names = (header.split(header.charAt(3))[17] ?? '')
    .split(header.charAt(5))
    .map((name) => name.trim())
  const japanese = names.find((name) => /^ISO IR ?(87|159)$/i.test(name))
  if (japanese !== undefined) return { name: japanese, encoding: 'iso-2022-jp' }
  const first = names.find((name) => name !== '') ?? ''
  const part = /^8859\/(\d{1,2})$/.exec(first)?.[1]
  if (part !== undefined) return { name: first, encoding: encodingOf(`iso-8859-${part}`) }
  const known = TABLE_0211.get(first.toUpperCase())
  return known === undefined ? named(first) : { name: first, encoding: known }
}

const TABLE_0211 = new Map<string, Encoding>([
  ['UNICODE UTF-8', 'utf-8'],
  ['ISO IR14', 'shift_jis'],
  ['GB 18030-2000', 'gb18030'],
  ['KS X 1001', 'euc-kr'],
  ['BIG-5', 'big5'],
])
