import { latin1 } from '../detection/head.ts'
import { hl7Header } from '../detection/text-structure.ts'
import type { Kind } from '../kinds.ts'
import { encodingOf, type Encoding } from './encodings.ts'

/** How far into a content a declaration of its own encoding may stand. Bytes. */
const REACH = 16_384

/** The encoding that a content declares inside itself, in the way of its kind. */
export function declaredEncoding(bytes: Uint8Array, kind: Kind): Encoding | undefined {
  const text = latin1(bytes.subarray(0, REACH))
  if (kind === 'hl7v2') return hl7Encoding(text)
  if (kind === 'mail')
    return encodingOf(/^content-type:[^]*?charset="?([\w.:-]+)/im.exec(text)?.[1])
  const declared =
    /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(text)?.[1] ??
    (kind === 'html' ? /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(text)?.[1] : undefined)
  const encoding = encodingOf(declared)
  // What could be read as ASCII is not UTF-16, whatever it says (HTML §13.2.3.2 says the same).
  return encoding?.startsWith('utf-16') === true ? 'utf-8' : encoding
}

/**
 * HL7 v2 field MSH-18, with the names of table 0211 (https://terminology.hl7.org/CodeSystem-v2-0211.html). Of several
 * the first is the default and the others are switched to by escapes, of which Japanese is the only case in use.
 */
function hl7Encoding(text: string): Encoding | undefined {
  const header = hl7Header(text)
  const separator = header?.charAt(3) ?? '|'
  const repetition = header?.charAt(5) ?? '~'
  const names = (header?.split(separator)[17] ?? '').split(repetition).map((name) => name.trim())
  if (names.some((name) => /^ISO IR ?(87|159)$/i.test(name))) return 'iso-2022-jp'
  const first = names[0] ?? ''
  const part = /^8859\/(\d{1,2})$/.exec(first)?.[1]
  if (part !== undefined) return encodingOf(`iso-8859-${part}`)
  return TABLE_0211[first.toUpperCase()] ?? encodingOf(first)
}

const TABLE_0211: Record<string, Encoding> = {
  'UNICODE UTF-8': 'utf-8',
  'ISO IR14': 'shift_jis',
  'GB 18030-2000': 'gb18030',
  'KS X 1001': 'euc-kr',
  'BIG-5': 'big5',
}
