import { Base64Decoder } from './base64-decoder.ts'
import { hexValue } from './json-grammar.ts'
import { ScanError } from './scan-error.ts'

/**
 * The inside of a JSON string that holds base64, from behind its opening quote to its closing one, as it comes in
 * chunks. The ends of runs are found by `indexOf`, so that the bytes in between are never looked at one by one.
 */
export class DataString {
  readonly #decoder = new Base64Decoder()
  #escape: 'none' | 'started' | 'hex' = 'none'
  #hexDigits = 0
  #code = 0

  /** See `Base64Decoder`. */
  begin(size: number): void {
    this.#decoder.begin(size)
  }

  /** See `Base64Decoder`. */
  decoded(): Uint8Array {
    return this.#decoder.decoded()
  }

  /**
   * @param offset the place of `chunk[0]` in the body
   * @returns where the closing quote is, or `undefined` when the chunk ends before it
   * @throws ScanError
   */
  read(chunk: Buffer, start: number, offset: number): number | undefined {
    // An escaped quote is no base64 and throws, so the first quote of all is the closing one.
    const quote = chunk.indexOf(QUOTE, start)
    const end = quote === -1 ? chunk.length : quote
    let at = start
    while (at < end) {
      if (this.#escape === 'none') {
        const found = chunk.indexOf(BACKSLASH, at)
        const stop = found === -1 || found > end ? end : found
        this.#decoder.run(chunk, at, stop, offset)
        at = stop
        if (at === end) break
        this.#escape = 'started'
      } else {
        this.#unescape(chunk[at] ?? 0, offset + at)
      }
      at += 1
    }
    if (quote === -1) return undefined
    if (this.#escape === 'none') this.#decoder.end()
    else this.#unescape(QUOTE, offset + quote)
    return quote
  }

  #unescape(byte: number, offset: number): void {
    if (this.#escape === 'hex') {
      const digit = hexValue(byte)
      if (digit < 0) throw badEscape(offset)
      this.#code = this.#code * 16 + digit
      this.#hexDigits += 1
      if (this.#hexDigits === 4) this.#character(this.#code)
    } else if (byte === 0x75) {
      this.#escape = 'hex'
      this.#hexDigits = 0
      this.#code = 0
    } else {
      const code = ESCAPES.get(byte)
      if (code === undefined) throw badEscape(offset)
      this.#character(code)
    }
  }

  #character(code: number): void {
    this.#escape = 'none'
    this.#decoder.character(code)
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** RFC 8259 §7: the byte after the backslash, and the character that it stands for. */
const ESCAPES: ReadonlyMap<number, number> = new Map(
  ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'].map((pair) => [
    pair.charCodeAt(0),
    pair.charCodeAt(1),
  ]),
)

function badEscape(offset: number): ScanError {
  const message = `This is no JSON: the escape at byte ${offset} is none that JSON knows.`
  return new ScanError('malformed-json', offset, message)
}
