import { controlCharacter, ScanError } from './scan-error.ts'

/**
 * Base64 (RFC 4648 §4) that comes in pieces. White space may stand anywhere; padding is due; and the bits that the
 * last group does not use must be zero, as XML Schema's `base64Binary` says, on which R4's type rests: where they are
 * not, something was cut off. Nothing may follow the padding but white space.
 *
 * Long runs go through V8's own decoder. What it does not take whole (white space, padding, a fault) is read again
 * here digit by digit, which knows the exact place of a fault.
 */
export class Base64Decoder {
  #out = new Uint8Array(0)
  #length = 0
  /** Characters of the text so far, white space included. */
  #position = 0
  /** The digits of the group that is not complete yet: how many, and their bits. */
  #digits = 0
  #bits = 0
  #padding = 0
  #padded = false

  /** Makes it ready for another text. */
  reset(): void {
    this.#length = 0
    this.#position = 0
    this.#digits = 0
    this.#bits = 0
    this.#padding = 0
    this.#padded = false
  }

  /** Forgets what was decoded so far and makes room for what `size` characters can bring. */
  begin(size: number): void {
    this.#length = 0
    const room = Math.ceil(size / 4) * 3 + 3
    if (this.#out.length < room) this.#out = new Uint8Array(room)
  }

  /** What was decoded since `begin`; good until the next `begin`. */
  decoded(): Uint8Array {
    return this.#out.subarray(0, this.#length)
  }

  /**
   * Characters as they stand in a JSON string, where no escape is among them.
   * @param offset the place of `bytes[0]` in the body
   * @throws ScanError `invalid-base64`; `malformed-json` for a raw control character
   */
  run(bytes: Uint8Array, start: number, end: number, offset: number): void {
    let at = start
    while (at < end) {
      const rest = end - at
      if (this.#digits > 0 || this.#padded || rest < WORTH_A_CALL) {
        // No more than completes the group when the rest is worth the call.
        const count = rest < WORTH_A_CALL || this.#padded ? rest : 4 - this.#digits
        this.#read(bytes, at, at + count, offset)
        at += count
      } else {
        const count = Math.min(rest - (rest % 4), SLICE)
        if (!this.#readAtOnce(bytes, at, count)) this.#read(bytes, at, at + count, offset)
        at += count
      }
    }
  }

  /** How many digits the group that is not complete still wants. */
  missing(): number {
    return this.#digits === 0 ? 0 : 4 - this.#digits
  }

  /**
   * Text in which escapes have been undone already, white space among its digits.
   * @returns false, and nothing happened, when it can't be taken at once
   */
  text(text: string): boolean {
    if (this.#digits > 0 || this.#padded) return false
    let read: number
    let written: number
    try {
      ;({ read, written } = this.#out.subarray(this.#length).setFromBase64(text, WHOLE_GROUPS))
    } catch {
      return false
    }
    // A group with padding brings fewer bytes, and its spare bits have to be looked at.
    if (written % 3 !== 0) return false
    this.#length += written
    this.#position += read
    for (let i = read; i < text.length; i += 1) this.character(text.charCodeAt(i))
    return true
  }

  /**
   * One character that an escape stood for.
   * @throws ScanError `invalid-base64`
   */
  character(code: number): void {
    const digit = code < 256 ? (DIGITS[code] ?? BAD) : BAD
    if (digit >= 0) this.#digit(digit)
    else if (code === 0x3d) this.#pad()
    else if (!isWhiteSpace(code))
      throw fault(this.#position, 'a character that base64 does not have')
    this.#position += 1
  }

  /** @throws ScanError when the text may not end here */
  end(): void {
    if (this.#digits > 0) throw fault(this.#position, 'the last group of four is not complete')
  }

  /** @returns false, and nothing happened, when the characters are not all digits */
  #readAtOnce(bytes: Uint8Array, start: number, count: number): boolean {
    const text = latin1(bytes.subarray(start, start + count))
    try {
      const { written } = this.#out.subarray(this.#length).setFromBase64(text, STRICT)
      // White space and padding bring no bytes: all were digits only if each group brought three.
      if (written !== (count / 4) * 3) return false
    } catch {
      return false
    }
    this.#length += (count / 4) * 3
    this.#position += count
    return true
  }

  #read(bytes: Uint8Array, start: number, end: number, offset: number): void {
    for (let i = start; i < end; i += 1) {
      const code = bytes[i] ?? 0
      const digit = DIGITS[code] ?? BAD
      if (digit >= 0) this.#digit(digit)
      else if (code === 0x3d) this.#pad()
      else if (code < 0x20) throw controlCharacter(offset + i)
      else if (code !== 0x20) throw fault(this.#position, 'a character that base64 does not have')
      this.#position += 1
    }
  }

  #digit(value: number): void {
    if (this.#padded) throw fault(this.#position, 'more text after the padding')
    if (this.#padding > 0) throw fault(this.#position, 'a second "=" was due')
    this.#bits = (this.#bits << 6) | value
    this.#digits += 1
    if (this.#digits === 4) this.#group(3, 0)
  }

  #pad(): void {
    if (this.#padded) throw fault(this.#position, 'more text after the padding')
    if (this.#digits < 2) throw fault(this.#position, 'padding too early')
    this.#padding += 1
    if (this.#digits + this.#padding < 4) return
    this.#group(this.#digits - 1, this.#digits === 3 ? 2 : 4)
    this.#padded = true
  }

  /** Puts out the group's bytes, after leaving off the bits that belong to none. */
  #group(count: number, spare: number): void {
    if ((this.#bits & ((1 << spare) - 1)) !== 0) {
      throw fault(
        this.#position,
        'the bits before the padding are not zero, so something is missing',
      )
    }
    const bits = this.#bits >> spare
    for (let i = count - 1; i >= 0; i -= 1) {
      this.#out[this.#length] = (bits >> (8 * i)) & 255
      this.#length += 1
    }
    this.#digits = 0
    this.#bits = 0
    this.#padding = 0
  }
}

/** Below this many characters the loop here is faster than a call into V8. */
export const WORTH_A_CALL = 512
/** Short enough that the texts made on the way stay cheap to collect. */
const SLICE = 1 << 14
const BAD = -1
const WHOLE_GROUPS = { lastChunkHandling: 'stop-before-partial' } as const
const STRICT = { lastChunkHandling: 'strict' } as const

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const DIGITS = new Int8Array(256).fill(BAD)
for (let i = 0; i < ALPHABET.length; i += 1) DIGITS[ALPHABET.charCodeAt(i)] = i

function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0x0c
}

function fault(position: number, what: string): ScanError {
  const message = `\`data\` is not valid base64: ${what} at character ${position}.`
  return new ScanError('invalid-base64', position, message)
}

const ascii = new TextDecoder('latin1')

/** One character for each byte; those below 128 are the same ones, which is all that JSON and base64 ask for. */
export function latin1(bytes: Uint8Array): string {
  return ascii.decode(bytes)
}
