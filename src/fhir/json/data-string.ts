import { Base64Decoder, latin1, WORTH_A_CALL } from './base64-decoder.ts'
import { hexValue } from './json-grammar.ts'
import { ScanError } from './scan-error.ts'

/**
 * The inside of a JSON string that holds base64, from behind its opening quote to its closing one, as it comes in
 * chunks. The ends of runs are found by `indexOf`, so that the bytes in between are never looked at one by one.
 */
export class DataString {
  readonly #decoder = new Base64Decoder()
  readonly #isTolerant: boolean
  #isInvalid = false
  #escape: 'none' | 'started' | 'hex' = 'none'
  #hexDigits = 0
  #code = 0

  /** @param isTolerant reads over what is not base64 (see `isInvalid`) rather than throwing */
  constructor(isTolerant = false) {
    this.#isTolerant = isTolerant
  }

  /** Whether something was not base64, and what is decoded ends there. */
  get isInvalid(): boolean {
    return this.#isInvalid
  }

  /** Makes it ready for another string. */
  reset(): void {
    this.#decoder.reset()
    this.#isInvalid = false
    this.#escape = 'none'
  }

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
  read(chunk: Uint8Array, start: number, offset: number): number | undefined {
    // An escaped quote is not base64 and mostly throws, so the first quote of all is the closing one.
    const quote = chunk.indexOf(QUOTE, start)
    const end = quote === -1 ? chunk.length : quote
    let at = start
    let atOnce = true
    while (at < end) {
      if (this.#escape !== 'none') {
        this.#unescape(chunk[at] ?? 0, offset + at)
        at += 1
        continue
      }
      const found = chunk.indexOf(BACKSLASH, at)
      let stop = found === -1 || found > end ? end : found
      if (atOnce && !this.#isInvalid && stop < end && stop - at < WORTH_A_CALL) {
        const missing = this.#decoder.missing()
        if (missing === 0) {
          const next = this.#readEscaped(chunk, at, end)
          // Where it can't be done it is not tried at each escape again.
          atOnce = next > at
          at = next
          if (atOnce) continue
        } else stop = Math.min(stop, at + missing)
      }
      this.#decode(() => this.#decoder.run(chunk, at, stop, offset))
      at = stop
      if (at === found) {
        this.#escape = 'started'
        at += 1
      }
    }
    if (quote === -1) return undefined
    if (this.#escape !== 'none') {
      this.#unescape(QUOTE, offset + quote)
      return this.read(chunk, quote + 1, offset)
    }
    this.#decode(() => this.#decoder.end())
    return quote
  }

  /**
   * Base64 with many escapes, as when it is broken into lines: V8 undoes them all together.
   * @returns where to go on: `start` when that can't be done, be it for a fault whose place is then found one by one
   */
  #readEscaped(chunk: Uint8Array, start: number, end: number): number {
    const stop = beforeOpenEscape(chunk, start, Math.min(end, start + SLICE))
    let text: string
    try {
      // oxlint-disable-next-line no-restricted-properties -- a string has no names
      text = JSON.parse(`"${latin1(chunk.subarray(start, stop))}"`) as string
    } catch {
      return start
    }
    return this.#decoder.text(text) ? stop : start
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
    this.#decode(() => this.#decoder.character(code))
  }

  #decode(work: () => void): void {
    if (this.#isInvalid) return
    try {
      work()
    } catch (error) {
      const isBase64 = error instanceof ScanError && error.kind === 'invalid-base64'
      if (!this.#isTolerant || !isBase64) throw error
      this.#isInvalid = true
    }
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Bytes whose escapes are undone at a time. */
const SLICE = 1 << 14

/** RFC 8259 §7: the byte after the backslash, and the character that it stands for. */
const ESCAPES: ReadonlyMap<number, number> = new Map(
  ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'].map((pair) => [
    pair.charCodeAt(0),
    pair.charCodeAt(1),
  ]),
)

/** Where the escape begins that goes on beyond `end`, else `end`. */
function beforeOpenEscape(chunk: Uint8Array, start: number, end: number): number {
  const last = chunk.lastIndexOf(BACKSLASH, end - 1)
  if (last < start) return end
  const length = chunk[last + 1] === 0x75 ? 6 : 2
  return last + length > end ? last : end
}

function badEscape(offset: number): ScanError {
  const message = `This is not JSON: the escape at byte ${offset} is not one that JSON has.`
  return new ScanError('malformed-json', offset, message)
}
