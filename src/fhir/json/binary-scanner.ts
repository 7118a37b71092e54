import { parseExactly } from '#lib/json/parse-exactly.ts'
import { DataString } from './data-string.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import { JsonBounds } from './json-bounds.ts'
import { JsonGrammar, MAX_DEPTH } from './json-grammar.ts'
import { ScanError } from './scan-error.ts'

/** How much JSON a server takes beside the text of `data`, white space included. */
export const MAX_JSON_BYTES = 1 << 20

/** Bytes of a string's inside up to which `'long'` leaves a `data` where it is. */
export const SHORT_DATA = 4096

export interface ScanOptions {
  /** How much JSON is taken beside the `data` that is taken out. Bytes. */
  maxJsonBytes?: number
  /** Members and items of it, about, of which no more are built. */
  maxValues?: number
  /** How deep arrays and objects may nest. */
  maxDepth?: number
  /**
   * Which `data` is taken out. `'own'`, as a server reads a Binary: the outermost object's, which may stand once and
   * must be base64. `'long'`, as a client reads any answer, Bundles above all: each string of more than `SHORT_DATA`
   * bytes, at any depth; `"@data:N"` stands in its place, and `sizes[N]` says how many bytes it holds.
   */
  data?: 'own' | 'long'
  /** With `'long'`: whether the content of the outermost object's is handed out, and so must be base64. */
  wantsContent?: boolean
}

export interface Scanned {
  /** The JSON without what was taken out of it. */
  json: string
  /** Whether content was handed out. */
  hasData: boolean
  /** With `'long'`: the bytes of content in the N-th that was taken out; `undefined` for what is not base64. */
  sizes: (number | undefined)[]
}

/**
 * Reads a JSON text in chunks, in the memory of one of them. `data`, the only member of a resource that grows, is
 * decoded from base64 as it comes; everything else is collected and becomes a value through `JSON.parse`. So for
 * ordinary members it is `JSON.parse` that decides: of equal names the last counts, `__proto__` is a name like any other.
 *
 * A byte order mark is skipped (RFC 8259 §8.1 leaves that open).
 */
export class BinaryScanner {
  readonly #maxJsonBytes: number
  readonly #maxValues: number | undefined
  readonly #takesLong: boolean
  readonly #wantsContent: boolean
  readonly #grammar: JsonGrammar
  #kept = new Uint8Array(1024)
  #keptLength = 0
  /** Bytes of all chunks before this one. */
  #offset = 0
  #mark = 0
  #keyStart = 0
  #keyIsData = false
  /** Where the inside of a `data` that may turn out to be long begins among what is kept, else -1. */
  #shortStart = -1
  /** What is handed out. */
  #content: DataString | undefined
  /** What is only counted; used again for the next one. */
  #counted: DataString | undefined
  /** The one whose inside is being read, and the bytes that it brought in the chunks before this one. */
  #active: DataString | undefined
  #total = 0
  readonly #sizes: (number | undefined)[] = []
  /** Up to where the kept bytes are known to be UTF-8, and how far from there on the body runs ahead of them. */
  #checked = 0
  #ahead = 0

  constructor(options: ScanOptions = {}) {
    const { maxJsonBytes = MAX_JSON_BYTES, maxDepth = MAX_DEPTH, data = 'own' } = options
    this.#maxJsonBytes = maxJsonBytes
    this.#maxValues = options.maxValues
    this.#grammar = new JsonGrammar(maxDepth)
    this.#takesLong = data === 'long'
    this.#wantsContent = options.wantsContent ?? data === 'own'
  }

