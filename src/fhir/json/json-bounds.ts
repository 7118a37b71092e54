import { parseExactly } from '#lib/json/parse-exactly.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import { MAX_DEPTH } from './json-grammar.ts'
import { parseJson } from './parse-json.ts'
import { ScanError } from './scan-error.ts'

/** What JSON may hold that is built in memory. */
export interface JsonLimits {
  /** Members and items, about. */
  values: number
  /** Bytes, of which each string counts for `LONG_STRING` at most: a text costs what it weighs, small values much more. */
  bytes?: number
}

/** Bytes beyond which the rest of a string counts for nothing. */
export const LONG_STRING = 4096

/** Told of each part of a chunk once it was looked at: which is inside a string, and which between two. */
export interface JsonParts {
  /** From behind a string, or the beginning, up to the quote that opens the next, which is part of it. */
  between: (chunk: Uint8Array, start: number, end: number) => void
  /** Of a string, without the quotes around it. @param closes whether its closing quote stands at `end` */
  inside: (chunk: Uint8Array, start: number, end: number, closes: boolean) => void
}

/**
 * Looks at JSON as it comes, in chunks, before anything is built of it: only what stands between the strings is looked at
 * byte by byte, so that a long one costs next to nothing. In what is not JSON it may count wrong: that is found out by
 * the parser, which has no more to build than was counted.
 */
export class JsonBounds {
  readonly #limits: JsonLimits
  readonly #parts: JsonParts | undefined
  /** Bytes of all chunks before this one. */
  #offset = 0
  #depth = 0
  #values = 0
  #bytes = 0
  #inString = false
  /** Of the string that is open, in the chunks before this one. */
  #length = 0
  /** Whether an odd number of backslashes stands before the next byte. */
  #escaped = false

  constructor(limits: JsonLimits, parts?: JsonParts) {
    this.#limits = limits
    this.#parts = parts
  }

  /** How many were counted. */
  get values(): number {
    return this.#values
  }

  /** @throws ScanError `limits` for JSON that nests too deep, `too-large` for too much of it */
  push(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length)
      at = this.#inString ? this.#string(chunk, at) : this.#between(chunk, at)
    this.#offset += chunk.length
  }

  /** @returns where a string begins, or the end */
  #between(chunk: Uint8Array, start: number): number {
    const { values } = this.#limits
    for (let at = start; at < chunk.length; at += 1) {
      switch (chunk[at] ?? 0) {
        case QUOTE:
          this.#inString = true
          this.#weigh(at + 1 - start, at)
          this.#parts?.between(chunk, start, at + 1)
          return at + 1
        case OBJECT:
        case ARRAY:
          this.#depth += 1
          this.#values += 1
          if (this.#depth > MAX_DEPTH) throw tooDeep(this.#offset + at)
          break
        case OBJECT_END:
        case ARRAY_END:
          this.#depth -= 1
          break
        case COMMA:
          this.#values += 1
          break
      }
      if (this.#values > values) throw tooMany(this.#offset + at, values)
    }
    this.#weigh(chunk.length - start, chunk.length)
    this.#parts?.between(chunk, start, chunk.length)
    return chunk.length
  }

  /** @returns the place behind the string's closing quote, or the end */
  #string(chunk: Uint8Array, start: number): number {
    const quote = this.#closingQuote(chunk, start)
    const end = quote === -1 ? chunk.length : quote + 1
    const before = Math.min(this.#length, LONG_STRING)
    this.#length += end - start
    this.#weigh(Math.min(this.#length, LONG_STRING) - before, end)
    this.#parts?.inside(chunk, start, quote === -1 ? end : quote, quote !== -1)
    if (quote !== -1) {
      this.#inString = false
      this.#length = 0
    }
    return end
  }

  /** -1 when the string goes on behind this chunk. */
  #closingQuote(chunk: Uint8Array, start: number): number {
    for (let from = start; ;) {
      const quote = chunk.indexOf(QUOTE, from)
      const end = quote === -1 ? chunk.length : quote
      let backslashes = 0
      while (end - 1 - backslashes >= from && chunk[end - 1 - backslashes] === BACKSLASH)
        backslashes += 1
      const isAll = backslashes === end - from
      const isOdd = (backslashes % 2 === 1) !== (isAll && this.#escaped)
      this.#escaped = quote === -1 && isOdd
      if (quote === -1 || !isOdd) return quote
      from = quote + 1
    }
  }

  #weigh(bytes: number, at: number): void {
    const { bytes: most = Infinity } = this.#limits
    this.#bytes += bytes
    if (this.#bytes <= most) return
    const offset = this.#offset + at
    const message = `There are more than ${most} bytes of JSON beside long texts, by byte ${offset}.`
    throw new ScanError('too-large', offset, message)
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

/**
 * `JSON.parse` of whole bytes that `JsonBounds` has seen already. Errors are those of `parseJson`.
 * @param place where a byte stood in the body, of which some may have been taken out
 * @throws ScanError
 */
export function parseChecked(bytes: Uint8Array, place = (index: number) => index): unknown {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const start = marked ? 3 : 0
  const text = decodeUtf8(bytes.subarray(start), (index) => place(start + index))
  try {
    return parseExactly(text)
  } catch {
    if (bytes.length > LONGEST_SEARCHED)
      throw new ScanError('malformed-json', place(bytes.length), 'This is not JSON.')
    // The platform says that it is not JSON; ours says where.
    return parseJson(bytes, place)
  }
}

/** Bytes in which the place of a fault is looked for, one by one. */
const LONGEST_SEARCHED = 1 << 20
