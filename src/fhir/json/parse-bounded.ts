import { decodeUtf8 } from './decode-utf8.ts'
import { MAX_DEPTH } from './json-grammar.ts'
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
  checkBounds(bytes, maxValues)
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const start = marked ? 3 : 0
  const text = decodeUtf8(bytes.subarray(start), start)
  try {
    return JSON.parse(text)
  } catch {
    // The platform says that it is not JSON; ours says where.
    return parseJson(bytes)
  }
}

/** In what is not JSON it may count wrong: that is found out by the parser, which has no more to build than was counted. */
function checkBounds(bytes: Uint8Array, maxValues: number): void {
  let depth = 0
  let values = 0
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at] ?? 0) {
      case QUOTE:
        at = endOfString(bytes, at)
        break
      case OBJECT:
      case ARRAY:
        depth += 1
        values += 1
        if (depth > MAX_DEPTH) throw tooDeep(at)
        break
      case OBJECT_END:
      case ARRAY_END:
        depth -= 1
        break
      case COMMA:
        values += 1
        break
    }
    if (values > maxValues) throw tooMany(at, maxValues)
  }
}

/** Where the quote is that ends a string, or the end of all. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let from = start + 1; ;) {
    const quote = bytes.indexOf(QUOTE, from)
    if (quote === -1) return bytes.length
    let escapes = quote - 1
    while (escapes > start && bytes[escapes] === BACKSLASH) escapes -= 1
    if ((quote - 1 - escapes) % 2 === 0) return quote
    from = quote + 1
  }
}

function tooDeep(offset: number): ScanError {
  const message = `Nested deeper than ${MAX_DEPTH} levels at byte ${offset}.`
  return new ScanError('limits', offset, message)
}

function tooMany(offset: number, maxValues: number): ScanError {
  const message = `There are more than ${maxValues} values, at byte ${offset}.`
  return new ScanError('too-large', offset, message)
}

const QUOTE = 0x22
const COMMA = 0x2c
const ARRAY = 0x5b
const ARRAY_END = 0x5d
const BACKSLASH = 0x5c
const OBJECT = 0x7b
const OBJECT_END = 0x7d
