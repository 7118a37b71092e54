import { decodeUtf8 } from './decode-utf8.ts'
import { JsonBounds } from './json-bounds.ts'
import { parseJson } from './parse-json.ts'
import { ScanError } from './scan-error.ts'

/**
 * `JSON.parse` of whole bytes that are mostly strings, as a Bundle of contents is: only what stands between the strings is
 * looked at beforehand, so that no more values are built than are allowed, nested no deeper than elsewhere. Errors are
 * those of `parseJson`.
 * @param maxValues members and items, about
 * @throws ScanError, `too-large` for more values
 */
export function parseBounded(bytes: Uint8Array, maxValues: number): unknown {
  new JsonBounds({ values: maxValues }).push(bytes)
  return parseChecked(bytes)
}

/** The same for bytes that `JsonBounds` has seen already. @throws ScanError */
export function parseChecked(bytes: Uint8Array): unknown {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const start = marked ? 3 : 0
  const text = decodeUtf8(bytes.subarray(start), start)
  try {
    return JSON.parse(text)
  } catch {
    if (bytes.length > LONGEST_SEARCHED)
      throw new ScanError('malformed-json', bytes.length, 'This is not JSON.')
    // The platform says that it is not JSON; ours says where.
    return parseJson(bytes)
  }
}

/** Bytes in which the place of a fault is looked for, one by one. */
const LONGEST_SEARCHED = 1 << 20