  /**
   * @returns what the chunk holds of the content, often nothing; good until the next call
   * @throws ScanError
   */
  push(bytes: Uint8Array): Uint8Array {
    this.#content?.begin(this.#active === this.#content ? bytes.length : 0)
    if (this.#active !== this.#content) this.#active?.begin(bytes.length)
    let at = 0
    while (at < bytes.length)
      at = this.#active ? this.#readData(bytes, at) : this.#readJson(bytes, at)
    this.#total += this.#active?.decoded().length ?? 0
    this.#offset += bytes.length
    return this.#content?.decoded() ?? NOTHING
  }

  /**
   * To be called once, after the last chunk, or `endAsText` in its place.
   * @returns the value without what was taken out of it, and whether content was handed out
   * @throws ScanError
   */
  end(): { value: unknown; hasData: boolean } {
    const { json, hasData } = this.endAsText()
    const value = parseExactly(json)
    if (hasData && !this.#takesLong) delete (value as { data?: unknown }).data
    return { value, hasData }
  }

  /** The same as text, which is cheaper to hand from thread to thread. @throws ScanError */
  endAsText(): Scanned {
    if (this.#active) {
      const message = `\`data\` has no end, at byte ${this.#offset}.`
      throw new ScanError('truncated', this.#offset, message)
    }
    this.#grammar.end(this.#offset)
    this.#checkUtf8()
    const kept = this.#kept.subarray(0, this.#keptLength)
    if (this.#maxValues !== undefined) new JsonBounds({ values: this.#maxValues }).push(kept)
    const json = utf8.decode(kept)
    return { json, hasData: this.#content !== undefined, sizes: this.#sizes }
  }

  /** @returns where to continue */
  #readJson(bytes: Uint8Array, start: number): number {
    for (let at = start; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0
      const place = this.#offset + at
      if (place < BYTE_ORDER_MARK.length && this.#isMark(byte, place)) continue
      const event = this.#grammar.step(byte, place)
      this.#keep(byte, place)
      if (event === 'key-start') this.#keyStart = this.#keptLength - 1
      else if (event === 'key-end') this.#keyIsData = this.#isData(place)
      else if (event === 'value-start' && this.#keyIsData) {
        this.#keyIsData = false
        if (this.#takesLong) this.#shortStart = byte === QUOTE ? this.#keptLength : -1
        else {
          this.#startOwn(byte, place, bytes.length - at)
          return at + 1
        }
      } else if (this.#shortStart !== -1 && this.#isLongBy(place, bytes.length - at)) return at + 1
    }
    return bytes.length
  }

  #readData(bytes: Uint8Array, start: number): number {
    const data = this.#active
    const quote = data?.read(bytes, start, this.#offset)
    if (data === undefined || quote === undefined) return bytes.length
    this.#sizes.push(data.isInvalid ? undefined : this.#total + data.decoded().length)
    this.#active = undefined
    const place = this.#offset + quote
    this.#grammar.step(QUOTE, place)
    this.#keep(QUOTE, place)
    this.#ahead = place + 1 - this.#keptLength
    return quote + 1
  }

  #startOwn(byte: number, place: number, size: number): void {
    if (byte !== QUOTE) {
      throw new ScanError('invalid-data', place, `\`data\` must be a string (byte ${place}).`)
    }
    // What came so far is checked now, before a gigabyte is taken in behind it.
    this.#checkUtf8()
    this.#start((this.#content = new DataString()), size)
  }

  #start(data: DataString, size: number): void {
    data.begin(size)
    this.#active = data
    this.#total = 0
  }

  /** Whether the `data` being kept has become long: then it is taken out, what has come of it included. */
  #isLongBy(place: number, rest: number): boolean {
    if (this.#grammar.isAfterValue) this.#shortStart = -1
    const length = this.#keptLength - this.#shortStart
    if (this.#shortStart === -1 || length <= SHORT_DATA || !this.#grammar.isInString) return false
    const held = this.#kept.slice(this.#shortStart, this.#keptLength)
    this.#keptLength = this.#shortStart
    this.#shortStart = -1
    for (const byte of new TextEncoder().encode(`@data:${this.#sizes.length}`))
      this.#keep(byte, place)
    this.#checkUtf8()
    const isWanted = this.#wantsContent && this.#grammar.depth === 1
    if (isWanted && this.#content) throw twice(place)
    const data = isWanted ? (this.#content = new DataString()) : this.#countedString()
    this.#start(data, held.length + rest)
    data.read(held, 0, place + 1 - held.length)
    return true
  }

  #countedString(): DataString {
    this.#counted ??= new DataString(true)
    this.#counted.reset()
    return this.#counted
  }

  #isMark(byte: number, place: number): boolean {
    if (place !== this.#mark) return false
    if (byte === BYTE_ORDER_MARK[place]) {
      this.#mark += 1
      return true
    }
    if (place === 0) return false
    throw new ScanError('malformed-json', place, `This is not JSON: half a byte order mark.`)
  }

  /** Whether the name just read is a `data` to look at, however it is escaped. */
  #isData(place: number): boolean {
    const length = this.#keptLength - this.#keyStart
    if (length > LONGEST_DATA || (!this.#takesLong && this.#grammar.depth !== 1)) return false
    const text = utf8.decode(this.#kept.subarray(this.#keyStart, this.#keptLength))
    // oxlint-disable-next-line no-restricted-properties -- a string has no names
    if (JSON.parse(text) !== 'data') return false
    if (!this.#takesLong && this.#content) throw twice(place - length + 1)
    return true
  }

  #keep(byte: number, place: number): void {
    if (this.#keptLength === this.#maxJsonBytes) {
      const message = `The resource without its \`data\` is larger than ${this.#maxJsonBytes} bytes.`
      throw new ScanError('too-large', place, message)
    }
    if (this.#keptLength === this.#kept.length) {
      const longer = new Uint8Array(this.#kept.length * 2)
      longer.set(this.#kept)
      this.#kept = longer
    }
    this.#kept[this.#keptLength] = byte
    this.#keptLength += 1
  }

  #checkUtf8(): void {
    const unchecked = this.#kept.subarray(this.#checked, this.#keptLength)
    decodeUtf8(unchecked, this.#checked + (this.#ahead || this.#mark))
    this.#checked = this.#keptLength
  }
}

function twice(place: number): ScanError {
  return new ScanError('invalid-data', place, `\`data\` stands here twice (byte ${place}).`)
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const QUOTE = 0x22
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]
const NOTHING = new Uint8Array(0)
/** `"data"` with each letter written as `\uXXXX`. */
const LONGEST_DATA = 26
