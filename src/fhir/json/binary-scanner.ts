import { DataString } from './data-string.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import { JsonGrammar } from './json-grammar.ts'
import { ScanError } from './scan-error.ts'

/** How much JSON is taken beside the text of `data`, white space included. */
export const MAX_JSON_BYTES = 1 << 20

/**
 * Reads a JSON text in chunks, in the memory of one of them. The text of the outermost object's `data` is decoded from
 * base64 as it comes and handed out; everything else is collected, with `""` in that text's place, and becomes a value
 * through `JSON.parse`. So for ordinary members it is `JSON.parse` that decides: of equal names the last counts,
 * `__proto__` is a name like any other. `data` twice, or no string, is refused: which bytes would be meant?
 *
 * A byte order mark is skipped (RFC 8259 §8.1 leaves that open). `data` deeper down is an ordinary member.
 */
export class BinaryScanner {
  readonly #grammar = new JsonGrammar()
  #kept = new Uint8Array(1024)
  #keptLength = 0
  /** Bytes of all chunks before this one. */
  #offset = 0
  #mark = 0
  #keyStart = 0
  #keyIsData = false
  #data: DataString | undefined
  #inData = false
  /** Up to where the kept bytes are known to be UTF-8, and how far from there on the body runs ahead of them. */
  #checked = 0
  #ahead = 0

  /**
   * @returns what the chunk holds of the content, often nothing; good until the next call
   * @throws ScanError
   */
  push(bytes: Uint8Array): Uint8Array {
    this.#data?.begin(bytes.length)
    let at = 0
    while (at < bytes.length)
      at = this.#inData ? this.#readData(bytes, at) : this.#readJson(bytes, at)
    this.#offset += bytes.length
    return this.#data?.decoded() ?? NOTHING
  }

  /**
   * To be called once, after the last chunk.
   * @returns the value without its `data`, and whether there was one
   * @throws ScanError
   */
  end(): { value: unknown; hasData: boolean } {
    if (this.#inData) {
      throw new ScanError(
        'truncated',
        this.#offset,
        `\`data\` has no end, at byte ${this.#offset}.`,
      )
    }
    this.#grammar.end(this.#offset)
    this.#checkUtf8()
    const value: unknown = JSON.parse(utf8.decode(this.#kept.subarray(0, this.#keptLength)))
    if (this.#data) delete (value as { data?: unknown }).data
    return { value, hasData: this.#data !== undefined }
  }

  /** @returns where to go on */
  #readJson(bytes: Uint8Array, start: number): number {
    for (let at = start; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0
      const place = this.#offset + at
      if (place === this.#mark && byte === BYTE_ORDER_MARK[place]) {
        this.#mark += 1
        continue
      }
      if (place === this.#mark && place > 0 && place < BYTE_ORDER_MARK.length) {
        throw new ScanError('malformed-json', place, `This is no JSON: half a byte order mark.`)
      }
      const event = this.#grammar.step(byte, place)
      this.#keep(byte, place)
      if (event === 'key-start') this.#keyStart = this.#keptLength - 1
      else if (event === 'key-end') this.#keyIsData = this.#isData(place)
      else if (event === 'value-start' && this.#keyIsData) {
        this.#startData(byte, place, bytes.length - at)
        return at + 1
      }
    }
    return bytes.length
  }

  #readData(bytes: Uint8Array, start: number): number {
    const quote = this.#data?.read(bytes, start, this.#offset)
    if (quote === undefined) return bytes.length
    this.#inData = false
    const place = this.#offset + quote
    this.#grammar.step(QUOTE, place)
    this.#keep(QUOTE, place)
    this.#ahead = place + 1 - this.#keptLength
    return quote + 1
  }

  #startData(byte: number, place: number, size: number): void {
    if (byte !== QUOTE) {
      throw new ScanError('invalid-data', place, `\`data\` must be a string (byte ${place}).`)
    }
    // What came so far is judged now, before a gigabyte is taken in behind it.
    this.#checkUtf8()
    this.#data = new DataString()
    this.#data.begin(size)
    this.#inData = true
  }

  /** Whether the name just read is `data`, however it is escaped. */
  #isData(place: number): boolean {
    const length = this.#keptLength - this.#keyStart
    if (length > LONGEST_DATA) return false
    const text = utf8.decode(this.#kept.subarray(this.#keyStart, this.#keptLength))
    if (JSON.parse(text) !== 'data') return false
    if (this.#data) {
      const start = place - length + 1
      throw new ScanError('invalid-data', start, `\`data\` stands here twice (byte ${start}).`)
    }
    return true
  }

  #keep(byte: number, place: number): void {
    if (this.#keptLength === MAX_JSON_BYTES) {
      const message = `The resource without its \`data\` is larger than ${MAX_JSON_BYTES} bytes.`
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

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const QUOTE = 0x22
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]
const NOTHING = new Uint8Array(0)
/** `"data"` with each letter written as `\uXXXX`. */
const LONGEST_DATA = 26
