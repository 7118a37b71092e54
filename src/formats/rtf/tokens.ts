import { isTrail } from './encoding/code-pages.ts'

/**
 * `text`: bytes `start` to `end` as they stand; `byte`: `value`, of `\'hh` or an escaped `\`, `{` or `}`; `word`: `word`
 * with its `parameter`; `symbol`: the character `value` behind a `\`; `binary`: bytes `start` to `end` behind `\bin`.
 */
type TokenType = 'open' | 'close' | 'text' | 'byte' | 'word' | 'symbol' | 'binary' | 'end'

const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d
const LONGEST_WORD = 64
const LONGEST_NUMBER = 10

/** Cuts RTF into its tokens (RTF 1.9.1, “RTF Syntax”), byte by byte and without making an object for each. */
export class Tokens {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where the next token begins. */
  at = 0
  start = 0
  end = 0
  /** Of a `text`. */
  isAscii = true
  value = 0
  word = ''
  parameter: number | undefined
  /** How many `\'` had no two digits behind them. */
  brokenBytes = 0
  /** How many `\bin` said more bytes than there are. */
  brokenLengths = 0
  private readonly words: (string | undefined)[] = []

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes
  }

  /** @param leads the bytes that begin a character of two in the code page in force, whose second may look like a brace */
  next(leads?: Uint8Array): TokenType {
    const { bytes } = this
    while (this.at < bytes.length) {
      const byte = bytes[this.at]
      if (byte === OPEN || byte === CLOSE) {
        this.at += 1
        return byte === OPEN ? 'open' : 'close'
      }
      if (byte === BACKSLASH) {
        if (this.at + 1 >= bytes.length) this.at += 1
        else return this.escape()
      } else if (byte === 0x09) {
        this.at += 1
        this.value = 0x09
        return 'symbol'
      } else if (byte === 0x0a || byte === 0x0d || byte === 0) this.at += 1
      else return this.text(leads)
    }
    return 'end'
  }

  private text(leads: Uint8Array | undefined): TokenType {
    const { bytes } = this
    let at = this.at
    let bits = 0
    this.start = at
    while (at < bytes.length) {
      const byte = bytes[at] ?? 0
      if (byte === BACKSLASH || byte === OPEN || byte === CLOSE) break
      if (byte < 0x0e && (byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0)) break
      at += 1
      bits |= byte
      if (byte >= 0x80 && leads?.[byte] === 1 && at < bytes.length) {
        const trail = bytes[at] ?? 0
        if (isTrail(trail) && !(trail === BACKSLASH && bytes[at + 1] === 0x27)) at += 1
      }
    }
    this.at = at
    this.end = at
    this.isAscii = bits < 0x80
    return 'text'
  }

  private escape(): TokenType {
    const byte = this.bytes[this.at + 1] ?? 0
    if (isLetter(byte)) return this.controlWord()
    this.at += 2
    this.value = byte
    if (byte === BACKSLASH || byte === OPEN || byte === CLOSE) return 'byte'
    if (byte === 0x27) return this.hexByte()
    if (byte !== 0x0a && byte !== 0x0d) return 'symbol'
    if (byte === 0x0d && this.bytes[this.at] === 0x0a) this.at += 1
    this.word = 'par'
    this.parameter = undefined
    return 'word'
  }

  private hexByte(): TokenType {
    if (this.at + 1 >= this.bytes.length) {
      this.at = this.bytes.length
      return 'end'
    }
    const high = hexValue(this.bytes[this.at])
    const low = high < 0 ? -1 : hexValue(this.bytes[this.at + 1])
    if (low < 0) {
      this.brokenBytes += 1
      this.value = 0x3f
      if (high >= 0) this.at += 1
      return 'byte'
    }
    this.at += 2
    this.value = high * 16 + low
    return 'byte'
  }

  private controlWord(): TokenType {
    const { bytes } = this
    const start = this.at + 1
    let at = start
    let hash = 0
    while (at < bytes.length && at - start < LONGEST_WORD && isLetter(bytes[at] ?? 0)) {
      hash = (hash * 31 + (bytes[at] ?? 0)) & 0x3fff
      at += 1
    }
    this.word = this.intern(hash, start, at)
    at = this.number(at)
    if (bytes[at] === 0x20) at += 1
    this.at = at
    return this.word === 'bin' ? this.binary() : 'word'
  }

  /** @returns where the number ends that begins at `at`, if one does */
  private number(at: number): number {
    const { bytes } = this
    const isNegative = bytes[at] === 0x2d && isDigit(bytes[at + 1])
    let end = isNegative ? at + 1 : at
    const digits = end
    let number = 0
    while (isDigit(bytes[end])) {
      if (end - digits < LONGEST_NUMBER) number = number * 10 + (bytes[end] ?? 0) - 0x30
      end += 1
    }
    this.parameter = end === digits ? undefined : isNegative ? -number : number
    return end
  }

  /** A length beyond the end is a lie where the file ends as RTF does; else the file was cut within these bytes. */
  private binary(): TokenType {
    const length = Math.max(0, this.parameter ?? 0)
    const rest = this.bytes.length - this.at
    this.start = this.at
    this.end = this.at + length
    if (length > rest) {
      this.brokenLengths += 1
      this.end = this.endsAsRtf() ? this.at : this.bytes.length
    }
    this.at = this.end
    return 'binary'
  }

  private endsAsRtf(): boolean {
    let end = this.bytes.length
    while (end > 0 && (this.bytes[end - 1] ?? 0) <= 0x20) end -= 1
    return this.bytes[end - 1] === CLOSE
  }

  /** Goes to the end of the group that is open, before its closing brace. */
  skipGroup(): void {
    const { bytes } = this
    let depth = 0
    while (this.at < bytes.length) {
      const byte = bytes[this.at]
      if (byte === BACKSLASH) {
        const next = bytes[this.at + 1]
        if (next === 0x62 && bytes[this.at + 2] === 0x69 && bytes[this.at + 3] === 0x6e)
          this.controlWord()
        else this.at += 2
      } else if (byte === CLOSE && depth === 0) return
      else {
        if (byte === OPEN) depth += 1
        else if (byte === CLOSE) depth -= 1
        this.at += 1
      }
    }
    this.at = bytes.length
  }

  /** The same few hundred words come again and again: each is made once. */
  private intern(hash: number, start: number, end: number): string {
    const known = this.words[hash]
    if (known?.length === end - start && this.isAt(known, start)) return known
    let word = ''
    for (let at = start; at < end; at += 1) word += String.fromCharCode(this.bytes[at] ?? 0)
    this.words[hash] = word
    return word
  }

  private isAt(word: string, start: number): boolean {
    for (let at = 0; at < word.length; at += 1)
      if (word.charCodeAt(at) !== this.bytes[start + at]) return false
    return true
  }
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a)
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

/** The value of a hexadecimal digit, or -1. */
export function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
