import { parseExactly } from '#lib/json/parse-exactly.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import { JsonGrammar } from './json-grammar.ts'

/**
 * `JSON.parse` of whole bytes, with errors that name the byte and a limit to nesting. A byte order mark is skipped.
 * @param place where a byte stood in the body, of which some may have been taken out
 * @throws ScanError
 */
export function parseJson(bytes: Uint8Array, place = (index: number) => index): unknown {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const start = marked ? 3 : 0
  const grammar = new JsonGrammar()
  for (let i = start; i < bytes.length; i += 1) grammar.step(bytes[i] ?? 0, place(i))
  grammar.end(place(bytes.length))
  return parseExactly(decodeUtf8(bytes.subarray(start), (index) => place(start + index)))
}
