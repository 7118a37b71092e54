import { decodeContent, type DecodedContent } from './decode-content.ts'

/** Decodes a message in the character set of its MSH-18, else as any text. @param label the content type's charset */
export function decodeHl7(bytes: Uint8Array, label?: string): DecodedContent {
  return decodeContent(bytes, declaredCharset(bytes), label)
}

/**
 * The encoding that MSH-18 names, as a WHATWG label; `undefined` where it names none, or only ASCII, which every other
 * encoding holds. With several, ISO 2022 escapes switch between them: one decoder reads all that occur together.
 */
function declaredCharset(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 8192))
  const start = /(?:^|[\r\n\v\s])MSH([^A-Za-z0-9\s])/.exec(head)
  if (start === null) return undefined
  const separator = start[1] ?? '|'
  const line =
    head
      .slice(start.index)
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? ''
  const fields = line.split(separator)
  const repetition = fields[1]?.[1] ?? '~'
  const names = (fields[17] ?? '')
    .split(repetition)
    .map((name) => (name.split(/[\^&]/, 1)[0] ?? '').trim())
    .filter((name) => name !== '' && !/^(us-)?ascii$/i.test(name))
  const known = names.map((name) => TABLE_0211.get(name.toUpperCase().replaceAll(/[\s_]+/g, ' ')))
  return known.find((label) => label !== undefined) ?? names[0]
}

/** HL7 table 0211, alternate character sets. */
const TABLE_0211 = new Map([
  ['UNICODE', 'utf-8'],
  ['UNICODE UTF-8', 'utf-8'],
  ['UTF-8', 'utf-8'],
  ['UTF8', 'utf-8'],
  ['UNICODE UTF-16', 'utf-16le'],
  ['UNICODE UTF-32', 'utf-8'],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 15].map((part): [string, string] => [
    `8859/${part}`,
    part === 9 ? 'windows-1254' : `iso-8859-${part}`,
  ]),
  ['ISO IR6', 'iso-2022-jp'],
  ['ISO IR14', 'iso-2022-jp'],
  ['ISO IR87', 'iso-2022-jp'],
  ['ISO IR159', 'iso-2022-jp'],
  ['GB 18030-2000', 'gb18030'],
  ['KS X 1001', 'euc-kr'],
  ['BIG-5', 'big5'],
])
